package dev.ringside.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue of hints that never holds up who fills it: what does not fit is refused, by count or by
 * bytes, and whoever offered it says so elsewhere. Many threads fill it, one empties it.
 *
 * <p><b>Order.</b> That of {@link LinkedBlockingQueue}. The bytes are counted beside it, so they
 * may be passed by what racing threads add at the same moment.
 *
 * @param <E> what waits
 */
public final class BoundedQueue<E> {

  private final BlockingQueue<E> queue;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final long maxBytes;
  private final ToLongFunction<E> size;

  /**
   * An empty one.
   *
   * @param capacity how many elements may wait
   * @param maxBytes from how many waiting bytes on nothing more is taken
   * @param size about how many bytes an element is
   */
  public BoundedQueue(int capacity, long maxBytes, ToLongFunction<E> size) {
    this.queue = new LinkedBlockingQueue<>(capacity);
    this.maxBytes = maxBytes;
    this.size = size;
  }

  /** Adds an element, or refuses it. Never blocks. */
  public boolean offer(E element) {
    if (waitingBytes.get() > maxBytes || !queue.offer(element)) {
      return false;
    }
    waitingBytes.addAndGet(size.applyAsLong(element));
    return true;
  }

  /** Waits for elements and takes those that are there, {@code most} at most. */
  public List<E> take(int most) throws InterruptedException {
    return taken(queue.take(), most);
  }

  /** The same, for a time; takes nothing where none comes. */
  public List<E> take(int most, Duration patience) throws InterruptedException {
    return taken(queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS), most);
  }

  private List<E> taken(@Nullable E first, int most) {
    List<E> taken = new ArrayList<>();
    if (first != null) {
      taken.add(first);
      queue.drainTo(taken, most - 1);
      waitingBytes.addAndGet(-taken.stream().mapToLong(size).sum());
    }
    return taken;
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }
}
