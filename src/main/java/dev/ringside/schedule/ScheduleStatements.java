package dev.ringside.schedule;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.Delivery;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftJson;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.Outcome;
import dev.ringside.inbox.ScheduledAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL that keeps drafts, one after the other within a transaction. */
final class ScheduleStatements {

  /** Repetitions of a call wait for the first; the first number keeps these locks apart. */
  private static final String LOCK_CALL =
      "select pg_advisory_xact_lock(1919513193, hashtext(? || ' ' || ?))";

  private static final String ANSWER =
      """
      select answer from idempotency
      where user_id = ? and key = ? and created_at > now() - interval '24 hours'
      """;

  /** One that is kept under the same key is moved, and keeps its id. */
  private static final String KEEP =
      """
      insert into scheduled (id, user_id, key, draft, deliver_at)
      values (?, ?, ?, ?, date_trunc('milliseconds', coalesce(
                timestamptz 'epoch' + ? * interval '1 millisecond',
                clock_timestamp() + ? * interval '1 millisecond')))
      on conflict (user_id, key) where key is not null
        do update set draft = excluded.draft, deliver_at = excluded.deliver_at
      returning id, deliver_at
      """;

  private static final String REMEMBER =
      """
      insert into idempotency (user_id, key, answer, created_at) values (?, ?, ?, now())
      on conflict (user_id, key) do update
        set answer = excluded.answer, created_at = excluded.created_at
      """;

  private final Connection transaction;

  ScheduleStatements(Connection transaction) {
    this.transaction = transaction;
  }

  /** Keeps a draft; or finds what the call was answered before. */
  Outcome keep(UserId user, Draft draft, @Nullable String idempotencyKey) throws SQLException {
    if (idempotencyKey == null) {
      return keep(user, draft);
    }
    lock(user, idempotencyKey);
    String before = answer(user, idempotencyKey);
    if (before != null) {
      return new Outcome.Repeated(before);
    }
    Outcome.Scheduled kept = keep(user, draft);
    remember(user, idempotencyKey, ScheduledAnswer.text(kept));
    return kept;
  }

  private void lock(UserId user, String idempotencyKey) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(LOCK_CALL)) {
      statement.setString(1, user.value());
      statement.setString(2, idempotencyKey);
      statement.execute();
    }
  }

  private @Nullable String answer(UserId user, String idempotencyKey) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(ANSWER)) {
      statement.setString(1, user.value());
      statement.setString(2, idempotencyKey);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private Outcome.Scheduled keep(UserId user, Draft draft) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(KEEP)) {
      statement.setObject(1, InboxOperation.Publish.of(user, draft, null).id());
      statement.setString(2, user.value());
      statement.setString(3, draft.key());
      statement.setString(4, DraftJson.write(draft));
      bind(statement, draft.delivery());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Outcome.Scheduled(
            Objects.requireNonNull(row.getObject(1, UUID.class)),
            user.value(),
            draft.key(),
            row.getObject(2, OffsetDateTime.class).toInstant());
      }
    }
  }

  private static void bind(PreparedStatement statement, Delivery delivery) throws SQLException {
    switch (delivery) {
      case Delivery.At(Instant time) ->
          statement.setLong(5, time.truncatedTo(ChronoUnit.MILLIS).toEpochMilli());
      case Delivery.After _, Delivery.Now _ -> statement.setNull(5, Types.BIGINT);
    }
    Duration wait = delivery instanceof Delivery.After(Duration time) ? time : Duration.ZERO;
    statement.setLong(6, wait.toMillis());
  }

  private void remember(UserId user, String idempotencyKey, String answer) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(REMEMBER)) {
      statement.setString(1, user.value());
      statement.setString(2, idempotencyKey);
      statement.setString(3, answer);
      statement.executeUpdate();
    }
  }
}
