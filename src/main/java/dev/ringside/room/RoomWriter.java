package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Content;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxWriter;
import dev.ringside.inbox.Style;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.wire.Json;
import dev.ringside.wire.PathSegment;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes operations into rooms, inside anybody's transaction, in the order of {@link InboxWriter}:
 * lock the rooms, sorted; read, in later statements, what the operations touch; fold them in
 * memory; write. Whom a message mentions is rung in the same transaction, after the rooms: rooms
 * lock before inboxes. Stateless, safe for any thread.
 */
@ApplicationScoped
class RoomWriter {

  private static final int MAX_QUOTE = 500;
  private static final String CATEGORY = "mention";

  private final InboxWriter inboxes;
  private final String link;

  @Inject
  RoomWriter(InboxWriter inboxes, RingsideConfig config) {
    this.inboxes = inboxes;
    this.link = config.rooms().link();
  }

  /**
   * What was written, for after the commit.
   *
   * @param outcomes for each operation in its place; null where its room was locked
   * @param changes of rooms, in order
   * @param signals what else others are to hear
   * @param rung what was done to inboxes
   */
  record Applied(
      List<@Nullable RoomOutcome> outcomes,
      List<Change> changes,
      List<Signal> signals,
      InboxWriter.Applied rung) {}

  /**
   * Applies operations in their order.
   *
   * @param transaction an open transaction, which the caller commits
   * @param passing whether to go on without rooms that somebody else has locked
   */
  Applied apply(Connection transaction, List<RoomOperation> operations, boolean passing)
      throws SQLException {
    RoomStatements sql = new RoomStatements(transaction);
    Map<String, RoomState> states = lock(sql, operations, passing);
    load(sql, operations, states);
    List<@Nullable RoomOutcome> outcomes = fold(sql, operations, states, passing);
    List<RoomState> all = List.copyOf(states.values());
    write(sql, all);
    // A locked inbox fails its batch, which is then halved: a mention is not lost.
    InboxWriter.Applied rung = inboxes.apply(transaction, rings(all), InboxWriter.Locks.WAIT);
    return new Applied(
        outcomes,
        all.stream().flatMap(each -> changes(each).stream()).toList(),
        all.stream().flatMap(each -> each.signals().stream()).toList(),
        rung);
  }

  private static Map<String, RoomState> lock(
      RoomStatements sql, List<RoomOperation> operations, boolean passing) throws SQLException {
    Set<String> rooms = new TreeSet<>();
    operations.forEach(each -> rooms.add(each.room()));
    Map<String, RoomState> states = new HashMap<>();
    for (RoomStatements.Head head : sql.lock(rooms, passing)) {
      states.put(head.room().id(), new RoomState(head));
    }
    return states;
  }

  private static void load(
      RoomStatements sql, List<RoomOperation> operations, Map<String, RoomState> states)
      throws SQLException {
    Map<Long, RoomState> byNumber = new HashMap<>();
    states.values().forEach(each -> byNumber.put(each.room().no(), each));
    Questions questions = new Questions();
    for (RoomOperation operation : operations) {
      RoomState state = states.get(operation.room());
      if (state != null) {
        questions.add(state.room(), operation);
      }
    }
    if (!questions.people.isEmpty()) {
      for (RoomStatements.Known known : sql.known(questions.people)) {
        at(byNumber, known.key().room()).load(known);
      }
    }
    if (!questions.ids.isEmpty()) {
      for (MessageRow.Write found : sql.byId(questions.ids)) {
        at(byNumber, found.room()).load(found.message());
      }
    }
    if (!questions.clientIds.isEmpty()) {
      for (MessageRow.Write found : sql.byClientId(questions.clientIds)) {
        at(byNumber, found.room()).loadByClientId(found.message());
      }
    }
    if (!questions.mentioned.isEmpty()) {
      for (RoomStatements.Key key : sql.ringable(questions.mentioned, questions.openRooms)) {
        at(byNumber, key.room()).loadRingable(key.user());
      }
    }
    for (Map.Entry<Room, Long> each : questions.oldest.entrySet()) {
      at(byNumber, each.getKey().no())
          .loadOldest(sql.oldest(each.getKey(), each.getValue(), RoomFold.PORTION + 1));
    }
  }

  private static RoomState at(Map<Long, RoomState> states, long room) {
    return Objects.requireNonNull(states.get(room), "a row of a room that is not locked");
  }

  /** What has to be known before operations are folded, collected over all of them. */
  private static final class Questions {
    private final Set<RoomStatements.Key> people = new LinkedHashSet<>();
    private final List<RoomStatements.Wanted> ids = new ArrayList<>();
    private final List<RoomStatements.Wanted> clientIds = new ArrayList<>();
    private final List<RoomStatements.Key> mentioned = new ArrayList<>();
    private final List<Boolean> openRooms = new ArrayList<>();
    private final Map<Room, Long> oldest = new HashMap<>();

    void add(Room room, RoomOperation operation) {
      switch (operation) {
        case RoomOperation.Join join -> person(room, join.who().user());
        case RoomOperation.Leave leave -> person(room, leave.user());
        case RoomOperation.Say say -> say(room, say);
        case RoomOperation.Edit edit -> {
          ids.add(new RoomStatements.Wanted(room.no(), null, edit.id()));
          person(room, edit.by());
          mentions(room, edit.content());
        }
        case RoomOperation.Erase erase -> {
          ids.add(new RoomStatements.Wanted(room.no(), null, erase.id()));
          person(room, erase.by());
        }
        case RoomOperation.Admit admit -> person(room, admit.who().user());
        case RoomOperation.Dismiss dismiss -> person(room, dismiss.user());
        case RoomOperation.Pardon pardon -> person(room, pardon.user());
        case RoomOperation.Away away -> person(room, away.user());
        case RoomOperation.Back back -> person(room, back.user());
        case RoomOperation.Lapse lapse -> person(room, lapse.user());
        case RoomOperation.Expire _ -> oldest.put(room, Long.MAX_VALUE);
        case RoomOperation.Clear clear -> oldest.put(room, clear.through());
      }
    }

    private void person(Room room, @Nullable String user) {
      if (user != null) {
        people.add(new RoomStatements.Key(room.no(), user));
      }
    }

    private void say(Room room, RoomOperation.Say say) {
      String user = say.by() == null ? null : say.by().user();
      person(room, user);
      if (say.clientId() != null) {
        ids.add(new RoomStatements.Wanted(room.no(), null, say.clientId()));
        if (user != null) {
          clientIds.add(new RoomStatements.Wanted(room.no(), user, say.clientId()));
        }
      }
      mentions(room, say.content());
    }

    private void mentions(Room room, String content) {
      for (String user : Mentions.in(content)) {
        mentioned.add(new RoomStatements.Key(room.no(), user));
        openRooms.add(room.open());
      }
    }
  }

  private static List<@Nullable RoomOutcome> fold(
      RoomStatements sql,
      List<RoomOperation> operations,
      Map<String, RoomState> states,
      boolean passing)
      throws SQLException {
    Set<String> unopened = new HashSet<>();
    operations.stream()
        .map(RoomOperation::room)
        .filter(room -> !states.containsKey(room))
        .forEach(unopened::add);
    Set<String> locked = unopened.isEmpty() || !passing ? Set.of() : sql.existing(unopened);
    List<@Nullable RoomOutcome> outcomes = new ArrayList<>(operations.size());
    for (RoomOperation operation : operations) {
      RoomState state = states.get(operation.room());
      if (state != null) {
        outcomes.add(new RoomFold(state).apply(operation));
      } else if (locked.contains(operation.room())) {
        outcomes.add(null);
      } else {
        outcomes.add(RoomFold.unknown(operation.room()));
      }
    }
    return outcomes;
  }

  private static void write(RoomStatements sql, List<RoomState> all) throws SQLException {
    List<RoomState> states = all.stream().filter(each -> !each.isOver()).toList();
    sql.delete(all.stream().filter(RoomState::isOver).map(each -> each.room().no()).toList());
    sql.removeMembers(states.stream().flatMap(each -> each.unseated().stream()).toList());
    sql.putMembers(states.stream().flatMap(each -> each.seated().stream()).toList());
    sql.putBans(states.stream().flatMap(each -> each.bans(true).stream()).toList());
    sql.removeBans(states.stream().flatMap(each -> each.bans(false).stream()).toList());
    List<RoomState> moved = states.stream().filter(RoomState::hasMoved).toList();
    if (!moved.isEmpty()) {
      Instant now = moved.getFirst().now();
      sql.rewrite(moved.stream().flatMap(each -> each.rewritten().stream()).toList(), now);
      sql.insertAndAdvance(
          moved.stream().flatMap(each -> each.made().stream()).toList(), now, moved);
    }
  }

  private List<InboxOperation> rings(List<RoomState> states) {
    List<InboxOperation> rings = new ArrayList<>();
    for (RoomState state : states) {
      for (RoomState.Ring ring : state.rings()) {
        rings.add(
            InboxOperation.Publish.of(new UserId(ring.user()), draft(state.room(), ring), null));
      }
    }
    return rings;
  }

  /** Its key has the message in it, so whatever becomes of that rings once. */
  private Draft draft(Room room, RoomState.Ring ring) {
    Message message = ring.in();
    String who = message.user() == null ? "A notice" : Objects.requireNonNull(message.name());
    String data =
        new String(
            Json.bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("room", room.id());
                  json.writeStringField("message", message.id());
                  json.writeEndObject();
                }),
            StandardCharsets.UTF_8);
    Content content =
        new Content(
            Style.INFO,
            cut(who + " mentioned you in " + room.name(), 256),
            cut(Objects.requireNonNull(message.content()), MAX_QUOTE),
            link.isEmpty() ? null : link.replace("{room}", PathSegment.of(room.id())),
            data,
            CATEGORY);
    return Draft.of(content, cut(CATEGORY + ":" + room.no() + ":" + message.id(), 128));
  }

  /** A text of so many characters at most, whole ones. */
  private static String cut(String text, int max) {
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
  }

  /** What followers are told, in frames of a bounded number of messages. */
  private static List<Change> changes(RoomState state) {
    Room room = state.room();
    List<Message> all = state.isOver() ? List.of() : state.changes();
    List<Change> changes = new ArrayList<>(1);
    for (int from = 0; from < all.size(); from += RoomFrame.MAX_ROWS) {
      int to = Math.min(from + RoomFrame.MAX_ROWS, all.size());
      long since = room.revision() + from;
      long revision = room.revision() + to;
      RoomFrame frame =
          new RoomFrame(
              room.id(), room.epoch(), since, revision, all.subList(from, to), false, false);
      changes.add(
          new Change(LogName.room(room.id()), room.epoch(), since, revision, frame.encode()));
    }
    return changes;
  }
}
