package dev.ringside.bench;

/**
 * The head of an {@code inbox} frame, found by looking for its fields where they stand: {@code
 * type}, {@code epoch}, perhaps {@code reset}, {@code since}, {@code revision}, {@code unread},
 * {@code changes}. One is used again and again; what it tells holds until the next {@link #read}.
 * For one thread.
 */
final class InboxFrame {

  private static final byte[] TYPE = Bytes.ascii("{\"type\":\"inbox\"");
  private static final byte[] EPOCH = Bytes.ascii("\"epoch\":\"");
  private static final byte[] RESET = Bytes.ascii("\"reset\":true");
  private static final byte[] SINCE = Bytes.ascii("\"since\":");
  private static final byte[] REVISION = Bytes.ascii("\"revision\":");
  private static final byte[] CHANGES = Bytes.ascii("\"changes\":");

  private byte[] bytes = {};
  private int head;
  private int to;
  private int changes;
  private boolean reset;
  private long since;
  private long revision;

  /**
   * Reads a message of the server.
   *
   * @return false if it is no inbox frame
   * @throws BenchException if it is one that lacks a field
   */
  boolean read(byte[] message, int from, int end) {
    if (!Bytes.startsWith(message, from, end, TYPE)) {
      return false;
    }
    bytes = message;
    head = from + TYPE.length;
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
          "An inbox frame came without "
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
