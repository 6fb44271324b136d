package dev.ringside.identity;

import dev.ringside.wire.Json;
import java.io.IOException;
import java.io.OutputStream;

/**
 * All that is kept of a user, as lines of JSON: each an object whose one name says what it is.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">Newline delimited JSON</a>
 */
public final class Export {

  /** The media type. */
  public static final String LINES = "application/x-ndjson";

  private final OutputStream out;

  Export(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a line.
   *
   * @param kind what it is, such as {@code notification}
   * @param value writes one JSON value
   */
  public void line(String kind, Json.Content value) throws IOException {
    byte[] line =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeFieldName(kind);
              value.writeTo(json);
              json.writeEndObject();
            });
    out.write(line);
    out.write('\n');
  }

  /** Sends what was written so far. */
  public void flush() throws IOException {
    out.flush();
  }
}
