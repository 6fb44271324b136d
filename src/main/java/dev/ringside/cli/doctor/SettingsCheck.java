package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import dev.ringside.config.Settings;
import dev.ringside.config.SettingsTrial;
import dev.ringside.config.StartException;
import dev.ringside.tls.CertificateTrial;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The settings: what a start would refuse, and names that are none of them. */
final class SettingsCheck implements Check {

  /** How many letters a slip of the pen is. */
  private static final int SLIP = 3;

  private final SettingsTrial trial;
  private final Set<String> unknown;

  SettingsCheck(SettingsTrial trial, Settings settings) {
    this.trial = trial;
    this.unknown = settings.unknown();
  }

  @Override
  public String what() {
    return "settings";
  }

  @Override
  public void look(Notes notes) {
    trial.faults().forEach(fault -> notes.fault(String.valueOf(fault.getMessage())));
    unknown.forEach(name -> unknown(name, notes));
    if (trial.faults().isEmpty() && unknown.isEmpty()) {
      notes.ok("all of them can be read.");
    }
    RingsideConfig config = trial.config();
    if (config != null && config.edge().tls() != null) {
      certificate(config.edge().tls(), notes.about("certificate"));
    }
  }

  private static void unknown(String name, Notes notes) {
    String found = name + " is set, but is no setting of Ringside.";
    notes.warn(
        found,
        nearest(name)
            .map(near -> "Is " + near + " meant?")
            .orElse("docs/settings.md lists them all."));
  }

  private static Optional<String> nearest(String name) {
    List<String> names =
        Arrays.stream(Setting.values())
            .flatMap(each -> Stream.of(each.variable(), each.property()))
            .filter(each -> each.startsWith(name.substring(0, 9)))
            .toList();
    String wanted = name.toLowerCase(Locale.ROOT);
    // A unit that was forgotten is many letters, but at the end.
    Optional<String> longer =
        names.stream().filter(each -> each.toLowerCase(Locale.ROOT).startsWith(wanted)).findFirst();
    return longer.or(
        () ->
            names.stream()
                .filter(each -> Slip.between(name, each) <= SLIP)
                .min(Comparator.comparingInt(each -> Slip.between(name, each))));
  }

  private static void certificate(RingsideConfig.Tls files, Notes notes) {
    CertificateTrial trial;
    try {
      trial = CertificateTrial.of(files);
    } catch (StartException e) {
      notes.fault(String.valueOf(e.getMessage()));
      return;
    }
    if (trial.warning().isEmpty()) {
      notes.ok("%s, good until %s.".formatted(trial.subject(), trial.until()));
    } else {
      notes.fault(
          "that of %s %s: clients refuse it.".formatted(trial.subject(), trial.warning()),
          "Put a good one where RINGSIDE_TLS_CERTIFICATE leads; docs/tls.md says how.");
    }
  }

  /** Of how many letters two names differ. */
  private static final class Slip {
    private Slip() {}

    static int between(String one, String other) {
      int[] before = new int[other.length() + 1];
      Arrays.setAll(before, i -> i);
      for (int i = 1; i <= one.length(); i++) {
        int[] now = new int[before.length];
        now[0] = i;
        for (int j = 1; j < now.length; j++) {
          int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
          now[j] = Math.min(changed, 1 + Math.min(before[j], now[j - 1]));
        }
        before = now;
      }
      return before[other.length()];
    }
  }
}
