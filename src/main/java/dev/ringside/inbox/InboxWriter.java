package dev.ringside.inbox;

import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes operations into inboxes, inside anybody's transaction. The order is what makes revision
 * order commit order: lock the inboxes, sorted; then, in later statements, which see what the locks
 * waited for, read what the operations touch; fold them in memory; write. Stateless, safe for any
 * thread.
 */
@ApplicationScoped
public class InboxWriter {

  /** How many rows one {@link Which.Through} takes on in one transaction. */
  static final int PORTION = 1_000;

  private static final int EPOCH_LENGTH = 6;
  private static final char[] EPOCH_CHARACTERS =
      "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();
  private static final SecureRandom random = new SecureRandom();

  /** What to do about a row that somebody else has locked. */
  public enum Locks {
    /** Wait, for as long as the connection's lock timeout allows. */
    WAIT,
    /** Go on without it; its operations have no outcome. */
    PASS
  }

  /**
   * What was written, for after the commit.
   *
   * @param outcomes for each operation in its place; null where its inbox was locked
   * @param changes what to publish once the transaction has committed, in order
   * @param newest the last row of each inbox that was changed
   */
  public record Applied(
      List<@Nullable Outcome> outcomes, List<Change> changes, List<Newest> newest) {

    /** Nothing was asked for. */
    static final Applied NOTHING = new Applied(List.of(), List.of(), List.of());
  }

  /**
   * A row that was written last.
   *
   * @param epoch as on the wire
   * @param revision its inbox's, and its own
   */
  record Newest(String user, String epoch, long revision, UUID id) {}

  /**
   * Applies operations in their order.
   *
   * @param transaction an open transaction, which the caller commits
   */
  public Applied apply(Connection transaction, List<InboxOperation> operations, Locks locks)
      throws SQLException {
    InboxStatements sql = new InboxStatements(transaction);
    List<IdempotentAnswers.Call> calls = calls(operations);
    sql.calls().lock(calls);
    Map<String, InboxFold> folds = lock(sql, operations, locks);
    load(sql, operations, calls, folds);
    List<@Nullable Outcome> outcomes =
        fold(operations, folds, locked(sql, operations, folds, locks));
    List<InboxFold> changed = folds.values().stream().filter(InboxFold::hasChanged).toList();
    write(sql, changed, folds.values());
    return new Applied(
        outcomes,
        changed.stream().flatMap(f -> changes(f).stream()).toList(),
        changed.stream().map(InboxWriter::newest).toList());
  }

  private static List<IdempotentAnswers.Call> calls(List<InboxOperation> operations) {
    List<IdempotentAnswers.Call> calls = new ArrayList<>();
    for (InboxOperation operation : operations) {
      if (operation instanceof InboxOperation.Publish publish) {
        IdempotentAnswers.Call.of(publish.user(), publish.idempotencyKey()).ifPresent(calls::add);
      }
    }
    return calls;
  }

  private static Map<String, InboxFold> lock(
      InboxStatements sql, List<InboxOperation> operations, Locks locks) throws SQLException {
    Set<String> users = new TreeSet<>();
    Set<String> publishedTo = new HashSet<>();
    for (InboxOperation operation : operations) {
      users.add(operation.user());
      switch (operation) {
        case InboxOperation.Publish _, InboxOperation.Deliver _ ->
            publishedTo.add(operation.user());
        case InboxOperation.Refresh _, InboxOperation.Mark _ -> {}
      }
    }
    Map<String, InboxFold> folds = HashMap.newHashMap(users.size());
    open(folds, sql.lock(users, locks == Locks.PASS));
    SortedMap<String, String> missing = missing(publishedTo, folds);
    if (!missing.isEmpty()) {
      open(folds, sql.create(missing, locks == Locks.PASS));
      // What is missing still was made by somebody else in between, or is locked.
      missing.keySet().removeAll(folds.keySet());
      if (!missing.isEmpty()) {
        open(folds, sql.lock(missing.keySet(), locks == Locks.PASS));
      }
    }
    return folds;
  }

  private static void open(Map<String, InboxFold> folds, List<InboxStatements.Head> heads) {
    for (InboxStatements.Head head : heads) {
      Position position = new Position(head.epoch(), head.revision());
      folds.put(head.user(), new InboxFold(head.user(), position, head.unread(), head.now()));
    }
  }

  private static SortedMap<String, String> missing(
      Set<String> users, Map<String, InboxFold> folds) {
    SortedMap<String, String> missing = new TreeMap<>();
    for (String user : users) {
      if (!folds.containsKey(user)) {
        missing.put(user, freshEpoch());
      }
    }
    return missing;
  }

  private static String freshEpoch() {
    StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
    for (int i = 0; i < EPOCH_LENGTH; i++) {
      epoch.append(EPOCH_CHARACTERS[random.nextInt(EPOCH_CHARACTERS.length)]);
    }
    return epoch.toString();
  }

  /** Reads what the operations touch; nothing at all for publishes without keys. */
  private static void load(
      InboxStatements sql,
      List<InboxOperation> operations,
      List<IdempotentAnswers.Call> calls,
      Map<String, InboxFold> folds)
      throws SQLException {
    List<InboxStatements.Wanted> keyed = new ArrayList<>();
    List<UUID> kept = new ArrayList<>();
    List<String> users = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    for (InboxOperation operation : operations) {
      InboxFold fold = folds.get(operation.user());
      if (fold == null) {
        continue;
      }
      switch (operation) {
        case InboxOperation.Publish publish -> {
          if (publish.draft().key() != null) {
            keyed.add(new InboxStatements.Wanted(publish.user(), publish.draft().key()));
          }
        }
        case InboxOperation.Refresh refresh ->
            keyed.add(
                new InboxStatements.Wanted(
                    refresh.user(), Objects.requireNonNull(refresh.draft().key())));
        case InboxOperation.Deliver deliver -> kept.add(deliver.id());
        case InboxOperation.Mark mark -> {
          for (UUID id : ids(mark.which())) {
            users.add(mark.user());
            ids.add(id);
          }
          if (mark.which() instanceof Which.Through through) {
            loadStanding(sql, fold, mark.as(), through);
          } else if (mark.which() instanceof Which.Keyed(String key)) {
            keyed.add(new InboxStatements.Wanted(mark.user(), key));
          }
        }
      }
    }
    if (!kept.isEmpty()) {
      sql.claim(
          kept,
          (user, id, draft) -> {
            fold(folds, user).loadKept(id, draft);
            if (draft.key() != null) {
              keyed.add(new InboxStatements.Wanted(user, draft.key()));
            }
          });
    }
    List<IdempotentAnswers.Call> open =
        calls.stream().filter(call -> folds.containsKey(call.user())).toList();
    if (!open.isEmpty()) {
      sql.calls()
          .find(open)
          .forEach((call, answer) -> fold(folds, call.user()).loadAnswer(call.key(), answer));
    }
    if (!keyed.isEmpty()) {
      load(folds, sql.keyed(keyed));
    }
    if (!ids.isEmpty()) {
      load(folds, sql.byId(users, ids));
    }
  }

  private static List<UUID> ids(Which which) {
    return switch (which) {
      case Which.Ids ids -> ids.ids();
      case Which.One one -> List.of(one.id());
      case Which.Still still -> still.ids();
      case Which.Keyed _, Which.Through _ -> List.of();
    };
  }

  private static void loadStanding(
      InboxStatements sql, InboxFold fold, InboxOperation.As as, Which.Through through)
      throws SQLException {
    var standing = sql.standing(fold.user(), as, through.revision(), PORTION);
    standing.forEach(row -> fold.load(row.notification(), row.deleted()));
    if (standing.size() == PORTION) {
      fold.truncated();
    }
  }

  private static void load(Map<String, InboxFold> folds, List<NotificationRow.Stored> rows) {
    for (NotificationRow.Stored row : rows) {
      fold(folds, row.notification().user()).load(row.notification(), row.deleted());
    }
  }

  private static InboxFold fold(Map<String, InboxFold> folds, String user) {
    InboxFold fold = folds.get(user);
    if (fold == null) {
      throw new IllegalStateException("a row of an inbox that is not locked");
    }
    return fold;
  }

  /** The inboxes that are there, and locked by somebody else. */
  private static Set<String> locked(
      InboxStatements sql,
      List<InboxOperation> operations,
      Map<String, InboxFold> folds,
      Locks locks)
      throws SQLException {
    Set<String> unopened = new HashSet<>();
    for (InboxOperation operation : operations) {
      if (!folds.containsKey(operation.user())) {
        unopened.add(operation.user());
      }
    }
    return unopened.isEmpty() || locks == Locks.WAIT ? Set.of() : sql.existing(unopened);
  }

  private static List<@Nullable Outcome> fold(
      List<InboxOperation> operations, Map<String, InboxFold> folds, Set<String> locked) {
    List<@Nullable Outcome> outcomes = new ArrayList<>(operations.size());
    for (InboxOperation operation : operations) {
      InboxFold fold = folds.get(operation.user());
      if (fold != null) {
        outcomes.add(fold.apply(operation, PORTION));
      } else if (operation instanceof InboxOperation.Mark mark && !locked.contains(mark.user())) {
        // There is no such inbox, so there is nothing to mark.
        outcomes.add(new InboxFold(mark.user(), Position.NONE, 0, Instant.EPOCH).apply(mark, 1));
      } else {
        outcomes.add(null);
      }
    }
    return outcomes;
  }

  private static void write(InboxStatements sql, List<InboxFold> changed, Collection<InboxFold> all)
      throws SQLException {
    if (!changed.isEmpty()) {
      Instant now = changed.getFirst().now();
      // Rewrites come first: a deleted row gives up its key for a new one.
      sql.rewrite(rows(changed, InboxFold.Fate.REWRITE), now);
      sql.mark(rows(changed, InboxFold.Fate.MARK));
      List<InboxFold.Row> made = rows(changed, InboxFold.Fate.INSERT);
      if (made.isEmpty()) {
        sql.advance(changed);
      } else {
        sql.insertAndAdvance(made, now, changed);
      }
    }
    // A replacement without a difference changes nothing, and is to be remembered all the same.
    sql.calls().remember(answers(all));
  }

  private static Map<IdempotentAnswers.Call, String> answers(Collection<InboxFold> folds) {
    Map<IdempotentAnswers.Call, String> answers = new HashMap<>();
    for (InboxFold fold : folds) {
      fold.newAnswers()
          .forEach(
              (key, answer) -> answers.put(new IdempotentAnswers.Call(fold.user(), key), answer));
    }
    return answers;
  }

  private static List<InboxFold.Row> rows(List<InboxFold> folds, InboxFold.Fate fate) {
    List<InboxFold.Row> rows = new ArrayList<>();
    for (InboxFold fold : folds) {
      for (InboxFold.Row row : fold.rows()) {
        if (row.fate() == fate) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static Newest newest(InboxFold fold) {
    UUID last = fold.changes().getLast().id();
    return new Newest(fold.user(), fold.epoch(), fold.revision(), last);
  }

  /** What followers are told, in frames of a bounded number of rows. */
  private static List<Change> changes(InboxFold fold) {
    List<RowChange> all = fold.changes();
    LogName log = LogName.inbox(fold.user());
    List<Change> changes = new ArrayList<>(1);
    for (int from = 0; from < all.size(); from += InboxFrame.MAX_ROWS) {
      int to = Math.min(from + InboxFrame.MAX_ROWS, all.size());
      long since = fold.since() + from;
      long revision = fold.since() + to;
      InboxFrame frame =
          new InboxFrame(
              fold.epoch(), since, revision, fold.unread(), all.subList(from, to), false, false);
      changes.add(new Change(log, fold.epoch(), since, revision, frame.encode()));
    }
    return changes;
  }
}
