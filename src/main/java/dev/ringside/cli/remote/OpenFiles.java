package dev.ringside.cli.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What standard output (1) and error (2) are, as far as the system shows open files as files. */
final class OpenFiles {

  private static final Path NOTHING = Path.of("/dev/null");
  private static final int TYPE = 0xf000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xc000;

  private OpenFiles() {}

  /** Whether output and error go into the same: then their order is seen there. */
  static boolean areOne() {
    Map<String, Object> out = attributes(open(1));
    // Of what stands there for a closed one, each counts for itself.
    return out != null && out.equals(attributes(open(2))) && !out.equals(attributes(NOTHING));
  }

  /** Whether a write has failed for nothing but that nobody reads it any more. */
  static boolean isReaderGone(int descriptor, IOException failure) {
    if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
      return true;
    }
    Map<String, Object> attributes = attributes(open(descriptor));
    // In another language the message says it in other words.
    return attributes != null
        && attributes.get("mode") instanceof Integer mode
        && ((mode & TYPE) == PIPE || (mode & TYPE) == SOCKET);
  }

  private static Path open(int descriptor) {
    return Path.of("/dev/fd/" + descriptor);
  }

  private static @Nullable Map<String, Object> attributes(Path path) {
    try {
      return Files.readAttributes(path, "unix:dev,ino,mode");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      // It is closed, or this system does not show it: then nothing is known, and nothing assumed.
      return null;
    }
  }
}
