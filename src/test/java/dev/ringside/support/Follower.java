package dev.ringside.support;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A client that follows an inbox and comes and goes as it likes. For one thread at a time. */
public abstract class Follower implements AutoCloseable {

  private final Followed user;

  Follower(Followed user) {
    this.user = user;
  }

  /** Whose inbox it follows. */
  public final String user() {
    return user.name();
  }

  final Followed followed() {
    return user;
  }

  /** What it has been told. */
  public abstract InboxModel model();

  /** Lets it be reset where it stands below a revision, which is asked for then, by the epoch. */
  public final void mayBeCompacted(ToLongFunction<String> compacted) {
    model().compactedTo(compacted);
  }

  /** Does something at random, or nothing for a moment. */
  public abstract void act() throws Exception;

  /** Comes back if it is away, and stays. */
  public abstract void settle() throws Exception;

  /** Fails if it saw a rule broken. */
  public abstract void check();

  /** How its model differs from the table; null where it does not. */
  public @Nullable String differsFrom(InboxTable table) {
    check();
    String difference = model().differsFrom(table);
    return difference == null
        ? null
        : getClass().getSimpleName() + " of " + user() + " " + difference;
  }

  static void pause(Random random, int mostMillis) {
    LockSupport.parkNanos(random.nextInt(mostMillis) * 1_000_000L);
  }

  @Override
  public abstract void close();
}
