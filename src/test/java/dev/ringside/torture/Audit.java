package dev.ringside.torture;

import dev.ringside.support.InboxTable;
import dev.ringside.torture.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what was acknowledged with what is stored, when all is quiet. */
final class Audit {

  private static final String ROWS =
      "select id::text, revision, title, progress, deleted_at is not null"
          + " from notification where user_id = ?";

  private final Ledger ledger;
  private final Findings findings;

  Audit(Ledger ledger, Findings findings) {
    this.ledger = ledger;
    this.findings = findings;
  }

  private record Row(long revision, @Nullable String title, int progress, boolean deleted) {}

  /** Looks at one user. */
  void check(Connection database, String user) throws SQLException {
    try {
      InboxTable.read(database, user);
    } catch (AssertionError wrong) {
      findings.add(Kind.TABLE_WRONG, user + ": " + wrong.getMessage());
    }
    Map<String, Row> rows = rows(database, user);
    Ledger.Book book = ledger.book(user);
    Map<String, Ledger.Published> newest = new HashMap<>();
    for (Ledger.Published each : book.published()) {
      newest.merge(each.id(), each, (a, b) -> a.revision() >= b.revision() ? a : b);
    }
    newest.forEach(
        (id, last) -> {
          String lost = lost(last, rows.get(id), book);
          if (lost != null) {
            findings.add(Kind.LOST, user + ": " + last + " " + lost);
          }
        });
    checkNumbers(user, rows, book);
    checkOrder(user, book);
  }

  private static Map<String, Row> rows(Connection database, String user) throws SQLException {
    Map<String, Row> rows = new HashMap<>();
    try (PreparedStatement statement = database.prepareStatement(ROWS)) {
      statement.setString(1, user);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int progress = row.getInt(4);
          rows.put(
              row.getString(1),
              new Row(
                  row.getLong(2),
                  row.getString(3),
                  row.wasNull() ? -1 : progress,
                  row.getBoolean(5)));
        }
      }
    }
    return rows;
  }

  /** Why what was acknowledged last of a notification is not there as it should be. */
  private static @Nullable String lost(Ledger.Published last, @Nullable Row row, Ledger.Book book) {
    if (row == null) {
      return book.mayHaveErased(last.began()) ? null : "is not stored";
    }
    if (row.revision < last.revision()) {
      return "is stored as of the earlier revision " + row.revision;
    }
    if (row.deleted) {
      return book.deleted().contains(last.id()) ? null : "was deleted by nobody";
    }
    boolean same =
        last.title().equals(row.title) && (last.progress() < 0 || last.progress() == row.progress);
    return same ? null : "is stored as " + row;
  }

  /** Each number is stored once, and is one that was given out. */
  private void checkNumbers(String user, Map<String, Row> rows, Ledger.Book book) {
    Map<String, String> ids = new HashMap<>();
    rows.forEach(
        (id, row) -> {
          String title = row.title;
          if (row.deleted || title == null || !title.startsWith("n")) {
            return;
          }
          String other = ids.put(title, id);
          if (other != null) {
            findings.add(Kind.DUPLICATED, user + ": " + title + " as " + id + " and " + other);
          }
          boolean known = book.published().stream().anyMatch(p -> p.title().equals(title));
          if (!known) {
            findings.add(Kind.DUPLICATED, user + ": " + title + " was acknowledged to nobody");
          }
        });
  }

  /** What was sent after another was acknowledged has a later revision. */
  private void checkOrder(String user, Ledger.Book book) {
    if (!book.erasures().isEmpty()) {
      return; // revisions of several histories
    }
    List<Ledger.Published> byAck =
        book.published().stream()
            .sorted(Comparator.comparingLong(Ledger.Published::acked))
            .toList();
    List<Ledger.Published> byStart =
        book.published().stream()
            .sorted(Comparator.comparingLong(Ledger.Published::began))
            .toList();
    int acked = 0;
    Ledger.Published before = null;
    for (Ledger.Published each : byStart) {
      while (acked < byAck.size() && byAck.get(acked).acked() < each.began()) {
        Ledger.Published next = byAck.get(acked++);
        before = before == null || next.revision() > before.revision() ? next : before;
      }
      boolean later = before == null || each.revision() > before.revision();
      if (!later && !changedNothing(each, book)) {
        findings.add(
            Kind.REORDERED, user + ": " + each + " after " + Objects.requireNonNull(before));
      }
    }
  }

  /** Whether it told of a progress that had been told before, which spends no revision. */
  private static boolean changedNothing(Ledger.Published published, Ledger.Book book) {
    return published.progress() >= 0
        && book.published().stream()
            .anyMatch(
                other ->
                    other.number() != published.number()
                        && other.id().equals(published.id())
                        && other.progress() == published.progress()
                        && other.began() < published.acked());
  }
}
