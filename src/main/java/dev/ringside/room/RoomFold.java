package dev.ringside.room;

import dev.ringside.inbox.FreshId;
import dev.ringside.log.Signal;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a room: what each operation does to its state, or why it does nothing. Knows no
 * database. For one thread.
 */
final class RoomFold {

  /** Messages that one operation deletes at most. */
  static final int PORTION = 256;

  private final RoomState state;
  private final Room room;

  RoomFold(RoomState state) {
    this.state = state;
    this.room = state.room();
  }

  RoomOutcome apply(RoomOperation operation) {
    if (state.isOver()) {
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
      case RoomOperation.Pardon pardon -> done(state.ban(pardon.user(), false));
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

  private static RoomOutcome noMember() {
    return rejected(Problem.Kind.FORBIDDEN, "Join this room first: you are no member of it.");
  }

  private boolean isMember(String user) {
    return state.member(user) != null;
  }

  private RoomOutcome join(Participant who) {
    Member member = state.member(who.user());
    if (who.guest() && !room.guests()) {
      return rejected(Problem.Kind.FORBIDDEN, "This room takes no guests.");
    }
    if (member != null) {
      comeBack(member, who);
    } else if (state.isBanned(who.user())) {
      return rejected(Problem.Kind.FORBIDDEN, "You were banned from this room.");
    } else if (!room.open() && !room.isOwnedBy(who.user())) {
      return rejected(Problem.Kind.FORBIDDEN, "This room is for its members only.");
    } else {
      enter(who, room.open() || room.ephemeral());
    }
    return new RoomOutcome.Joined(room.epoch(), state.revision());
  }

  /** A credential that says no name takes away none that the room knows. */
  private void comeBack(Member member, Participant who) {
    String name = who.name().equals(who.user()) ? member.who().name() : who.name();
    if (member.awaySince() != null || !member.who().name().equals(name)) {
      state.seat(member.named(name).awaySince(null));
    }
  }

  private void enter(Participant who, boolean visiting) {
    state.enter(new Member(who, visiting, state.now(), null));
    if (!room.direct()) {
      event(MessageKind.JOINED, who);
    }
    state.signal(new Signal.Present(state.log()));
  }

  private void event(MessageKind kind, Participant who) {
    Message _ = state.put(FreshId.next().toString(), kind, who, null, null);
  }

  /** Who was asked in stays a member, unless that is what is meant. */
  private RoomOutcome leave(RoomOperation.Leave leave) {
    Member member = state.member(leave.user());
    boolean stays = member != null && !member.visiting() && !leave.forGood();
    return stays ? done(false) : leave(leave.user(), "left");
  }

  private RoomOutcome leave(String user, String reason) {
    Member member = state.member(user);
    if (room.direct() || member == null) {
      return done(false);
    }
    state.unseat(user);
    event(MessageKind.LEFT, member.who());
    state.signal(new Signal.Removed(state.log(), user, reason, state.position()));
    state.signal(new Signal.Present(state.log()));
    if (room.ephemeral() && state.members() == 0) {
      state.end();
    }
    return done(true);
  }

  private RoomOutcome say(RoomOperation.Say say) {
    Participant by = say.by();
    if (by != null && !say.trusted() && !isMember(by.user())) {
      return noMember();
    }
    Message before = saidBefore(say);
    if (before != null) {
      return RoomOutcome.Said.of(before, true);
    }
    // Another's message may have that id already; then this one gets one that nobody has.
    String id =
        say.clientId() == null || state.message(say.clientId()) != null
            ? FreshId.next().toString()
            : say.clientId();
    MessageKind kind = by == null ? MessageKind.NOTICE : MessageKind.CHAT;
    Participant shown = by == null ? null : shown(by);
    Message message = state.put(id, kind, shown, say.content(), say.clientId());
    ring(message, Set.of());
    return RoomOutcome.Said.of(message, false);
  }

  /** What the same sender has said under the same name; a notice has no sender but its id. */
  private @Nullable Message saidBefore(RoomOperation.Say say) {
    if (say.clientId() == null) {
      return null;
    }
    if (say.by() != null) {
      return state.said(say.by().user(), say.clientId());
    }
    Message same = state.message(say.clientId());
    return same == null || same.user() != null ? null : same;
  }

  /** As the room knows somebody; the application may speak for one whom it does not. */
  private Participant shown(Participant by) {
    Member member = state.member(by.user());
    return member == null ? by : member.who();
  }

  /** Rings whom a message mentions, those aside whom it had mentioned before. */
  private void ring(Message message, Set<String> before) {
    Member author = message.user() == null ? null : state.member(message.user());
    if (author != null && author.who().guest()) {
      return;
    }
    for (String user : Mentions.in(message.content())) {
      Member mentioned = state.member(user);
      boolean mayRing = mentioned == null ? state.mayRing(user) : !mentioned.who().guest();
      if (mayRing && !user.equals(message.user()) && !before.contains(user)) {
        state.ring(user, message);
      }
    }
  }

  private RoomOutcome edit(RoomOperation.Edit edit) {
    Message message = state.message(edit.id());
    if (message == null || message.deleted()) {
      return noMessage(edit.id());
    }
    String by = edit.by();
    if (by != null && !isMember(by)) {
      return noMember();
    }
    boolean mine = by == null || by.equals(message.user());
    if (!mine || message.content() == null) {
      return rejected(Problem.Kind.FORBIDDEN, "Only who has said something may change it.");
    }
    if (edit.content().equals(message.content())) {
      return RoomOutcome.Said.of(message, true);
    }
    Message edited = state.edit(message, edit.content());
    ring(edited, Mentions.in(message.content()));
    return RoomOutcome.Said.of(edited, false);
  }

  private static RoomOutcome noMessage(String id) {
    return rejected(Problem.Kind.NOT_FOUND, "This room has no message " + Json.printable(id) + ".");
  }

  private RoomOutcome erase(RoomOperation.Erase erase) {
    Message message = state.message(erase.id());
    if (message == null) {
      return noMessage(erase.id());
    }
    String by = erase.by();
    if (by != null && !isMember(by) && !room.isOwnedBy(by)) {
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
    state.scrub(message);
    return done(true);
  }

  private RoomOutcome admit(Participant who) {
    if (room.direct()) {
      return rejected(
          Problem.Kind.CONFLICT, "A direct room is for those whom its id names, and no one else.");
    }
    boolean _ = state.ban(who.user(), false);
    Member member = state.member(who.user());
    if (member == null) {
      enter(who, room.ephemeral());
      return done(true);
    }
    boolean stays = !member.visiting() || room.ephemeral();
    if (stays && member.who().name().equals(who.name())) {
      return done(false);
    }
    Member named = member.named(who.name());
    state.seat(room.ephemeral() ? named : named.invited());
    state.signal(new Signal.Present(state.log()));
    return done(true);
  }

  private RoomOutcome dismiss(RoomOperation.Dismiss dismiss) {
    if (room.direct()) {
      return rejected(Problem.Kind.CONFLICT, "Nobody can be removed from a direct room.");
    }
    boolean banned = dismiss.ban() && state.ban(dismiss.user(), true);
    RoomOutcome left = leave(dismiss.user(), dismiss.ban() ? "banned" : "removed");
    return banned ? done(true) : left;
  }

  private RoomOutcome away(String user) {
    Member member = state.member(user);
    if (member == null || !member.visiting() || member.awaySince() != null) {
      return done(false);
    }
    state.seat(member.awaySince(state.now()));
    return done(true);
  }

  private RoomOutcome back(String user) {
    Member member = state.member(user);
    if (member == null || member.awaySince() == null) {
      return done(false);
    }
    state.seat(member.awaySince(null));
    return done(true);
  }

  private RoomOutcome lapse(String user, Duration grace) {
    Member member = state.member(user);
    Instant away = member == null ? null : member.awaySince();
    boolean over = away != null && !away.plus(grace).isAfter(state.now());
    return over ? leave(user, "left") : done(false);
  }

  private RoomOutcome expire() {
    Long kept = room.retentionSeconds();
    List<Message> oldest = state.oldest();
    Instant limit = kept == null ? Instant.MIN : state.now().minusSeconds(kept);
    List<Message> old =
        oldest.stream().limit(PORTION).filter(m -> !m.createdAt().isAfter(limit)).toList();
    old.forEach(state::scrub);
    state.sweepNextAt(
        kept == null || oldest.size() <= old.size()
            ? null
            : oldest.get(old.size()).createdAt().plusSeconds(kept));
    return new RoomOutcome.Done(!old.isEmpty(), old.size() == PORTION);
  }

  private RoomOutcome clear() {
    List<Message> oldest = state.oldest();
    oldest.stream().limit(PORTION).forEach(state::scrub);
    return new RoomOutcome.Done(!oldest.isEmpty(), oldest.size() > PORTION);
  }
}
