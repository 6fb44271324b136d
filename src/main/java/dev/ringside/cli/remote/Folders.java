package dev.ringside.cli.remote;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where a program keeps what is a person's own, on the platform that it runs on. */
final class Folders {

  private static final String NAME = "ringside";

  private Folders() {}

  /** What a person sets: where Ringside is, and the key. */
  static Path settings(Map<String, String> environment) {
    return switch (Platform.here()) {
      case UNIX -> of(environment, "XDG_CONFIG_HOME", ".config");
      case MAC -> home().resolve("Library").resolve("Application Support").resolve(NAME);
      case WINDOWS -> of(environment, "APPDATA", "AppData/Roaming");
    };
  }

  /** What has to be kept until it is done. */
  static Path state(Map<String, String> environment) {
    return switch (Platform.here()) {
      case UNIX -> of(environment, "XDG_STATE_HOME", ".local/state");
      case MAC -> home().resolve("Library").resolve("Application Support").resolve(NAME);
      case WINDOWS -> of(environment, "LOCALAPPDATA", "AppData/Local");
    };
  }

  /** A relative folder counts as none, as the XDG Base Directory Specification has it. */
  private static Path of(Map<String, String> environment, String variable, String below) {
    String named = environment.getOrDefault(variable, "");
    Path folder = named.isEmpty() ? Path.of("") : Path.of(named);
    return (folder.isAbsolute() ? folder : home().resolve(below)).resolve(NAME);
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  private enum Platform {
    UNIX,
    MAC,
    WINDOWS;

    static Platform here() {
      String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      if (name.startsWith("windows")) {
        return WINDOWS;
      }
      return name.startsWith("mac") ? MAC : UNIX;
    }
  }
}
