package dev.ringside.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that is under way, as its user sees it: one notification that moves. None of its methods
 * fails or disturbs the work because Ringside is away: the latest report waits until it is back,
 * and what becomes of the end, {@link JobListener} hears.
 *
 * <p>Reports never block. They are sent by a thread of the handle's own, at most five times a
 * second, the latest value alone; and where there is nothing to say, a third of the lease after the
 * last one, so that the job stays alive until its handle is closed or its process dies.
 *
 * <p>Left without an end, as by an exception, it ends as an error. Safe for any thread.
 *
 * <p><b>Order.</b> {@code said}, {@code news} and {@code end} change under the lock, which is never
 * held while anything is sent.
 */
public final class Job implements AutoCloseable {

  private static final int MAX_PROGRESS = 100;
  private static final String NO_WORD = "It ended without a word.";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final JobReports reports;
  private final Worker worker;
  private final long patienceNanos;

  /** The last that was said of each field that the end repeats. */
  private final Map<String, Json> said = new LinkedHashMap<>();

  /** What the server does not know yet. */
  private Map<String, Json> news = new LinkedHashMap<>();

  private @Nullable JobEnd end;

  /**
   * Does nothing before {@link #start}.
   *
   * @param ended is told when its end was told, or is lost
   */
  Job(JobReports reports, JobStart start, Consumer<Job> ended) {
    this.reports = reports;
    this.news.putAll(start.fields());
    this.said.putAll(start.fields());
    this.patienceNanos = reports.longestEnd().toNanos();
    this.worker =
        new Worker(
            "ringside-job",
            () -> {
              try {
                reports.run(this);
              } finally {
                ended.accept(this);
              }
            });
  }

  void start() {
    worker.start();
  }

  /** How far it is, from 0 to 100; what is beyond counts as that. It never goes back by this. */
  public void progress(int percent) {
    report("progress", Math.clamp(percent, 0, MAX_PROGRESS));
  }

  /** How far it is, also where that is less than before. */
  public void rewind(int percent) {
    lock.lock();
    try {
      report("rewind", true);
      report("progress", Math.clamp(percent, 0, MAX_PROGRESS));
    } finally {
      lock.unlock();
    }
  }

  /** What it does at the moment, in at most 256 characters; what is longer is cut. */
  public void step(String step) {
    report("step", Cut.short256(step));
  }

  /** Another title. */
  public void title(String title) {
    report("title", Cut.short256(title));
  }

  /** Where a click leads from now on. */
  public void link(String link) {
    report("link", link);
  }

  /** What the page needs beside from now on; see {@link Json#of} for what a map may hold. */
  public void data(Map<String, ?> data) {
    report("data", data);
  }

  private void report(String name, Object value) {
    Json json = Json.of(value);
    lock.lock();
    try {
      if (end == null) {
        news.put(name, json);
        said.put(name, json);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** It ended well. */
  public void done() {
    end(JobResult.SUCCESS, null);
  }

  /** It ended well, with a word of at most 4,096 characters; what is longer is cut. */
  public void done(String text) {
    end(JobResult.SUCCESS, text);
  }

  /** It ended, and somebody should look. */
  public void warn(String text) {
    end(JobResult.WARNING, text);
  }

  /** It failed. */
  public void fail(String text) {
    end(JobResult.ERROR, text);
  }

  /**
   * Ends it; a second end does nothing. Waits until the server has it, for no longer than {@link
   * RingsideBuilder#giveUpAfter} and one call. A thread that is interrupted waits all the same, but
   * not any longer once it is interrupted anew; the end is told without it then.
   */
  public void end(JobResult result, @Nullable String text) {
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      end = reports.end(result, text == null ? null : Cut.long4096(text), said);
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (reports.isKnown()) {
      // A report under way has nothing more to say. A start has, and is waited for.
      worker.call();
    }
    awaitTold();
  }

  /** Waits until the end was told, or is lost. */
  void awaitTold() {
    boolean interrupted = Thread.interrupted();
    try {
      boolean _ = worker.join(patienceNanos);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it as an error, unless it has ended. */
  @Override
  public void close() {
    fail(NO_WORD);
  }

  /** What keeps the handle's own thread away from the callers'. */
  Worker worker() {
    return worker;
  }

  /**
   * Waits for news, until a time; the end is news.
   *
   * @param nanos how long at most
   */
  void awaitNews(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && end == null && news.isEmpty()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a time, or for the end. */
  void awaitEnd(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && end == null) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The end, once there is one: for who keeps it rather than wait until it was told. */
  public @Nullable JobEnd end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the news, to be sent. */
  Map<String, Json> takeNews() {
    lock.lock();
    try {
      Map<String, Json> taken = news;
      news = new LinkedHashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes news back that were not sent, below what came since. */
  void giveBack(Map<String, Json> unsent) {
    lock.lock();
    try {
      Map<String, Json> all = new LinkedHashMap<>(unsent);
      all.putAll(news);
      news = all;
    } finally {
      lock.unlock();
    }
  }
}
