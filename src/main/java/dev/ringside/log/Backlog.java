package dev.ringside.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.config.RingsideConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The operations that a {@link GroupCommit} holds: capped, in rows and in bytes, which is the back
 * pressure at the door. One counts from the moment it is let in until the writer lets go of it. So
 * what is in the transaction under way counts, and what was set aside; and so does what its caller
 * has been answered already by the deadline, unless that found it still in the queue.
 *
 * <p><b>Order.</b> One lock guards it all, and is never held over I/O or while answering.
 *
 * @param <O> an operation
 * @param <R> what it is answered
 */
final class Backlog<O, R> {

  private final RingsideConfig.Writer settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Waiting<O, R>> queue = new ArrayDeque<>();

  /** The queue and what the writer has taken from it, in order of arrival. */
  @GuardedBy("lock")
  private final LinkedHashSet<Waiting<O, R>> held = new LinkedHashSet<>();

  @GuardedBy("lock")
  private long heldBytes;

  @GuardedBy("lock")
  private boolean closed;

  Backlog(RingsideConfig.Writer settings) {
    this.settings = settings;
  }

  /** One operation with its caller. Each is itself alone, however alike two are. */
  static final class Waiting<O, R> {

    private final O operation;
    private final long bytes;
    private final Executor home;
    private final long deadlineNanos;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    /** Whether it was found late, and so is being answered; belongs to the backlog's lock. */
    private boolean late;

    Waiting(O operation, long bytes, Executor home, long deadlineNanos) {
      this.operation = operation;
      this.bytes = bytes;
      this.home = home;
      this.deadlineNanos = deadlineNanos;
    }

    O operation() {
      return operation;
    }

    /** Where the answer is completed. */
    Executor home() {
      return home;
    }

    CompletableFuture<R> answer() {
      return answer;
    }

    boolean isAnswered() {
      return answer.isDone();
    }
  }

  /** Why an operation is not let in. */
  enum Refusal {
    CLOSED,
    FULL
  }

  /** Lets an operation in, or says why not. */
  @Nullable Refusal admit(Waiting<O, R> waiting) {
    lock.lock();
    try {
      if (closed) {
        return Refusal.CLOSED;
      }
      // What is larger than the cap by itself may go alone.
      boolean fits = held.isEmpty() || heldBytes + waiting.bytes <= settings.waitingBytes();
      if (!fits || held.size() >= settings.waitingRows()) {
        return Refusal.FULL;
      }
      queue.addLast(waiting);
      held.add(waiting);
      heldBytes += waiting.bytes;
      arrived.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for work, and takes as much as one transaction may hold, what was set aside first.
   *
   * @param aside what the writer holds from before
   * @param restMillis how long to wait for more where there is nothing but that
   * @return what to write; nothing when it is closed and empty
   */
  List<Waiting<O, R>> take(Collection<Waiting<O, R>> aside, long restMillis)
      throws InterruptedException {
    List<Waiting<O, R>> taken = new ArrayList<>(aside);
    lock.lock();
    try {
      long rest = aside.isEmpty() ? 0 : TimeUnit.MILLISECONDS.toNanos(restMillis);
      while (rest > 0 && queue.isEmpty()) {
        rest = arrived.awaitNanos(rest);
      }
      while (true) {
        while (taken.size() < settings.batchRows() && !queue.isEmpty()) {
          taken.add(queue.removeFirst());
        }
        dropAnswered(taken);
        if (!taken.isEmpty() || closed) {
          return taken;
        }
        arrived.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of those that the deadline has answered: they must not be stored without need. */
  void dropAnswered(List<Waiting<O, R>> taken) {
    lock.lock();
    try {
      for (Iterator<Waiting<O, R>> each = taken.iterator(); each.hasNext(); ) {
        Waiting<O, R> waiting = each.next();
        if (waiting.isAnswered()) {
          each.remove();
          forget(waiting);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of what the writer is done with. */
  void release(Collection<Waiting<O, R>> done) {
    lock.lock();
    try {
      for (Waiting<O, R> each : done) {
        forget(each);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void forget(Waiting<O, R> waiting) {
    if (held.remove(waiting)) {
      heldBytes -= waiting.bytes;
    }
  }

  /**
   * Those whose time is up and who have no answer, each once. All wait equally long, so they stand
   * in front; those that are still in the queue are let go of.
   */
  List<Waiting<O, R>> late() {
    long now = System.nanoTime();
    List<Waiting<O, R>> late = new ArrayList<>();
    lock.lock();
    try {
      for (Waiting<O, R> each : held) {
        if (each.deadlineNanos - now > 0) {
          break;
        }
        if (!each.late && !each.isAnswered()) {
          each.late = true;
          late.add(each);
        }
      }
      for (Waiting<O, R> each : late) {
        if (queue.peekFirst() == each) {
          queue.removeFirst();
          forget(each);
        }
      }
    } finally {
      lock.unlock();
    }
    return late;
  }

  /** How much is held now. */
  GroupCommit.Held held() {
    lock.lock();
    try {
      return new GroupCommit.Held(held.size(), heldBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }
}
