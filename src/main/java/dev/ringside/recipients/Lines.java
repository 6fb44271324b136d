package dev.ringside.recipients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of bounded length from a stream that may have no end. A line ends with a line feed,
 * or with the stream; what was cut off in the middle is none. Not for several threads.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">Newline delimited JSON</a>
 */
final class Lines {

  /** A line. */
  sealed interface Line {}

  /** A line that fits. */
  record Text(String text) implements Line {}

  /** A line that was too long, and was passed over. */
  record TooLong() implements Line {}

  /** A line that is not UTF-8. */
  record NotText() implements Line {}

  private final InputStream input;
  private final int max;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;

  /**
   * @param max the most bytes that a line may have
   */
  Lines(InputStream input, int max) {
    this.input = input;
    this.max = max;
  }

  /** Waits for the next line that is not empty; null at the end. */
  @Nullable Line next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      boolean tooLong = false;
      boolean more = fill();
      if (!more) {
        return null;
      }
      while (more) {
        int end = end();
        tooLong = tooLong || bytes.size() + (end - position) > max;
        if (!tooLong) {
          bytes.write(buffer, position, end - position);
        }
        position = end;
        if (end < limit) {
          position++;
          break;
        }
        more = fill();
      }
      if (tooLong) {
        return new TooLong();
      }
      Line line = decode(bytes.toByteArray());
      if (!(line instanceof Text(String text) && text.isBlank())) {
        return line;
      }
    }
  }

  private static Line decode(byte[] utf8) {
    try {
      return new Text(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      return new NotText();
    }
  }

  /** Whether another line is here as a whole, so that {@link #next} does not wait. */
  boolean isMoreHere() {
    return end() < limit;
  }

  private int end() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return limit;
  }

  private boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    position = 0;
    limit = Math.max(0, input.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
