package dev.ringside.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How it is with an inbox that is followed. */
public sealed interface FollowState {

  /** It tries to connect. */
  record Connecting() implements FollowState {}

  /** All that was committed up to there has been told, and what comes will be at once. */
  record Current(Position position) implements FollowState {}

  /**
   * The connection is lost, and it will come back by itself.
   *
   * @param reason why
   * @param retryIn after which time
   */
  record Away(String reason, Duration retryIn) implements FollowState {}

  /**
   * It is over.
   *
   * @param reason why: a {@link RingsideException} where the server wants no more of it, what the
   *     listener threw, or null where it was closed
   */
  record Ended(@Nullable RuntimeException reason) implements FollowState {}
}
