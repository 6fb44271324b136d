package dev.ringside.inbox;

import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Position;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One inbox, folded in memory: takes operations in their order, each with a revision of its own for
 * every row that it really changes, and ends up with what is to be written. Knows no database, so
 * the rule of an inbox can be read, and tested, here alone. Not for several threads.
 */
final class InboxFold {

  private final String user;
  private final String epoch;
  private final Instant now;
  private final long since;
  private long revision;
  private long unread;
  private boolean truncated;

  private final Map<UUID, Row> rows = new LinkedHashMap<>();
  private final Map<String, Row> byKey = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private final Map<UUID, Draft> kept = new HashMap<>();
  private final Map<String, String> newAnswers = new LinkedHashMap<>();
  private final List<RowChange> changes = new ArrayList<>();

  /** A row as the operations so far have left it. */
  static final class Row {
    private Notification now;
    private final Fate first;
    private Fate fate;
    private boolean deleted;

    private Row(Notification notification, boolean deleted, Fate fate) {
      this.now = notification;
      this.deleted = deleted;
      this.first = fate;
      this.fate = fate;
    }

    /** A new row stays an insert whatever is done to it; others go by the widest thing done. */
    private void become(Notification next, Fate done) {
      now = next;
      if (first != Fate.INSERT && done.compareTo(fate) > 0) {
        fate = done;
      }
    }

    Notification notification() {
      return now;
    }

    boolean isDeleted() {
      return deleted;
    }

    Fate fate() {
      return fate;
    }
  }

  /** What is to be written of a row, from nothing to all of it. */
  enum Fate {
    NOTHING,
    MARK,
    REWRITE,
    INSERT
  }

  /**
   * @param head where the inbox stands, its epoch as on the wire; {@link Position#NONE} where there
   *     is no row
   * @param now the database's time of this transaction
   */
  InboxFold(String user, Position head, long unread, Instant now) {
    this.user = user;
    this.epoch = head.epoch();
    this.since = head.revision();
    this.revision = head.revision();
    this.unread = unread;
    this.now = now;
  }

  /** Adds a row of the table that an operation may touch. */
  void load(Notification notification, boolean deleted) {
    if (rows.containsKey(notification.id())) {
      return;
    }
    Row row = new Row(notification, deleted, Fate.NOTHING);
    rows.put(notification.id(), row);
    if (notification.key() != null && !deleted) {
      byKey.put(notification.key(), row);
    }
  }

  /** Notes that more rows stand below a revision than one portion loads. */
  void truncated() {
    truncated = true;
  }

  /** Adds what a call with an idempotency key was answered. */
  void loadAnswer(String idempotencyKey, String answer) {
    answers.put(idempotencyKey, answer);
  }

  /** Adds a draft that was kept until now, and is taken from there. */
  void loadKept(UUID id, Draft draft) {
    kept.put(id, draft);
  }

  /** Does one operation. */
  Outcome apply(InboxOperation operation, int portion) {
    return switch (operation) {
      case InboxOperation.Publish publish -> publish(publish);
      case InboxOperation.Refresh refresh -> refresh(refresh.draft());
      case InboxOperation.Deliver deliver -> deliver(deliver);
      case InboxOperation.Mark mark -> mark(mark.as(), mark.which(), portion);
    };
  }

  private Outcome publish(InboxOperation.Publish publish) {
    String idempotencyKey = publish.idempotencyKey();
    if (idempotencyKey != null) {
      String answer = answers.get(idempotencyKey);
      if (answer != null) {
        return new Outcome.Repeated(answer);
      }
    }
    Draft draft = publish.draft();
    Row standing = draft.key() == null ? null : byKey.get(draft.key());
    Outcome outcome =
        standing == null
            ? new Outcome.Created(create(publish))
            : new Outcome.Replaced(replace(standing, draft));
    if (idempotencyKey != null) {
      remember(idempotencyKey, outcome);
    }
    return outcome;
  }

  private Outcome refresh(Draft draft) {
    Row standing = byKey.get(draft.key());
    return standing == null
        ? rejected(Problem.Kind.NOT_FOUND, "No notification has this key, or no longer.")
        : new Outcome.Replaced(replace(standing, draft));
  }

  private Outcome deliver(InboxOperation.Deliver deliver) {
    Draft draft = kept.remove(deliver.id());
    if (draft == null) {
      return rejected(Problem.Kind.NOT_FOUND, "It was delivered, moved or cancelled.");
    }
    Instant expiry = draft.expiry().at(now);
    if (expiry != null && !expiry.isAfter(now)) {
      return rejected(Problem.Kind.INVALID, "It expired before it could be delivered.");
    }
    return publish(new InboxOperation.Publish(user, deliver.id(), draft, null));
  }

  private Notification create(InboxOperation.Publish publish) {
    Draft draft = publish.draft();
    long next = ++revision;
    unread++;
    Notification made =
        new Notification(
            publish.id(),
            user,
            next,
            next,
            draft.content(),
            draft.key(),
            draft.progress(),
            now,
            now,
            null,
            draft.expiry().at(now),
            draft.job());
    Row row = new Row(made, false, Fate.INSERT);
    rows.put(made.id(), row);
    if (draft.key() != null) {
      byKey.put(draft.key(), row);
    }
    changes.add(new RowChange.Put(made));
    return made;
  }

  private Notification replace(Row row, Draft draft) {
    Notification old = row.now;
    boolean sameContent =
        sameContent(old.content(), draft.content()) && Objects.equals(old.job(), draft.job());
    boolean sameRest =
        Objects.equals(old.progress(), draft.progress())
            && Objects.equals(old.expiresAt(), draft.expiry().at(now));
    if (sameContent && sameRest) {
      return old;
    }
    boolean quiet = draft.quiet() || sameContent;
    long next = ++revision;
    if (!quiet && !old.isUnread()) {
      unread++;
    }
    Notification replaced =
        old.replaced(next, quiet ? old.rang() : next, draft, now, quiet ? old.readAt() : null);
    row.become(replaced, Fate.REWRITE);
    changes.add(new RowChange.Put(replaced));
    return replaced;
  }

  private static boolean sameContent(Content a, Content b) {
    return a.style() == b.style()
        && Objects.equals(a.title(), b.title())
        && Objects.equals(a.content(), b.content())
        && Objects.equals(a.link(), b.link())
        && Objects.equals(a.category(), b.category())
        && sameData(a.data(), b.data());
  }

  private static boolean sameData(@Nullable String a, @Nullable String b) {
    return Objects.equals(a, b) || (a != null && b != null && Json.sameValue(a, b));
  }

  private void remember(String idempotencyKey, Outcome outcome) {
    Notification answered =
        switch (outcome) {
          case Outcome.Created created -> created.notification();
          case Outcome.Replaced replaced -> replaced.notification();
          default -> throw new IllegalStateException("a publish ends in a notification");
        };
    String answer = new String(NotificationJson.bytes(answered), StandardCharsets.UTF_8);
    answers.put(idempotencyKey, answer);
    newAnswers.put(idempotencyKey, answer);
  }

  private Outcome mark(As as, Which which, int portion) {
    return switch (which) {
      case Which.Ids ids -> {
        ids.ids().forEach(id -> mark(as, rows.get(id)));
        yield marked(false);
      }
      case Which.One one -> {
        Row row = rows.get(one.id());
        if (row == null) {
          yield rejected(
              Problem.Kind.NOT_FOUND, "This inbox has no notification " + one.id() + ".");
        }
        mark(as, row);
        yield marked(false);
      }
      case Which.Keyed keyed -> {
        mark(as, byKey.get(keyed.key()));
        yield marked(false);
      }
      case Which.Through through -> {
        if (through.epoch() != null && !through.epoch().equals(epoch)) {
          yield rejected(
              Problem.Kind.CONFLICT,
              "The revision is of another epoch than the inbox is in now; take a snapshot first.");
        }
        yield marked(markThrough(as, through.revision(), portion));
      }
      case Which.Still still -> {
        long before = revision;
        still.ids().stream()
            .map(rows::get)
            .filter(row -> row != null && still.holds(row.now, now))
            .forEach(row -> mark(as, row));
        yield new Outcome.Swept(Math.toIntExact(revision - before));
      }
    };
  }

  private boolean markThrough(As as, long limit, int portion) {
    List<Row> standing =
        rows.values().stream()
            .filter(row -> row.now.revision() <= limit && changesBy(as, row))
            .sorted(Comparator.comparingLong(row -> row.now.revision()))
            .limit(portion)
            .toList();
    standing.forEach(row -> mark(as, row));
    return truncated || standing.size() == portion;
  }

  private static boolean changesBy(As as, Row row) {
    return !row.deleted
        && switch (as) {
          case READ -> row.now.isUnread();
          case UNREAD -> !row.now.isUnread();
          case DELETED -> true;
        };
  }

  private void mark(As as, @Nullable Row row) {
    if (row == null || !changesBy(as, row)) {
      return;
    }
    long next = ++revision;
    switch (as) {
      case READ -> {
        unread--;
        row.become(row.now.readAt(next, now), Fate.MARK);
        changes.add(new RowChange.Read(row.now.id(), now));
      }
      case UNREAD -> {
        unread++;
        row.become(row.now.readAt(next, null), Fate.MARK);
        changes.add(new RowChange.Put(row.now));
      }
      case DELETED -> {
        if (row.now.isUnread()) {
          unread--;
        }
        if (row.now.key() != null) {
          byKey.remove(row.now.key());
        }
        row.deleted = true;
        row.become(row.now.scrubbed(next), Fate.REWRITE);
        changes.add(new RowChange.Delete(row.now.id()));
      }
    }
  }

  private Outcome marked(boolean more) {
    return new Outcome.Marked(revision, unread, more);
  }

  private static Outcome rejected(Problem.Kind kind, String detail) {
    return new Outcome.Rejected(Problem.of(kind, detail));
  }

  String user() {
    return user;
  }

  String epoch() {
    return epoch;
  }

  Instant now() {
    return now;
  }

  /** The revision before the first operation. */
  long since() {
    return since;
  }

  /** The revision after the last one so far. */
  long revision() {
    return revision;
  }

  long unread() {
    return unread;
  }

  boolean hasChanged() {
    return revision != since;
  }

  /** The rows, touched or not. */
  Collection<Row> rows() {
    return rows.values();
  }

  /** What was done to rows: the n-th took revision {@code since + n}. */
  List<RowChange> changes() {
    return changes;
  }

  /** Answers to keep, by idempotency key. */
  Map<String, String> newAnswers() {
    return newAnswers;
  }
}
