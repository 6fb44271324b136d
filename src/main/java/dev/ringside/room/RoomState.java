package dev.ringside.room;

import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One locked room while a batch is folded: what was loaded of it, as it is by now, and what is to
 * be written. {@link RoomFold} has the rules; here each message that changes takes the next
 * revision. Knows no database. For one thread.
 */
final class RoomState {

  private final RoomStatements.Head head;
  private final Room room;
  private long revision;
  private long messages;
  private long members;
  private @Nullable Instant sweepAt;
  private boolean over;
  private boolean headChanged;

  private final Map<String, @Nullable Member> people = new HashMap<>();
  private final Set<String> banned = new HashSet<>();
  private final Map<String, Message> byId = new HashMap<>();
  private final Map<ClientId, Message> byClientId = new HashMap<>();
  private final Set<String> ringable = new HashSet<>();
  private List<Message> oldest = List.of();

  private final Map<String, Message> made = new LinkedHashMap<>();
  private final Map<String, Message> rewritten = new LinkedHashMap<>();
  private final Map<String, @Nullable Member> changedPeople = new LinkedHashMap<>();
  private final Map<String, Boolean> changedBans = new LinkedHashMap<>();
  private final List<Message> changes = new ArrayList<>();
  private final List<Ring> rings = new ArrayList<>();
  private final Set<Signal> signals = new LinkedHashSet<>();

  private record ClientId(String user, String id) {}

  /** A member to be written. */
  record Seated(long room, Member member) {}

  /** Somebody who is mentioned in a message. */
  record Ring(String user, Message in) {}

  RoomState(RoomStatements.Head head) {
    this.head = head;
    this.room = head.room();
    this.revision = room.revision();
    this.messages = room.messages();
    this.members = room.members();
    this.sweepAt = head.sweepAt();
  }

  // What is loaded.

  void load(RoomStatements.Known known) {
    people.put(known.key().user(), known.member());
    if (known.banned()) {
      banned.add(known.key().user());
    }
  }

  void load(Message message) {
    byId.put(message.id(), inRoom(message));
  }

  void loadByClientId(Message message) {
    remember(inRoom(message));
  }

  /** The table knows its room by number. */
  private Message inRoom(Message m) {
    return new Message(
        room.id(),
        m.id(),
        m.revision(),
        m.said(),
        m.kind(),
        m.user(),
        m.name(),
        m.content(),
        m.clientId(),
        m.createdAt(),
        m.editedAt(),
        m.deleted());
  }

  void loadRingable(String user) {
    ringable.add(user);
  }

  /** The oldest messages, one more than a portion. */
  void loadOldest(List<Message> found) {
    oldest = List.copyOf(found);
  }

  // How it is by now.

  Room room() {
    return room;
  }

  Instant now() {
    return head.now();
  }

  long revision() {
    return revision;
  }

  Position position() {
    return new Position(room.epoch(), revision);
  }

  long messages() {
    return messages;
  }

  long members() {
    return members;
  }

  @Nullable Instant sweepAt() {
    return sweepAt;
  }

  /** Whether the room is to go. */
  boolean isOver() {
    return over;
  }

  @Nullable Member member(String user) {
    return people.get(user);
  }

  boolean isBanned(String user) {
    return banned.contains(user);
  }

  /** A message, which may be deleted; null where there is none of that id. */
  @Nullable Message message(String id) {
    return byId.get(id);
  }

  /** What a user has said under a name of the client's. */
  @Nullable Message said(String user, String clientId) {
    return byClientId.get(new ClientId(user, clientId));
  }

  /** Whether a message here may ring somebody who is no member. */
  boolean mayRing(String user) {
    return ringable.contains(user);
  }

  List<Message> oldest() {
    return oldest;
  }

  // What happens to it.

  void enter(Member member) {
    members++;
    headChanged = true;
    seat(member);
  }

  /** Writes a member as it is now. */
  void seat(Member member) {
    people.put(member.who().user(), member);
    changedPeople.put(member.who().user(), member);
  }

  void unseat(String user) {
    members--;
    headChanged = true;
    people.put(user, null);
    changedPeople.put(user, null);
  }

  /** Bans somebody, or ends that; false where it was so already. */
  boolean ban(String user, boolean now) {
    boolean changed = now ? banned.add(user) : banned.remove(user);
    if (changed) {
      changedBans.put(user, now);
    }
    return changed;
  }

  /** Adds a message. */
  Message put(
      String id,
      MessageKind kind,
      @Nullable Participant by,
      @Nullable String content,
      @Nullable String clientId) {
    revision++;
    messages++;
    Message message =
        new Message(
            room.id(),
            id,
            revision,
            revision,
            kind,
            by == null ? null : by.user(),
            by == null ? null : by.name(),
            content,
            clientId,
            now(),
            null,
            false);
    made.put(id, message);
    byId.put(id, message);
    changes.add(message);
    remember(message);
    if (room.retentionSeconds() != null && sweepAt == null) {
      sweepAt = now().plusSeconds(room.retentionSeconds());
    }
    return message;
  }

  private void remember(Message message) {
    if (message.user() != null && message.clientId() != null) {
      byClientId.put(new ClientId(message.user(), message.clientId()), message);
    }
  }

  /** Gives a message other words. */
  Message edit(Message message, String content) {
    Message edited = message.edited(++revision, content, now());
    rewrite(edited);
    return edited;
  }

  /** Deletes a message. */
  void scrub(Message message) {
    messages--;
    rewrite(message.scrubbed(++revision));
  }

  /** A message that this batch has made is written once, as it is in the end. */
  private void rewrite(Message message) {
    byId.put(message.id(), message);
    changes.add(message);
    remember(message);
    if (made.containsKey(message.id())) {
      made.put(message.id(), message);
    } else {
      rewritten.put(message.id(), message);
    }
  }

  void ring(String user, Message in) {
    rings.add(new Ring(user, in));
  }

  void sweepNextAt(@Nullable Instant time) {
    headChanged = true;
    sweepAt = time;
  }

  /** Others are to hear that, once all is committed. */
  void signal(Signal signal) {
    signals.add(signal);
  }

  LogName log() {
    return LogName.room(room.id());
  }

  /** The room goes. */
  void end() {
    over = true;
    signals.clear();
    signals.add(new Signal.Erased(log(), room.epoch()));
  }

  // What is to be written.

  /** Whether the room's own row is another than before. */
  boolean hasMoved() {
    return headChanged || revision != room.revision();
  }

  List<Message> changes() {
    return changes;
  }

  List<Ring> rings() {
    return rings;
  }

  Set<Signal> signals() {
    return signals;
  }

  List<MessageRow.Write> made() {
    return writes(made);
  }

  List<MessageRow.Write> rewritten() {
    return writes(rewritten);
  }

  private List<MessageRow.Write> writes(Map<String, Message> rows) {
    return rows.values().stream().map(each -> new MessageRow.Write(room.no(), each)).toList();
  }

  List<Seated> seated() {
    return changedPeople.values().stream()
        .filter(Objects::nonNull)
        .map(member -> new Seated(room.no(), member))
        .toList();
  }

  List<RoomStatements.Key> unseated() {
    return changedPeople.entrySet().stream()
        .filter(each -> each.getValue() == null)
        .map(each -> new RoomStatements.Key(room.no(), each.getKey()))
        .toList();
  }

  /** Users who are banned from now on, or who are not any more. */
  List<RoomStatements.Key> bans(boolean added) {
    return changedBans.entrySet().stream()
        .filter(each -> each.getValue() == added)
        .map(each -> new RoomStatements.Key(room.no(), each.getKey()))
        .toList();
  }
}
