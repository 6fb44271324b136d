package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Keeps drafts until they are due: the port that the schedule implements. */
public interface Later {

  /**
   * Keeps a draft whose {@link Draft#delivery} is not now. One of the same key that is kept is
   * moved, and replaced whole. Never blocks.
   *
   * @param idempotencyKey the name of the call, or null
   * @param home where the answer is completed
   * @return {@link Outcome.Scheduled} or {@link Outcome.Repeated}, after the commit; or,
   *     exceptionally, a 503 where it is not known to be kept
   */
  CompletableFuture<Outcome> keep(
      UserId user, Draft draft, @Nullable String idempotencyKey, Executor home);

  /**
   * The same within a transaction of the caller's, who has locked the call there and commits it.
   * Blocks.
   *
   * @return {@link Outcome.Scheduled} or {@link Outcome.Repeated}
   */
  Outcome keep(Connection transaction, UserId user, Draft draft, @Nullable String idempotencyKey)
      throws SQLException;
}
