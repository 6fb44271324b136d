package dev.ringside.cli.doctor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * All checks, one after the other, each within its time. Its monitor orders what they find: a check
 * that was given up on finds nothing any more.
 */
final class Examination {

  private final Secrets secrets;
  private final Duration limit;
  private final Consumer<Finding> out;

  @GuardedBy("this")
  private int round;

  @GuardedBy("this")
  private boolean sound = true;

  Examination(Secrets secrets, Duration limit, Consumer<Finding> out) {
    this.secrets = secrets;
    this.limit = limit;
    this.out = out;
  }

  /** Makes them all; false where one has found a fault. */
  boolean make(List<Check> checks) throws InterruptedException {
    for (Check check : checks) {
      make(check);
    }
    synchronized (this) {
      return sound;
    }
  }

  private void make(Check check) throws InterruptedException {
    int mine = next();
    Notes notes = new Notes(check.what(), secrets, finding -> take(mine, finding));
    Duration bound = check.bound(limit);
    Thread thread = Thread.ofPlatform().daemon().name(check.what()).start(() -> look(check, notes));
    if (!thread.join(bound)) {
      notes.fault(
          "there was no answer within %d s, so the rest of this was not looked at."
              .formatted(bound.toSeconds()),
          "Something waits that should answer; --limit-seconds gives it longer.");
      thread.interrupt();
    }
  }

  private static void look(Check check, Notes notes) {
    try {
      check.look(notes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SocketTimeoutException e) {
      notes.fault(
          "an answer did not come in time, so the rest of this was not looked at.",
          "Something waits that should answer; --limit-seconds gives it longer.");
    } catch (Exception e) {
      notes.fault("it could not be looked at: %s".formatted(Causes.words(e)));
    }
  }

  private synchronized int next() {
    return ++round;
  }

  private synchronized void take(int from, Finding finding) {
    if (from == round) {
      sound &= finding.level() != Finding.Level.FAULT;
      out.accept(finding);
    }
  }
}
