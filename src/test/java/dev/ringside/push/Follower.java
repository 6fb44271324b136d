package dev.ringside.push;

import dev.ringside.support.InboxModel;
import dev.ringside.support.InboxTable;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that follows an inbox and comes and goes as it likes. For one thread at a time. */
abstract class Follower implements AutoCloseable {

  private final String user;

  Follower(String user) {
    this.user = user;
  }

  String user() {
    return user;
  }

  abstract InboxModel model();

  /** Does something at random, or nothing for a moment. */
  abstract void act() throws Exception;

  /** Comes back if it is away, and stays. */
  abstract void settle() throws Exception;

  /** How its model differs from the table; null where it does not. */
  @Nullable String differsFrom(InboxTable table) {
    String difference = model().differsFrom(table);
    return difference == null
        ? null
        : getClass().getSimpleName() + " of " + user + " " + difference;
  }

  static void pause(Random random, int mostMillis) {
    LockSupport.parkNanos(random.nextInt(mostMillis) * 1_000_000L);
  }

  @Override
  public abstract void close();
}
