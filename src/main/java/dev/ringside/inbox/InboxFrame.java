package dev.ringside.inbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.wire.Json;
import java.io.IOException;
import java.util.List;

/**
 * The {@code inbox} frame: what the socket, the event stream, the long poll and {@code changes} all
 * carry. One encoder for all of them.
 *
 * @param epoch the history, as on the wire
 * @param since the revision that it leads on from; 0 in a reset
 * @param revision the revision that it leads to
 * @param unread the unread count at {@code revision}, or later
 * @param changes what was done, in the order of their revisions; in a reset the rows of a snapshot
 * @param reset whether the follower is to forget what it had
 * @param more whether a snapshot has left older rows out
 */
record InboxFrame(
    String epoch,
    long since,
    long revision,
    long unread,
    List<RowChange> changes,
    boolean reset,
    boolean more) {

  /** The most rows that a frame names, resets aside. */
  static final int MAX_ROWS = 256;

  InboxFrame {
    changes = List.copyOf(changes);
  }

  byte[] encode() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "inbox");
          json.writeStringField("epoch", epoch);
          if (reset) {
            json.writeBooleanField("reset", true);
          }
          json.writeNumberField("since", since);
          json.writeNumberField("revision", revision);
          json.writeNumberField("unread", unread);
          json.writeArrayFieldStart("changes");
          writeChanges(json);
          json.writeEndArray();
          if (more) {
            json.writeBooleanField("more", true);
          }
          json.writeEndObject();
        });
  }

  /** Neighbours of one kind share an entry, so that "read all" is one list of ids. */
  private void writeChanges(JsonGenerator json) throws IOException {
    for (int i = 0; i < changes.size(); ) {
      i =
          switch (changes.get(i)) {
            case RowChange.Put put -> writePut(json, put, i);
            case RowChange.Read read -> writeReads(json, read, i);
            case RowChange.Delete _ -> writeDeletes(json, i);
          };
    }
  }

  private static int writePut(JsonGenerator json, RowChange.Put put, int i) throws IOException {
    json.writeStartObject();
    json.writeStringField("op", "put");
    json.writeFieldName("notification");
    NotificationJson.write(json, put.notification());
    json.writeEndObject();
    return i + 1;
  }

  private int writeReads(JsonGenerator json, RowChange.Read first, int i) throws IOException {
    int next = i;
    json.writeStartObject();
    json.writeStringField("op", "read");
    json.writeArrayFieldStart("ids");
    while (next < changes.size()
        && changes.get(next) instanceof RowChange.Read read
        && read.readAt().equals(first.readAt())) {
      json.writeString(read.id().toString());
      next++;
    }
    json.writeEndArray();
    json.writeStringField("readAt", Json.time(first.readAt()));
    json.writeEndObject();
    return next;
  }

  private int writeDeletes(JsonGenerator json, int i) throws IOException {
    int next = i;
    json.writeStartObject();
    json.writeStringField("op", "delete");
    json.writeArrayFieldStart("ids");
    while (next < changes.size() && changes.get(next) instanceof RowChange.Delete delete) {
      json.writeString(delete.id().toString());
      next++;
    }
    json.writeEndArray();
    json.writeEndObject();
    return next;
  }
}
