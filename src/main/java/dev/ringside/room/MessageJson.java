package dev.ringside.room;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message on the wire: the one place where its fields are written. */
final class MessageJson {

  private MessageJson() {}

  static byte[] bytes(Message message) {
    return Json.bytes(json -> write(json, message));
  }

  static void write(JsonGenerator json, Message m) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", m.id());
    json.writeStringField("room", m.room());
    json.writeNumberField("revision", m.revision());
    json.writeNumberField("said", m.said());
    json.writeStringField("kind", m.kind().wire());
    if (m.user() != null) {
      json.writeObjectFieldStart("from");
      json.writeStringField("user", m.user());
      text(json, "name", m.name());
      json.writeEndObject();
    }
    text(json, "content", m.content());
    text(json, "createdAt", Json.time(m.createdAt()));
    text(json, "editedAt", Json.time(m.editedAt()));
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
