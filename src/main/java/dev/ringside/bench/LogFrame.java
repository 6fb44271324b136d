package dev.ringside.bench;

/**
 * The head of a log's frame, {@code inbox} or {@code room}, found by looking for its fields where
 * they stand: {@code type}, {@code epoch}, perhaps {@code reset}, {@code since}, {@code revision},
 * {@code changes}. One is used again and again; what it tells holds until the next {@link #read}.
 * For one thread.
 */
final class LogFrame {

  private static final byte[] EPOCH = Bytes.ascii("\"epoch\":\"");
  private static final byte[] RESET = Bytes.ascii("\"reset\":true");
  private static final byte[] SINCE = Bytes.ascii("\"since\":");
  private static final byte[] REVISION = Bytes.ascii("\"revision\":");
  private static final byte[] CHANGES = Bytes.ascii("\"changes\":");

  private final byte[] type;
  private byte[] bytes = {};
  private int head;
  private int to;
  private int changes;
  private boolean reset;
  private long since;
  private long revision;

  /** One of inboxes. */
  LogFrame() {
    this("inbox");
  }

  /** One of the logs whose frames are of this type. */
  LogFrame(String type) {
    this.type = Bytes.ascii("{\"type\":\"" + type + "\"");
  }

  /**
   * Reads a message of the server.
   *
   * @return false if it is no frame of the type
   * @throws BenchException if it is one that lacks a field
   */
  boolean read(byte[] message, int from, int end) {
    if (!Bytes.startsWith(message, from, end, type)) {
      return false;
    }
    bytes = message;
    head = from + type.length;
    to = end;
    int afterSince = need(SINCE, head, end);
    since = Bytes.number(message, afterSince, end);
    reset = Bytes.after(message, head, afterSince, RESET) >= 0;
    int afterRevision = need(REVISION, afterSince, end);
    revision = Bytes.number(message, afterRevision, end);
    changes = need(CHANGES, afterRevision, end);
    return true;
  }

  private int need(byte[] field, int from, int end) {
    int after = Bytes.after(bytes, from, end, field);
    if (after < 0) {
      throw new BenchException(
          "A frame of a log came without "
              + new String(field, 0, field.length - 1, java.nio.charset.StandardCharsets.US_ASCII)
              + ".");
    }
    return after;
  }

  boolean isReset() {
    return reset;
  }

  long since() {
    return since;
  }

  long revision() {
    return revision;
  }

  String epoch() {
    int at = need(EPOCH, head, to);
    return Bytes.text(bytes, at, to);
  }

  /** The bytes in which the changes stand, from {@link #changes} to {@link #to}. */
  byte[] bytes() {
    return bytes;
  }

  int changes() {
    return changes;
  }

  int to() {
    return to;
  }
}
