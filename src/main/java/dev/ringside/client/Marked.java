package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

/**
 * How an inbox stands once something was marked or deleted.
 *
 * @param revision of its last change
 * @param unread how many are unread
 */
public record Marked(long revision, long unread) {

  static Marked of(Json.Fields json) {
    return new Marked(
        needed("revision", json.number("revision")), needed("unread", json.number("unread")));
  }
}
