package dev.ringside.push;

/**
 * Why a socket is closed: the one table of codes. Below 4000 they are RFC 6455's, above they are
 * Ringside's own.
 */
public enum CloseCode {
  NORMAL(1000, "closed as asked", false),
  GOING_AWAY(1001, "going away", true),
  PROTOCOL_ERROR(1002, "not the WebSocket protocol", false),
  NOT_TEXT(1003, "only text frames are understood here", false),
  BAD_UTF8(1007, "the text is not UTF-8", false),
  TOO_BIG(1009, "the message is too big", false),
  RESTARTING(1012, "restarting, come back", true),
  BAD_FRAME(4400, "not a message of this protocol", false),
  UNAUTHENTICATED(4401, "not authenticated", false),
  FORBIDDEN(4403, "forbidden", false),
  NO_HELLO(4408, "no hello in time", false),
  TOO_MANY_SESSIONS(4409, "too many sessions", false),
  ERASED(4410, "the user was erased", false),
  SIGNED_OUT(4411, "signed out", false),
  STALLED(4413, "took nothing for too long, come back", true),
  TOO_MANY_FRAMES(4429, "too many frames", false);

  private final int code;
  private final String reason;
  private final boolean comesBack;

  CloseCode(int code, String reason, boolean comesBack) {
    this.code = code;
    this.reason = reason;
    this.comesBack = comesBack;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The words on the wire, for people: at most 123 bytes of ASCII. */
  public String reason() {
    return reason;
  }

  /** Whether a client should connect again by itself. */
  public boolean comesBack() {
    return comesBack;
  }
}
