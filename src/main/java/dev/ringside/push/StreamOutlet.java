package dev.ringside.push;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.log.Visit;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outlet of an event stream or a long poll, whose own virtual thread takes one frame after the
 * other. It has room for one: while a frame is being written, the session is behind and the log is
 * its queue.
 *
 * <p><b>Order.</b> {@code lock} guards the fields and is held for moments only; the session's lock
 * may be held around it, never the other way round, so the task that says that there is room is run
 * outside of it.
 */
final class StreamOutlet implements Outlet {

  private final Visit visit;
  private final @Nullable String signIn;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Frame frame;

  @GuardedBy("lock")
  private @Nullable Runnable whenRoom;

  @GuardedBy("lock")
  private boolean writing;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private boolean erased;

  /** Whether who waits is to look up, frame or not. */
  @GuardedBy("lock")
  private boolean woken;

  /** Whether a frame was taken: what a request that has come is owed, even by a node that stops. */
  @GuardedBy("lock")
  private boolean begun;

  /**
   * @param signIn the sign-in that opened it, or null
   */
  StreamOutlet(Visit visit, @Nullable String signIn) {
    this.visit = visit;
    this.signIn = signIn;
  }

  @Override
  public Visit visit() {
    return visit;
  }

  @Override
  public @Nullable String signIn() {
    return signIn;
  }

  @Override
  public boolean canTake() {
    lock.lock();
    try {
      return !isOver() && !writing && frame == null;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isOver() {
    return closed && (begun || erased);
  }

  @Override
  public void send(Frame next) {
    lock.lock();
    try {
      frame = next;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onceWritable(Runnable task) {
    lock.lock();
    try {
      whenRoom = task;
      // There may be room since the session has asked; then the thread that waits runs it.
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(CloseCode reason) {
    lock.lock();
    try {
      closed = true;
      erased |= reason == CloseCode.ERASED;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait under way: it may be that its client may no longer wait. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was closed because what it followed was erased. */
  boolean wasErased() {
    lock.lock();
    try {
      return erased;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a frame. What was taken before counts as written now.
   *
   * @return the frame, or null where none came in time, where the outlet was closed and has had a
   *     first one, or where it was woken
   */
  @Nullable Frame take(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    written();
    for (Runnable ask = awaitFrame(end); ask != null; ask = awaitFrame(end)) {
      ask.run();
    }
    lock.lock();
    try {
      Frame taken = frame;
      frame = null;
      writing = taken != null;
      woken = false;
      begun |= writing;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void written() {
    lock.lock();
    try {
      writing = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a frame, the end, or a task to run before waiting on, which it hands out. */
  private @Nullable Runnable awaitFrame(long end) throws InterruptedException {
    lock.lock();
    try {
      long left = end - System.nanoTime();
      while (frame == null && whenRoom == null && !isOver() && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      Runnable task = frame == null && !isOver() ? whenRoom : null;
      if (task != null) {
        whenRoom = null;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }
}
