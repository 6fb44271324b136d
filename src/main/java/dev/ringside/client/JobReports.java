package dev.ringside.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends what a job reports, in its own time, and then its end. Runs on the job's worker. */
final class JobReports {

  /** Five a second. */
  private static final Duration PACE = Duration.ofMillis(200);

  private final Http http;
  private final String user;
  private final String key;
  private final long run;
  private final Duration sign;
  private final JobListener listener;

  /** Whether the server has heard of this run. Written by the worker, and read by who ends it. */
  private volatile boolean known;

  /** Whether the last report was not taken. */
  private boolean failing;

  /** Whether nothing is reported any more: the job is another's, or withdrawn. */
  private boolean silent;

  /**
   * @param run grows with each run of the key, so that an earlier one is told from it
   * @param lease three signs of life are given in each
   */
  JobReports(Http http, String user, String key, long run, Duration lease, JobListener listener) {
    this.http = http;
    this.user = user;
    this.key = key;
    this.run = run;
    this.sign = lease.dividedBy(3);
    this.listener = listener;
  }

  /** How long an end may take to be told, or given up. */
  Duration longestEnd() {
    return http.patience().giveUpAfter().plus(http.patience().call()).plus(http.patience().call());
  }

  /** The end of this run; it repeats what would be missing where the start was never told. */
  JobEnd end(JobResult result, @Nullable String text, Map<String, Json> said) {
    Map<String, Json> body = new LinkedHashMap<>();
    body.put("result", Json.of(result.wire()));
    if (text != null) {
      body.put("text", Json.of(text));
    }
    for (String name : List.of("title", "link", "data")) {
      Json value = said.get(name);
      if (value != null) {
        body.put(name, value);
      }
    }
    body.put("run", Json.of(run));
    return new JobEnd(user, key, new Json.Fields(body));
  }

  /** Reports until there is an end, and tells that. */
  void run(Job job) {
    Backoff backoff = http.patience().backoff();
    JobEnd end;
    do {
      // The start is told in any case: it has what the end has not, such as the category.
      pause(job, report(job, backoff));
      end = job.end();
    } while (end == null);
    tell(end);
  }

  private static void pause(Job job, Duration pause) {
    try {
      job.awaitEnd(pause.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread here.", e);
    }
  }

  /** Sends what is new, when there is something or it is time; returns how long to be quiet. */
  private Duration report(Job job, Backoff backoff) {
    Map<String, Json> news = Map.of();
    try {
      job.awaitNews(known || silent ? sign.toNanos() : 0);
      if (silent || (known && job.end() != null)) {
        return sign;
      }
      news = job.takeNews();
      Http.Call call = put(news);
      JobStatus _ = job.worker().await(() -> http.once(call).as(JobStatus::of));
      known = true;
      failing = false;
      backoff.reset();
      return PACE;
    } catch (RingsideException e) {
      return refused(job, news, e, backoff);
    } catch (InterruptedException e) {
      return PACE; // There is an end.
    }
  }

  private Http.Call put(Map<String, Json> news) {
    Map<String, Json> body = new LinkedHashMap<>(news);
    body.put("run", Json.of(run));
    String path = Paths.user(user, "jobs", key);
    return new Http.Call("PUT", path, new Json.Fields(body), null, List.of());
  }

  private Duration refused(
      Job job, Map<String, Json> news, RingsideException reason, Backoff backoff) {
    if (!failing) {
      failing = true;
      hear(() -> listener.reportFailed(user, key, reason));
    }
    // Once it was known: a later run has taken its place, or it was withdrawn.
    silent =
        reason.kind() == RingsideException.Kind.CONFLICT
            || (known && reason.kind() == RingsideException.Kind.NOT_FOUND);
    boolean wrong = reason.kind() == RingsideException.Kind.INVALID;
    if (!wrong || !known) {
      job.giveBack(news);
    }
    Duration pause = Http.longer(backoff.next(), Http.longer(PACE, reason.retryAfter()));
    if (!reason.passes()) {
      return sign;
    }
    return pause.compareTo(sign) > 0 && reason.retryAfter() == null ? sign : pause;
  }

  private void tell(JobEnd end) {
    try {
      deliver(http, end);
    } catch (RingsideException e) {
      if (e.kind() == RingsideException.Kind.INVALID && hasExtras(end)) {
        tell(plain(end));
      } else {
        hear(() -> listener.endLost(end, e));
      }
    }
  }

  private static boolean hasExtras(JobEnd end) {
    return end.body().get("link") != null || end.body().get("data") != null;
  }

  /** A link or data that were refused must not cost the end. */
  private static JobEnd plain(JobEnd end) {
    Map<String, Json> body = new LinkedHashMap<>(end.body().values());
    body.keySet().removeAll(List.of("link", "data"));
    return new JobEnd(end.user(), end.key(), new Json.Fields(body));
  }

  /** A listener that fails must not cost the end either. */
  private static void hear(Runnable word) {
    try {
      word.run();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /** Whether the server has heard of it. */
  boolean isKnown() {
    return known;
  }

  /** Tells an end, until it is told or the patience is at its end. */
  static void deliver(Http http, JobEnd end) {
    String path = Paths.user(end.user(), "jobs", end.key(), "done");
    JobStatus _ = http.call(Http.Call.post(path, end.body())).as(JobStatus::of);
  }
}
