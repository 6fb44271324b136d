package dev.ringside.inbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A notification on the wire: the one place where its fields are written. */
final class NotificationJson {

  private NotificationJson() {}

  static byte[] bytes(Notification notification) {
    return Json.bytes(json -> write(json, notification));
  }

  static void write(JsonGenerator json, Notification n) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", n.id().toString());
    json.writeStringField("user", n.user());
    json.writeNumberField("revision", n.revision());
    json.writeNumberField("rang", n.rang());
    json.writeStringField("style", n.content().style().wire());
    text(json, "title", n.content().title());
    text(json, "content", n.content().content());
    text(json, "link", n.content().link());
    if (n.content().data() != null) {
      json.writeFieldName("data");
      json.writeRawValue(n.content().data());
    }
    text(json, "category", n.content().category());
    text(json, "key", n.key());
    if (n.progress() != null) {
      json.writeNumberField("progress", n.progress());
    }
    if (n.job() != null) {
      json.writeFieldName("job");
      json.writeRawValue(n.job());
    }
    text(json, "createdAt", Json.time(n.createdAt()));
    text(json, "updatedAt", Json.time(n.updatedAt()));
    text(json, "readAt", Json.time(n.readAt()));
    text(json, "expiresAt", Json.time(n.expiresAt()));
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
