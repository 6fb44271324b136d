package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room.
 *
 * @param name what people see
 * @param open whether whoever has the id may join
 * @param direct whether it is only for those whom its id names
 * @param owner who made it, or null for the application
 * @param members how many there are
 * @param messages how many there are
 * @param json all of it as it came
 */
public record Room(
    String id,
    String name,
    boolean open,
    boolean direct,
    @Nullable String owner,
    Instant createdAt,
    long members,
    long messages,
    Json.Fields json) {

  static Room of(Json.Fields json) {
    return new Room(
        needed("id", json.text("id")),
        needed("name", json.text("name")),
        json.flag("open"),
        json.flag("direct"),
        json.text("owner"),
        needed("createdAt", json.time("createdAt")),
        needed("members", json.number("members")),
        needed("messages", json.number("messages")),
        json);
  }
}
