package dev.ringside.room;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.wire.Json;
import java.io.IOException;
import java.util.List;

/**
 * The {@code room} frame. One encoder, for what is pushed and for what is caught up with.
 *
 * @param epoch the history, as on the wire
 * @param since the revision that it leads on from; 0 in a reset
 * @param revision the revision that it leads to
 * @param messages what changed, in the order of their revisions, deleted ones among them; in a
 *     reset the last ones, the oldest first
 * @param reset whether the follower is to forget what it had
 * @param more whether a snapshot has left older ones out
 */
record RoomFrame(
    String room,
    String epoch,
    long since,
    long revision,
    List<Message> messages,
    boolean reset,
    boolean more) {

  /** The most messages that a frame names, resets aside. */
  static final int MAX_ROWS = 256;

  RoomFrame {
    messages = List.copyOf(messages);
  }

  byte[] encode() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "room");
          json.writeStringField("room", room);
          json.writeStringField("epoch", epoch);
          if (reset) {
            json.writeBooleanField("reset", true);
          }
          json.writeNumberField("since", since);
          json.writeNumberField("revision", revision);
          json.writeArrayFieldStart("changes");
          writeChanges(json);
          json.writeEndArray();
          if (more) {
            json.writeBooleanField("more", true);
          }
          json.writeEndObject();
        });
  }

  /** Deletes that follow one another share an entry. */
  private void writeChanges(JsonGenerator json) throws IOException {
    int next = 0;
    while (next < messages.size()) {
      if (messages.get(next).deleted()) {
        next = writeDeletes(json, next);
      } else {
        json.writeStartObject();
        json.writeStringField("op", "put");
        json.writeFieldName("message");
        MessageJson.write(json, messages.get(next));
        json.writeEndObject();
        next++;
      }
    }
  }

  private int writeDeletes(JsonGenerator json, int first) throws IOException {
    int next = first;
    json.writeStartObject();
    json.writeStringField("op", "delete");
    json.writeArrayFieldStart("ids");
    while (next < messages.size() && messages.get(next).deleted()) {
      json.writeString(messages.get(next).id());
      next++;
    }
    json.writeEndArray();
    json.writeEndObject();
    return next;
  }
}
