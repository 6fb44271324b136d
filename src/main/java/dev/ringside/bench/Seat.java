package dev.ringside.bench;

import org.jspecify.annotations.Nullable;

/**
 * Where a session sits: whose inbox it follows, and what it says first.
 *
 * @param index the number of the session, from 0
 * @param user the number of its user, from 0
 * @param hello the first message
 * @param revision the revision that the hello names, or -1
 * @param awaited the session is current once it has reached this revision
 * @param join what it says right behind that, to follow a room; null for its inbox alone
 */
record Seat(int index, int user, String hello, long revision, long awaited, @Nullable String join) {

  /** One that follows its inbox alone. */
  Seat(int index, int user, String hello, long revision, long awaited) {
    this(index, user, hello, revision, awaited, null);
  }

  /** One that follows a room, and waits for its first frame. */
  static Seat in(String room, int index, int user, String token) {
    String join = "{\"type\":\"join\",\"room\":\"" + room + "\",\"limit\":0}";
    return new Seat(index, user, hello(token, 0, null), -1, 0, join);
  }

  /** The position that a session names to be told what it missed. */
  record Position(String epoch, long revision) {}

  /**
   * @param limit how many notifications a snapshot brings, of the unread ones
   * @param position null to be sent a snapshot
   */
  static String hello(String token, int limit, @Nullable Position position) {
    String from =
        position == null
            ? ",\"unreadOnly\":true"
            : ",\"epoch\":\"" + position.epoch() + "\",\"revision\":" + position.revision();
    return "{\"type\":\"hello\",\"token\":\"" + token + "\",\"limit\":" + limit + from + "}";
  }
}
