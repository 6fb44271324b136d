package dev.ringside.client;

import java.util.Set;

/** What to do when a socket was closed: the table of {@code docs/protocol.md}. */
final class CloseCodes {

  static final int UNAUTHENTICATED = 4401;

  private static final int FIRST_OF_RINGSIDE = 4000;

  private static final Set<Integer> COMES_BACK = Set.of(1001, Line.LOST, 1012, 4413);

  private CloseCodes() {}

  /** Before the welcome, what is no code of Ringside's may be a proxy's. */
  static boolean comesBack(int code, boolean greeted) {
    return COMES_BACK.contains(code) || (!greeted && code < FIRST_OF_RINGSIDE);
  }

  /** What it means not to come back. */
  static RingsideException refusal(int code, String reason) {
    RingsideException.Kind kind =
        switch (code) {
          case UNAUTHENTICATED, 4411 -> RingsideException.Kind.UNAUTHENTICATED;
          case 4403 -> RingsideException.Kind.FORBIDDEN;
          case 4409, 4429 -> RingsideException.Kind.TOO_MANY;
          case 4410 -> RingsideException.Kind.NOT_FOUND;
          default -> RingsideException.Kind.INVALID;
        };
    return RingsideException.of(kind, code, "The server closed the connection", reason);
  }
}
