package dev.ringside.room;

import dev.ringside.inbox.FreshId;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does to one room, worked out in memory: operations in their order, over what was
 * loaded of the room, with a revision of its own for each message that changes. Knows no database.
 */
final class RoomFold {

  /** Messages that one operation deletes at most. */
  static final int PORTION = 256;

  private final RoomStatements.Head head;
  private final Room room;
  private long revision;
  private long messages;
  private long members;
  private @Nullable Instant sweepAt;
  private boolean over;

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
  private final List<Signal> signals = new ArrayList<>();
  private boolean headChanged;

  private record ClientId(String user, String id) {}

  /** A member to be written. */
  record Seated(long room, Member member) {}

  /** Somebody who is mentioned in a message. */
  record Ring(String user, Message in) {}

  RoomFold(RoomStatements.Head head) {
    this.head = head;
    this.room = head.room();
    this.revision = room.revision();
    this.messages = room.messages();
    this.members = room.members();
    this.sweepAt = head.sweepAt();
  }

  // What was loaded.

  void load(RoomStatements.Known known) {
    people.put(known.key().user(), known.member());
    if (known.banned()) {
      banned.add(known.key().user());
    }
  }

  void load(Message message) {
    // The table knows its room by number.
    byId.put(message.id(), inRoom(message));
  }

  void loadByClientId(Message message) {
    Message mine = inRoom(message);
    byClientId.put(
        new ClientId(Objects.requireNonNull(mine.user()), Objects.requireNonNull(mine.clientId())),
        mine);
  }

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

  // What came of it.

  Room room() {
    return room;
  }

  Instant now() {
    return head.now();
  }

  long revision() {
    return revision;
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

  /** What others are to hear beside the changes, once that is committed. */
  List<Signal> signals() {
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

  // The operations.

  RoomOutcome apply(RoomOperation operation) {
    if (over) {
      return unknown(room.id());
    }
    return switch (operation) {
      case RoomOperation.Join join -> join(join.who());
      case RoomOperation.Leave leave -> leave(leave);
      case RoomOperation.Say say -> say(say);
      case RoomOperation.Edit edit -> edit(edit);
      case RoomOperation.Erase erase -> erase(erase);
      case RoomOperation.Admit admit -> admit(admit.who());
      case RoomOperation.Dismiss dismiss -> dismiss(dismiss);
      case RoomOperation.Pardon pardon -> pardon(pardon.user());
      case RoomOperation.Away away -> away(away.user());
      case RoomOperation.Back back -> back(back.user());
      case RoomOperation.Lapse lapse -> lapse(lapse.user(), lapse.grace());
      case RoomOperation.Expire _ -> expire();
      case RoomOperation.Clear _ -> clear();
    };
  }

  /** There is no such room. */
  static RoomOutcome unknown(String room) {
    return rejected(Problem.Kind.NOT_FOUND, "There is no room " + Json.printable(room) + ".");
  }

  private static RoomOutcome rejected(Problem.Kind kind, String detail) {
    return new RoomOutcome.Rejected(Problem.of(kind, detail));
  }

  private static RoomOutcome done(boolean changed) {
    return new RoomOutcome.Done(changed, false);
  }

  private RoomOutcome join(Participant who) {
    Member member = people.get(who.user());
    if (who.guest() && !room.guests()) {
      return rejected(Problem.Kind.FORBIDDEN, "This room takes no guests.");
    }
    if (member != null) {
      // A credential that says no name takes away none that the room knows.
      String name = who.name().equals(who.user()) ? member.who().name() : who.name();
      if (member.awaySince() != null || !member.who().name().equals(name)) {
        seat(member.named(name).awaySince(null));
      }
      return new RoomOutcome.Joined(room.epoch(), revision);
    }
    if (banned.contains(who.user())) {
      return rejected(Problem.Kind.FORBIDDEN, "You were banned from this room.");
    }
    boolean owns = room.isOwnedBy(who.user());
    if (!room.open() && !owns) {
      return rejected(Problem.Kind.FORBIDDEN, "This room is for its members only.");
    }
    enter(who, room.open() || room.ephemeral());
    return new RoomOutcome.Joined(room.epoch(), revision);
  }

  private void enter(Participant who, boolean visiting) {
    members++;
    headChanged = true;
    seat(new Member(who, visiting, now(), null));
    if (!room.direct()) {
      put(FreshId.next().toString(), MessageKind.JOINED, who, null, null);
    }
    present();
  }

  private void seat(Member member) {
    people.put(member.who().user(), member);
    changedPeople.put(member.who().user(), member);
  }

  private void present() {
    Signal signal = new Signal.Present(log());
    if (!signals.contains(signal)) {
      signals.add(signal);
    }
  }

  private LogName log() {
    return LogName.room(room.id());
  }

  /** Who was asked in stays a member, unless that is what is meant. */
  private RoomOutcome leave(RoomOperation.Leave leave) {
    Member member = people.get(leave.user());
    boolean stays = member != null && !member.visiting() && !leave.forGood();
    return stays ? done(false) : leave(leave.user(), "left");
  }

  private RoomOutcome leave(String user, String reason) {
    Member member = people.get(user);
    if (room.direct() || member == null) {
      return done(false);
    }
    people.put(user, null);
    changedPeople.put(user, null);
    members--;
    headChanged = true;
    put(FreshId.next().toString(), MessageKind.LEFT, member.who(), null, null);
    signals.add(new Signal.Removed(log(), user, reason, new Position(room.epoch(), revision)));
    present();
    if (room.ephemeral() && members == 0) {
      over = true;
      signals.clear();
      signals.add(new Signal.Erased(log(), room.epoch()));
    }
    return done(true);
  }

  private Message put(
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
    if (room.retentionSeconds() != null && sweepAt == null) {
      sweepAt = now().plusSeconds(room.retentionSeconds());
    }
    return message;
  }

  private RoomOutcome say(RoomOperation.Say say) {
    Participant by = say.by();
    if (by != null && !say.trusted() && people.get(by.user()) == null) {
      return noMember();
    }
    Participant shown = by == null ? null : shown(by);
    Message before = saidBefore(say);
    if (before != null) {
      return RoomOutcome.Said.of(before, true);
    }
    // Another's message may have that id already; then this one gets one that nobody has.
    String id =
        say.clientId() == null || byId.containsKey(say.clientId())
            ? FreshId.next().toString()
            : say.clientId();
    MessageKind kind = by == null ? MessageKind.NOTICE : MessageKind.CHAT;
    Message message = put(id, kind, shown, say.content(), say.clientId());
    if (by != null && say.clientId() != null) {
      byClientId.put(new ClientId(by.user(), say.clientId()), message);
    }
    ring(message, Set.of());
    return RoomOutcome.Said.of(message, false);
  }

  /** What the same sender has said under the same name; a notice has no sender but its id. */
  private @Nullable Message saidBefore(RoomOperation.Say say) {
    if (say.clientId() == null) {
      return null;
    }
    if (say.by() != null) {
      return byClientId.get(new ClientId(say.by().user(), say.clientId()));
    }
    Message same = byId.get(say.clientId());
    return same == null || same.user() != null ? null : same;
  }

  private static RoomOutcome noMember() {
    return rejected(Problem.Kind.FORBIDDEN, "Join this room first: you are no member of it.");
  }

  /** As the room knows somebody; the application may speak for one whom it does not. */
  private Participant shown(Participant by) {
    Member member = people.get(by.user());
    return member == null ? by : member.who();
  }

  /** Rings whom a message mentions, those aside whom it had mentioned before. */
  private void ring(Message message, Set<String> before) {
    Member author = message.user() == null ? null : people.get(message.user());
    if (author != null && author.who().guest()) {
      return;
    }
    for (String user : Mentions.in(message.content())) {
      Member mentioned = people.get(user);
      boolean mayRing = mentioned == null ? ringable.contains(user) : !mentioned.who().guest();
      if (mayRing && !user.equals(message.user()) && !before.contains(user)) {
        rings.add(new Ring(user, message));
      }
    }
  }

  private RoomOutcome edit(RoomOperation.Edit edit) {
    Message message = byId.get(edit.id());
    if (message == null || message.deleted()) {
      return noMessage(edit.id());
    }
    if (edit.by() != null && people.get(edit.by()) == null) {
      return noMember();
    }
    boolean mine = edit.by() == null || edit.by().equals(message.user());
    if (!mine || message.content() == null) {
      return rejected(Problem.Kind.FORBIDDEN, "Only who has said something may change it.");
    }
    if (edit.content().equals(message.content())) {
      return RoomOutcome.Said.of(message, true);
    }
    Set<String> before = Mentions.in(message.content());
    Message edited = message.edited(++revision, edit.content(), now());
    rewrite(edited);
    ring(edited, before);
    return RoomOutcome.Said.of(edited, false);
  }

  /** A message that this batch has made is written once, as it is in the end. */
  private void rewrite(Message message) {
    byId.put(message.id(), message);
    changes.add(message);
    if (made.containsKey(message.id())) {
      made.put(message.id(), message);
    } else {
      rewritten.put(message.id(), message);
    }
  }

  private static RoomOutcome noMessage(String id) {
    return rejected(Problem.Kind.NOT_FOUND, "This room has no message " + Json.printable(id) + ".");
  }

  private RoomOutcome erase(RoomOperation.Erase erase) {
    Message message = byId.get(erase.id());
    if (message == null) {
      return noMessage(erase.id());
    }
    String by = erase.by();
    if (by != null && people.get(by) == null && !room.isOwnedBy(by)) {
      return noMember();
    }
    boolean may = by == null || by.equals(message.user()) || room.isOwnedBy(by);
    boolean said = message.kind() == MessageKind.CHAT || message.kind() == MessageKind.NOTICE;
    if (!may || (by != null && !said)) {
      return rejected(
          Problem.Kind.FORBIDDEN, "Only who has said something, or owns the room, may delete it.");
    }
    if (message.deleted()) {
      return done(false);
    }
    scrub(message);
    return done(true);
  }

  private void scrub(Message message) {
    messages--;
    Message scrubbed = message.scrubbed(++revision);
    rewrite(scrubbed);
    ClientId key =
        scrubbed.user() == null || scrubbed.clientId() == null
            ? null
            : new ClientId(scrubbed.user(), scrubbed.clientId());
    if (key != null) {
      byClientId.put(key, scrubbed);
    }
  }

  private RoomOutcome admit(Participant who) {
    if (room.direct()) {
      return rejected(
          Problem.Kind.CONFLICT, "A direct room is for those whom its id names, and no one else.");
    }
    boolean pardoned = banned.remove(who.user());
    if (pardoned) {
      changedBans.put(who.user(), false);
    }
    Member member = people.get(who.user());
    if (member == null) {
      enter(who, room.ephemeral());
      return done(true);
    }
    boolean same =
        (!member.visiting() || room.ephemeral()) && member.who().name().equals(who.name());
    if (!same) {
      Member named = member.named(who.name());
      seat(room.ephemeral() ? named : named.invited());
      present();
    }
    return done(!same);
  }

  private RoomOutcome dismiss(RoomOperation.Dismiss dismiss) {
    if (room.direct()) {
      return rejected(Problem.Kind.CONFLICT, "Nobody can be removed from a direct room.");
    }
    boolean ban = dismiss.ban() && banned.add(dismiss.user());
    if (ban) {
      changedBans.put(dismiss.user(), true);
    }
    RoomOutcome left = leave(dismiss.user(), dismiss.ban() ? "banned" : "removed");
    return ban ? done(true) : left;
  }

  private RoomOutcome pardon(String user) {
    boolean pardoned = banned.remove(user);
    if (pardoned) {
      changedBans.put(user, false);
    }
    return done(pardoned);
  }

  private RoomOutcome away(String user) {
    Member member = people.get(user);
    if (member == null || !member.visiting() || member.awaySince() != null) {
      return done(false);
    }
    seat(member.awaySince(now()));
    return done(true);
  }

  private RoomOutcome back(String user) {
    Member member = people.get(user);
    if (member == null || member.awaySince() == null) {
      return done(false);
    }
    seat(member.awaySince(null));
    return done(true);
  }

  private RoomOutcome lapse(String user, Duration grace) {
    Member member = people.get(user);
    Instant away = member == null ? null : member.awaySince();
    if (away == null || away.plus(grace).isAfter(now())) {
      return done(false);
    }
    return leave(user, "left");
  }

  private RoomOutcome expire() {
    Long kept = room.retentionSeconds();
    Instant limit = kept == null ? Instant.MIN : now().minusSeconds(kept);
    List<Message> old =
        oldest.stream().limit(PORTION).filter(m -> !m.createdAt().isAfter(limit)).toList();
    old.forEach(this::scrub);
    headChanged = true;
    if (kept == null || oldest.size() <= old.size()) {
      sweepAt = null;
    } else {
      sweepAt = oldest.get(old.size()).createdAt().plusSeconds(kept);
    }
    return new RoomOutcome.Done(!old.isEmpty(), old.size() == PORTION);
  }

  private RoomOutcome clear() {
    oldest.stream().limit(PORTION).forEach(this::scrub);
    return new RoomOutcome.Done(!oldest.isEmpty(), oldest.size() > PORTION);
  }
}
