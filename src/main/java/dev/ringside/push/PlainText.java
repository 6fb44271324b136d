package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a room's frames say, as lines for a terminal: one WebSocket message for each line. */
final class PlainText {

  private PlainText() {}

  /** The lines of a frame, as WebSocket frames end to end. */
  static ByteBuffer of(Frame frame) {
    List<ByteBuffer> lines = new ArrayList<>();
    for (Frame.Part part : frame.parts()) {
      JsonNode json = Json.tree(new String(part.json(), StandardCharsets.UTF_8));
      for (JsonNode change : json.path("changes")) {
        if (change.path("op").asText().equals("put")) {
          said(change.path("message")).lines().forEach(line -> lines.add(frame(line)));
        } else {
          change.path("ids").forEach(_ -> lines.add(frame("* A message was deleted.")));
        }
      }
    }
    return Frames.joined(lines);
  }

  private static ByteBuffer frame(String line) {
    return Frames.text(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String said(JsonNode message) {
    String name = message.at("/from/name").asText(message.at("/from/user").asText());
    String content = message.path("content").asText();
    return switch (message.path("kind").asText()) {
      case "joined" -> "* " + name + " has come.";
      case "left" -> "* " + name + " has gone.";
      case "notice" -> "* " + content;
      default -> name + (message.has("editedAt") ? " (changed): " : ": ") + content;
    };
  }
}
