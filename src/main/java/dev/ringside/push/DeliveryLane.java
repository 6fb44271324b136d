package dev.ringside.push;

import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that hands changes to the sessions that follow their logs. A log keeps to one lane, so
 * its changes stay in order; a lane never waits for a socket. What does not fit into a lane is
 * dropped: then every session looks into its log by itself.
 */
final class DeliveryLane implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeliveryLane.class);

  private static final int CAPACITY = 1 << 16;

  /** Changes that are taken at a time; those of one log among them go as one write a session. */
  private static final int MAX_TAKEN = 1_024;

  /** Bytes of frames that may wait: what a flood of big changes may cost the heap. */
  private static final long MAX_WAITING_BYTES = 1 << 25;

  /** A write ends with the change that passes this many bytes, so that a slow peer owes no more. */
  private static final int MAX_RUN_BYTES = 1 << 16;

  private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>(CAPACITY);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean overflown = new AtomicBoolean();
  private final Function<LogName, List<PushSession>> followers;
  private final Consumer<DeliveryLane> onOverflow;
  private final Timer latency;
  private final Thread thread;

  DeliveryLane(
      int number,
      Function<LogName, List<PushSession>> followers,
      Consumer<DeliveryLane> onOverflow,
      Timer latency) {
    this.followers = followers;
    this.onOverflow = onOverflow;
    this.latency = latency;
    this.thread = Thread.ofPlatform().name("lane-" + number).daemon().start(this::run);
  }

  /** Has the change delivered. Never blocks. */
  void add(Change change) {
    if (!enqueue(change)) {
      overflown.set(true);
      // Once more: where the lane has been emptied meanwhile, this is what wakes it to see that.
      var _ = enqueue(change);
    }
  }

  private boolean enqueue(Change change) {
    if (waitingBytes.get() > MAX_WAITING_BYTES || !queue.offer(change)) {
      return false;
    }
    waitingBytes.addAndGet(change.frame().length);
    return true;
  }

  private void run() {
    List<Change> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(queue.take());
        queue.drainTo(taken, MAX_TAKEN - 1);
        deliver(taken);
        waitingBytes.addAndGet(-bytes(taken));
        taken.clear();
        if (overflown.compareAndSet(true, false)) {
          onOverflow.accept(this);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(List<Change> changes) {
    Map<LogName, List<Change>> byLog = new LinkedHashMap<>();
    for (Change change : changes) {
      byLog.computeIfAbsent(change.log(), _ -> new ArrayList<>(1)).add(change);
    }
    byLog.forEach(
        (name, its) -> {
          List<PushSession> sessions = followers.apply(name);
          if (!sessions.isEmpty()) {
            runs(its).forEach(run -> offer(run, sessions));
          }
        });
  }

  private static List<Run> runs(List<Change> changes) {
    List<Run> runs = new ArrayList<>(1);
    int start = 0;
    int bytes = 0;
    for (int i = 1; i <= changes.size(); i++) {
      bytes += changes.get(i - 1).frame().length;
      if (i == changes.size()
          || bytes >= MAX_RUN_BYTES
          || !Run.joins(changes.get(i - 1), changes.get(i))) {
        runs.add(new Run(changes.subList(start, i)));
        start = i;
        bytes = 0;
      }
    }
    return runs;
  }

  private static long bytes(List<Change> changes) {
    long bytes = 0;
    for (Change change : changes) {
      bytes += change.frame().length;
    }
    return bytes;
  }

  private void offer(Run run, List<PushSession> sessions) {
    long accepted = run.acceptedNanos();
    for (PushSession session : sessions) {
      try {
        if (session.offer(run) && accepted != Change.UNTIMED) {
          latency.record(System.nanoTime() - accepted, TimeUnit.NANOSECONDS);
        }
      } catch (RuntimeException e) {
        // One broken session must not keep a change from the others; it will look for itself.
        log.warn("a session could not take a change", e);
        session.suspect();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
