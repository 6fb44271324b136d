package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody knows of a room who applies its frames and nothing else, and the rules that frames
 * keep: each leads on from the one before, or is a reset; what is named has the revisions between.
 */
public final class RoomModel {

  private static final int MAX_ROWS = 256;

  @GuardedBy("this")
  private final Map<String, JsonNode> messages = new LinkedHashMap<>();

  @GuardedBy("this")
  private @Nullable String epoch;

  @GuardedBy("this")
  private long revision;

  @GuardedBy("this")
  private boolean current;

  @GuardedBy("this")
  private boolean mayReset = true;

  /** Another connection begins, which names what is known. */
  synchronized void reconnect() {
    current = false;
    mayReset = true;
  }

  /** Applies a frame. */
  synchronized void apply(JsonNode frame) {
    long since = frame.path("since").asLong(-1);
    long to = frame.path("revision").asLong(-1);
    if (frame.path("reset").asBoolean()) {
      boolean another = !frame.path("epoch").asText().equals(epoch);
      require((mayReset || another) && since == 0, "a reset where none was due", frame);
      messages.clear();
    } else {
      require(epoch != null && epoch.equals(frame.path("epoch").asText()), "an epoch", frame);
      require(since == revision, "not what follows " + revision, frame);
    }
    List<String> named = new ArrayList<>();
    for (JsonNode change : frame.path("changes")) {
      apply(change, named);
    }
    if (!frame.path("reset").asBoolean()) {
      require(named.size() <= MAX_ROWS, "more than " + MAX_ROWS + " rows", frame);
      require(named.size() <= to - since, "more rows than revisions", frame);
      require(to > since || !current, "no change", frame);
    }
    mayReset = false;
    epoch = frame.path("epoch").asText();
    revision = to;
    current = true;
  }

  @GuardedBy("this")
  private void apply(JsonNode change, List<String> named) {
    switch (change.path("op").asText()) {
      case "put" -> {
        JsonNode message = change.path("message");
        messages.put(message.path("id").asText(), message);
        named.add(message.path("id").asText());
      }
      case "delete" ->
          change
              .path("ids")
              .forEach(
                  id -> {
                    messages.remove(id.asText());
                    named.add(id.asText());
                  });
      default -> throw new AssertionError("an unknown change: " + change);
    }
  }

  private static void require(boolean rule, String broken, JsonNode frame) {
    if (!rule) {
      throw new AssertionError(broken + ": " + frame);
    }
  }

  synchronized boolean isCurrent() {
    return current;
  }

  public synchronized long revision() {
    return revision;
  }

  public synchronized @Nullable String epoch() {
    return epoch;
  }

  /** All messages, in the order in which they were said. */
  public synchronized List<JsonNode> messages() {
    return messages.values().stream()
        .sorted(Comparator.comparingLong(each -> each.path("said").asLong()))
        .toList();
  }

  /** What was said, in order: contents of chat and notices, and {@code +user}, {@code -user}. */
  public List<String> lines() {
    return messages().stream()
        .map(
            m ->
                switch (m.path("kind").asText()) {
                  case "joined" -> "+" + m.at("/from/user").asText();
                  case "left" -> "-" + m.at("/from/user").asText();
                  default -> m.path("content").asText();
                })
        .toList();
  }

  /** What was said by people. */
  public List<String> said() {
    return messages().stream()
        .filter(m -> m.path("kind").asText().equals("chat"))
        .map(m -> m.path("content").asText())
        .toList();
  }
}
