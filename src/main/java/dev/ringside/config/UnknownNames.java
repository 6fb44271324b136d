package dev.ringside.config;

import io.smallrye.config.SmallRyeConfig;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Names that look like settings, but are none. */
final class UnknownNames {

  /** Variables that the launcher and the commands for any machine read. */
  private static final Set<String> OF_COMMANDS =
      Set.of("RINGSIDE_URL", "RINGSIDE_USER", "RINGSIDE_JAVA_OPTS");

  private static final Set<String> KNOWN =
      Stream.concat(
              OF_COMMANDS.stream(),
              Arrays.stream(Setting.values())
                  .flatMap(setting -> Stream.of(setting.property(), setting.variable())))
          .collect(Collectors.toUnmodifiableSet());

  private UnknownNames() {}

  static Set<String> in(SmallRyeConfig config) {
    Set<String> unknown = new TreeSet<>();
    for (ConfigSource each : config.getConfigSources()) {
      Set<String> names = each.getPropertyNames();
      for (String name : names) {
        boolean ours = name.startsWith("ringside.") || name.startsWith("RINGSIDE_");
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        // A variable is listed as a property, too.
        boolean again = !name.equals(variable) && names.contains(variable);
        if (ours && !again && !KNOWN.contains(name)) {
          unknown.add(name);
        }
      }
    }
    return unknown;
  }
}
