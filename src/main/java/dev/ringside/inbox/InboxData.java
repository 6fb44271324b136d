package dev.ringside.inbox;

import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * An inbox, shown whole. It is read in pages in the order of revisions, each of a snapshot of its
 * own: of a notification that changes meanwhile, the last line counts. What is erased with an inbox
 * is the repository's. Stateless, safe for any thread; blocks on the database.
 */
@ApplicationScoped
class InboxData implements PersonalData {

  private static final int PAGE = 200;

  private static final String HEAD =
      """
      select i.epoch || g.name, i.revision, i.unread
      from inbox i cross join generation g where i.user_id = ?
      """;

  private static final String NOTIFICATIONS =
      """
      select %s from notification n where n.user_id = ? and n.revision > ?
      order by n.revision limit ?
      """
          .formatted(NotificationRow.COLUMNS);

  private static final String KEYS =
      """
      select key, created_at from idempotency where user_id = ? and key > ? order by key limit ?
      """;

  private final Transactions transactions;

  @Inject
  InboxData(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Head(String epoch, long revision, long unread) {}

  private record Key(String key, Instant createdAt) {}

  @Override
  public void erase(Connection transaction, UserId user) {}

  @Override
  public void export(UserId user, Export to) throws IOException {
    head(user, to);
    notifications(user, to);
    keys(user, to);
  }

  private void head(UserId user, Export to) throws IOException {
    List<Head> heads =
        transactions.readInTime(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(HEAD)) {
                select.setString(1, user.value());
                return Rows.all(select, InboxData::head);
              }
            });
    for (Head head : heads) {
      to.line(
          "inbox",
          json -> {
            json.writeStartObject();
            json.writeStringField("user", user.value());
            json.writeStringField("epoch", head.epoch());
            json.writeNumberField("revision", head.revision());
            json.writeNumberField("unread", head.unread());
            json.writeEndObject();
          });
    }
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(row.getString(1), row.getLong(2), row.getLong(3));
  }

  private void notifications(UserId user, Export to) throws IOException {
    long after = 0;
    List<NotificationRow.Stored> page = page(user, after);
    while (!page.isEmpty()) {
      for (NotificationRow.Stored each : page) {
        Notification notification = each.notification();
        if (each.deleted()) {
          // Its content is gone already; that it was there is kept for a while.
          to.line("deleted", json -> json.writeString(notification.id().toString()));
        } else {
          to.line("notification", json -> NotificationJson.write(json, notification));
        }
      }
      to.flush();
      after = page.getLast().notification().revision();
      page = page(user, after);
    }
  }

  private List<NotificationRow.Stored> page(UserId user, long after) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(NOTIFICATIONS)) {
            select.setString(1, user.value());
            select.setLong(2, after);
            select.setInt(3, PAGE);
            return Rows.all(select, row -> NotificationRow.read(row, 1));
          }
        });
  }

  private void keys(UserId user, Export to) throws IOException {
    String after = "";
    List<Key> page = keys(user, after);
    while (!page.isEmpty()) {
      for (Key each : page) {
        to.line(
            "idempotencyKey",
            json -> {
              json.writeStartObject();
              json.writeStringField("key", each.key());
              json.writeStringField("createdAt", Json.time(each.createdAt()));
              json.writeEndObject();
            });
      }
      after = page.getLast().key();
      page = keys(user, after);
    }
  }

  private List<Key> keys(UserId user, String after) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(KEYS)) {
            select.setString(1, user.value());
            select.setString(2, after);
            select.setInt(3, PAGE);
            return Rows.all(
                select,
                row ->
                    new Key(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()));
          }
        });
  }
}
