package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An inbox as a client keeps it, that checks every frame against the rules of {@code
 * docs/protocol.md} before it applies it. All methods hold the model's monitor.
 */
public final class InboxModel {

  /** The most rows that a frame may name, resets aside. */
  private static final int MAX_ROWS = 256;

  private final String user;

  @GuardedBy("this")
  private final Map<String, ObjectNode> notifications = new TreeMap<>();

  @GuardedBy("this")
  private String epoch = "-";

  @GuardedBy("this")
  private long revision;

  @GuardedBy("this")
  private long unread;

  /** It has every living notification of this rang or a higher one: what its snapshot held. */
  @GuardedBy("this")
  private long floor = Long.MAX_VALUE;

  /** Of those, only the unread ones. */
  @GuardedBy("this")
  private boolean readLeftOut;

  @GuardedBy("this")
  private boolean first = true;

  @GuardedBy("this")
  private boolean positioned;

  /** What its snapshots leave out beside older rows. */
  @GuardedBy("this")
  private boolean unreadOnly;

  @GuardedBy("this")
  private int limit = 50;

  @GuardedBy("this")
  private long frames;

  @GuardedBy("this")
  private long resets;

  /** Up to where its inbox has forgotten what was deleted: whoever stands below may be reset. */
  private volatile ToLongFunction<String> compacted = _ -> 0;

  /** Sees each frame as it comes, before it is checked. */
  private volatile Consumer<JsonNode> witness = _ -> {};

  public InboxModel(String user) {
    this.user = user;
  }

  /** Has each frame looked at as it comes, by the thread that brings it. */
  public void shownTo(Consumer<JsonNode> newWitness) {
    witness = newWitness;
  }

  /** Lets it be reset where it stands below a revision, which is asked for then, by the epoch. */
  public void compactedTo(ToLongFunction<String> newCompacted) {
    compacted = newCompacted;
  }

  /** A copy of where it stands. */
  public record Position(String epoch, long revision) {}

  /** The next frame is the first answer to a hello that names the model's position. */
  public synchronized Position resume() {
    first = true;
    positioned = true;
    limit = 50;
    unreadOnly = false;
    return position();
  }

  /** The next frame is the first answer to a hello that asks for a snapshot. */
  public synchronized void startOver(int snapshotLimit, boolean snapshotUnreadOnly) {
    first = true;
    positioned = false;
    limit = snapshotLimit;
    unreadOnly = snapshotUnreadOnly;
  }

  public synchronized Position position() {
    return new Position(epoch, revision);
  }

  public synchronized long unread() {
    return unread;
  }

  public synchronized boolean isWhole() {
    return whole();
  }

  public synchronized long frames() {
    return frames;
  }

  public synchronized long resets() {
    return resets;
  }

  /** Whether it has what the table has, which a snapshot with more behind it has not. */
  @GuardedBy("this")
  private boolean whole() {
    return floor == 0 && !readLeftOut;
  }

  /** What it holds, by id. */
  public synchronized Map<String, ObjectNode> notifications() {
    return new TreeMap<>(notifications);
  }

  /** Checks a frame and applies it. */
  public void apply(JsonNode frame) {
    witness.accept(frame);
    checkAndTake(frame);
  }

  /**
   * Takes a page of older notifications, unless it lies behind or is of another history. It may be
   * ahead of frames still to come.
   */
  public synchronized void merge(JsonNode page) {
    if (!page.path("epoch").asText().equals(epoch) || page.path("revision").asLong() < revision) {
      return;
    }
    boolean more = page.path("more").asBoolean();
    floor = more ? floor : 0;
    for (JsonNode notification : page.path("notifications")) {
      keepNewest((ObjectNode) notification.deepCopy());
      floor = Math.min(floor, notification.path("rang").asLong());
    }
  }

  @GuardedBy("this")
  private void keepNewest(ObjectNode notification) {
    notifications.merge(
        notification.path("id").asText(),
        notification,
        (here, its) -> revision(here) > revision(its) ? here : its);
  }

  private static long revision(JsonNode notification) {
    return notification.path("revision").asLong();
  }

  private synchronized void checkAndTake(JsonNode frame) {
    try {
      check(frame);
      take(frame);
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "\nat " + epoch + ":" + revision + " by the frame " + frame, e);
    }
    first = false;
    frames++;
  }

  @GuardedBy("this")
  private void check(JsonNode frame) {
    require(frame.path("type").asText().equals("inbox"), "is no inbox frame");
    for (String number : List.of("since", "revision", "unread")) {
      require(frame.path(number).isIntegralNumber(), "has no number " + number);
      require(frame.path(number).asLong() >= 0, "has a negative " + number);
    }
    require(frame.path("epoch").isTextual(), "has no epoch");
    require(frame.path("changes").isArray(), "has no changes");
    boolean reset = frame.path("reset").asBoolean();
    if (reset) {
      checkReset(frame);
      return;
    }
    require(!frame.has("reset"), "says that it is no reset");
    require(!frame.has("more"), "has more, but is no reset");
    require(!first || positioned, "answers a hello without a position by no reset");
    long since = frame.path("since").asLong();
    require(since == revision, "leaves a gap, or repeats");
    boolean fromNothing = epoch.equals("-") && revision == 0;
    require(
        fromNothing || frame.path("epoch").asText().equals(epoch), "is of another epoch, unmarked");
    long end = frame.path("revision").asLong();
    int rows = rows(frame).size();
    require(rows <= MAX_ROWS, "names too many rows");
    require(rows <= end - since, "names more rows than revisions");
    require(rows > 0 || end == since, "names no row, but moves on");
    require(rows > 0 || first, "tells nothing");
    require(new LinkedHashSet<>(rows(frame)).size() == rows || rows == end - since, "twice a row");
  }

  @GuardedBy("this")
  private void checkReset(JsonNode frame) {
    require(frame.path("since").asLong() == 0, "is a reset that starts elsewhere");
    require(frame.path("changes").size() <= limit, "is a longer snapshot than was asked for");
    boolean sameHistory = frame.path("epoch").asText().equals(epoch) && revision > 0;
    require(
        !sameHistory || (first && !positioned) || revision < compacted.applyAsLong(epoch),
        "is a reset, though its position could go on");
    require(
        !sameHistory || frame.path("revision").asLong() >= revision,
        "is a snapshot of before what was told");
    long before = Long.MAX_VALUE;
    for (JsonNode change : frame.path("changes")) {
      require(change.path("op").asText().equals("put"), "is a reset with more than puts");
      JsonNode notification = change.path("notification");
      long rang = notification.path("rang").asLong();
      require(rang < before, "is a snapshot out of order");
      before = rang;
      require(
          !unreadOnly || !notification.has("readAt"), "has a read row though unread were asked");
    }
  }

  /** The rang from which on a snapshot tells of everything. */
  private static long floor(JsonNode snapshot, long end) {
    if (!snapshot.path("more").asBoolean()) {
      return 0;
    }
    JsonNode changes = snapshot.path("changes");
    return changes.isEmpty()
        ? end + 1
        : changes.path(changes.size() - 1).path("notification").path("rang").asLong();
  }

  private static List<String> rows(JsonNode frame) {
    List<String> ids = new ArrayList<>();
    for (JsonNode change : frame.path("changes")) {
      if (change.path("op").asText().equals("put")) {
        ids.add(change.path("notification").path("id").asText());
      } else {
        change.path("ids").forEach(id -> ids.add(id.asText()));
      }
    }
    return ids;
  }

  @GuardedBy("this")
  private void take(JsonNode frame) {
    boolean reset = frame.path("reset").asBoolean();
    long since = frame.path("since").asLong();
    long end = frame.path("revision").asLong();
    if (reset) {
      notifications.clear();
      resets++;
      floor = floor(frame, end);
      readLeftOut = unreadOnly;
    } else if (epoch.equals("-") && revision == 0) {
      floor = 0;
      readLeftOut = false;
    }
    boolean eachRow = !reset && rows(frame).size() == end - since;
    long at = since;
    Set<Long> seen = new LinkedHashSet<>();
    for (JsonNode change : frame.path("changes")) {
      String op = change.path("op").asText();
      if (op.equals("put")) {
        at++;
        put(change.path("notification"), since, end, eachRow ? at : -1, seen);
        continue;
      }
      require(
          change.path("ids").isArray() && !change.path("ids").isEmpty(), "has an op without ids");
      for (JsonNode id : change.path("ids")) {
        at++;
        require(id.isTextual(), "has an id that is no text");
        switch (op) {
          case "read" -> read(id.asText(), change.path("readAt"), eachRow, at);
          case "delete" -> notifications.remove(id.asText());
          default -> throw new AssertionError("has an unknown op");
        }
      }
    }
    epoch = frame.path("epoch").asText();
    revision = end;
    unread = frame.path("unread").asLong();
  }

  @GuardedBy("this")
  private void put(JsonNode given, long since, long end, long exactly, Set<Long> seen) {
    require(given instanceof ObjectNode, "has a put without a notification");
    ObjectNode notification = (ObjectNode) given;
    long its = notification.path("revision").asLong();
    require(notification.path("user").asText().equals(user), "has another user's notification");
    require(its > since && its <= end, "has a revision out of its range");
    require(exactly < 0 || its == exactly, "has not the n-th revision in the n-th place");
    require(seen.add(its), "has a revision twice");
    long rang = notification.path("rang").asLong();
    require(rang >= 1 && rang <= its, "has a rang beyond its revision");
    for (String needed : List.of("id", "style", "createdAt", "updatedAt")) {
      require(notification.path(needed).isTextual(), "has a notification without " + needed);
    }
    notification.forEach(value -> require(!value.isNull(), "has a null"));
    keepNewest(notification.deepCopy());
  }

  @GuardedBy("this")
  private void read(String id, JsonNode readAt, boolean eachRow, long at) {
    require(eachRow, "is a catch-up with a read, which tells the row's revision to nobody");
    require(readAt.isTextual(), "has a read without its time");
    ObjectNode notification = notifications.get(id);
    if (notification == null) {
      require(!whole(), "reads a notification that was never told of");
      return;
    }
    if (revision(notification) > at) {
      return;
    }
    require(!notification.has("readAt"), "reads what was read");
    notification.set("readAt", readAt);
    notification.put("revision", at);
  }

  private static void require(boolean rule, String broken) {
    if (!rule) {
      throw new AssertionError("The frame " + broken);
    }
  }

  /** How it differs from the table; null where it does not. What it has not seen does not count. */
  public synchronized @Nullable String differsFrom(InboxTable table) {
    if (!epoch.equals(table.epoch()) || revision != table.revision()) {
      return "stands at " + epoch + ":" + revision + ", the table at " + table.position();
    }
    if (unread != table.unread()) {
      return "counts " + unread + " unread, the table " + table.unread();
    }
    for (var each : notifications.entrySet()) {
      Map<String, String> kept = InboxTable.fields(each.getValue());
      Map<String, String> stored = table.notifications().get(each.getKey());
      if (!kept.equals(stored)) {
        return "has " + kept + ", the table " + stored;
      }
    }
    for (var each : table.notifications().entrySet()) {
      Map<String, String> stored = each.getValue();
      boolean told =
          Long.parseLong(stored.getOrDefault("rang", "0")) >= floor
              && !(readLeftOut && stored.containsKey("readAt"));
      if (told && !notifications.containsKey(each.getKey())) {
        return "lacks " + stored;
      }
    }
    return null;
  }
}
