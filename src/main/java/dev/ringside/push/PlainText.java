package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a room's frames say, as lines for a terminal: one WebSocket message for each line. */
final class PlainText {

  private static final Pattern LINE_END = Pattern.compile("\\R");

  /** Control characters but the tab, and those that change the direction of what follows. */
  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\t\\u200C\\u200D]]");

  private PlainText() {}

  /** The lines of a frame, as WebSocket frames end to end. */
  static ByteBuffer of(Frame frame) {
    List<ByteBuffer> lines = new ArrayList<>();
    for (Frame.Part part : frame.parts()) {
      JsonNode json = Json.tree(new String(part.json(), StandardCharsets.UTF_8));
      for (JsonNode change : json.path("changes")) {
        if (change.path("op").asText().equals("put")) {
          said(change.path("message")).forEach(line -> lines.add(frame(line)));
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

  /** A message's lines; all but the first are set in, so that none can be taken for another's. */
  private static List<String> said(JsonNode message) {
    String name = name(message.at("/from/name").asText(message.at("/from/user").asText()));
    String content = message.path("content").asText();
    String start =
        switch (message.path("kind").asText()) {
          case "joined" -> "* " + name + " has come.";
          case "left" -> "* " + name + " has gone.";
          case "notice" -> "* ";
          default -> "<" + name + (message.has("editedAt") ? "> (changed) " : "> ");
        };
    List<String> lines = new ArrayList<>();
    for (String line : LINE_END.split(content, -1)) {
      lines.add((lines.isEmpty() ? start : "  ") + harmless(line));
    }
    return lines;
  }

  /** Nobody is called what ends a name here. */
  private static String name(String name) {
    return harmless(name).replace('<', '\u2039').replace('>', '\u203A');
  }

  /** Without what a terminal would obey, or show in another order. */
  static String harmless(String text) {
    return OBEYED.matcher(text).replaceAll("\uFFFD");
  }
}
