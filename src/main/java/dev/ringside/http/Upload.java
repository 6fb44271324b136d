package dev.ringside.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that is read while it arrives. The connection's selector thread puts in what
 * comes and never waits: where the reader lags it leaves the rest in the socket, until the reader
 * says that there is room again. The reader waits, but not for a client that sends nothing.
 *
 * <p><b>Order.</b> One lock guards the parts; it is not held over I/O.
 */
final class Upload extends InputStream {

  /** What may wait for the reader before no more is read from the socket. */
  private static final int ENOUGH = 256 * 1024;

  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<byte[]> parts = new ArrayDeque<>();

  @GuardedBy("lock")
  private int waiting;

  @GuardedBy("lock")
  private int taken;

  @GuardedBy("lock")
  private boolean whole;

  @GuardedBy("lock")
  private boolean broken;

  /** What goes on reading from the socket, once there is room. */
  @GuardedBy("lock")
  private @Nullable Runnable roomAgain;

  /**
   * @param patience how long the reader waits for the next bytes
   */
  Upload(Duration patience) {
    this.patience = patience;
  }

  /**
   * Takes a part.
   *
   * @param more goes on reading, and is called once there is room, on the reader's thread
   * @return whether there is room already, so that {@code more} is not called
   */
  boolean put(byte[] part, Runnable more) {
    lock.lock();
    try {
      if (part.length > 0) {
        parts.addLast(part);
        waiting += part.length;
        changed.signal();
      }
      if (waiting < ENOUGH || broken) {
        return true;
      }
      roomAgain = more;
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** All has arrived. */
  void end() {
    lock.lock();
    try {
      whole = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No more will arrive, although it is not whole. */
  void breakOff() {
    lock.lock();
    try {
      broken = !whole;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether all of it has arrived. */
  boolean isWhole() {
    lock.lock();
    try {
      return whole;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Waits for bytes.
   *
   * @throws GoneException where the client has gone, or sends nothing any more
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    Runnable more = null;
    int read;
    lock.lock();
    try {
      if (!await()) {
        return -1;
      }
      byte[] part = parts.getFirst();
      read = Math.min(length, part.length - taken);
      System.arraycopy(part, taken, target, offset, read);
      taken += read;
      waiting -= read;
      if (taken == part.length) {
        parts.removeFirst();
        taken = 0;
      }
      if (waiting < ENOUGH / 2) {
        more = roomAgain;
        roomAgain = null;
      }
    } finally {
      lock.unlock();
    }
    if (more != null) {
      more.run();
    }
    return read;
  }

  /** Waits until there is a part; false at the end. */
  @GuardedBy("lock")
  private boolean await() throws IOException {
    long left = patience.toNanos();
    while (parts.isEmpty()) {
      if (whole) {
        return false;
      }
      if (broken || left <= 0) {
        throw new GoneException(null);
      }
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
    return true;
  }

  /** How many bytes can be read without waiting. */
  @Override
  public int available() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }
}
