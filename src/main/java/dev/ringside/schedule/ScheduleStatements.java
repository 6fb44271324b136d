package dev.ringside.schedule;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftJson;
import dev.ringside.inbox.FreshId;
import dev.ringside.inbox.IdempotentAnswers;
import dev.ringside.inbox.Outcome;
import dev.ringside.inbox.ScheduledAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL that keeps drafts, one after the other within a transaction. */
final class ScheduleStatements {

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

  private final Connection transaction;
  private final IdempotentAnswers calls;

  ScheduleStatements(Connection transaction) {
    this.transaction = transaction;
    this.calls = new IdempotentAnswers(transaction);
  }

  /** Has repetitions of calls wait; before any of them is kept. */
  void lock(List<IdempotentAnswers.Call> named) throws SQLException {
    calls.lock(named);
  }

  /** Keeps a draft whose call is locked; or finds what the call was answered before. */
  Outcome keep(UserId user, Draft draft, IdempotentAnswers.@Nullable Call call)
      throws SQLException {
    if (call == null) {
      return keep(user, draft);
    }
    String before = calls.find(List.of(call)).get(call);
    if (before != null) {
      return new Outcome.Repeated(before);
    }
    Outcome.Scheduled kept = keep(user, draft);
    calls.remember(Map.of(call, ScheduledAnswer.text(kept)));
    return kept;
  }

  private Outcome.Scheduled keep(UserId user, Draft draft) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(KEEP)) {
      statement.setObject(1, FreshId.next());
      statement.setString(2, user.value());
      statement.setString(3, draft.key());
      statement.setString(4, DraftJson.write(draft));
      statement.setObject(5, draft.delivery().atMillis(), Types.BIGINT);
      statement.setLong(6, draft.delivery().waitMillis());
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
}
