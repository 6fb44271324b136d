package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a room.
 *
 * @param id unique within the room
 * @param kind {@code chat}, {@code joined}, {@code left} or {@code notice}
 * @param user who said it, or null for the application
 * @param name what that user was called then
 * @param content the words; null where there are none
 * @param json all of it as it came
 */
public record RoomMessage(
    String room,
    String id,
    String kind,
    @Nullable String user,
    @Nullable String name,
    @Nullable String content,
    Instant createdAt,
    Json.Fields json) {

  static RoomMessage of(Json.Fields json) {
    Json.Fields from = json.fields("from");
    return new RoomMessage(
        needed("room", json.text("room")),
        needed("id", json.text("id")),
        needed("kind", json.text("kind")),
        from == null ? null : from.text("user"),
        from == null ? null : from.text("name"),
        json.text("content"),
        needed("createdAt", json.time("createdAt")),
        json);
  }
}
