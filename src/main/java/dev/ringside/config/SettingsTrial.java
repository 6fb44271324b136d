package dev.ringside.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong with settings, where a start tells the first of it.
 *
 * @param config what they say without those that are wrong; null where even that cannot be read
 * @param faults each in the words of a start
 * @param wrong those whose values are wrong, which count as not given in {@code config}
 */
public record SettingsTrial(
    @Nullable RingsideConfig config, List<StartException> faults, Set<Setting> wrong) {

  /** Reads them, past each fault. */
  public static SettingsTrial of(Settings settings) {
    List<StartException> faults = new ArrayList<>();
    Set<Setting> wrong = EnumSet.noneOf(Setting.class);
    while (true) {
      try {
        return new SettingsTrial(settings.without(wrong).read(), faults, wrong);
      } catch (StartException e) {
        faults.add(e);
        Setting setting = e.setting();
        // Told again without its value, it is the lack of it that is wrong.
        if (setting == null || !wrong.add(setting)) {
          return new SettingsTrial(null, faults, wrong);
        }
      }
    }
  }

  /** Whether any setting is wrong whose property begins so. */
  public boolean isWrong(String prefix) {
    return wrong.stream().anyMatch(each -> each.property().startsWith(prefix));
  }
}
