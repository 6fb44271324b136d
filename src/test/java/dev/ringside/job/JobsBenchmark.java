package dev.ringside.job;

import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What very many jobs cost the database that report very often, and what a publish has of it
 * meanwhile. Reports are handed to the service as the resource does it; HTTP for so many would take
 * all of a small machine. A figure for docs/benchmarks.md, and no test.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class JobsBenchmark {

  private static final int JOBS = Integer.getInteger("jobs", 10_000);
  private static final int TIMES_A_SECOND = Integer.getInteger("times", 10);
  private static final int SECONDS = Integer.getInteger("seconds", 15);
  private static final int POSTS_A_SECOND = 100;

  /** What the database has done so far. */
  private record Done(long transactions, long rowsWritten, long walBytes) {}

  private final TestNode node;
  private final Connection database;

  JobsBenchmark() throws SQLException {
    String schema = TestPostgres.freshSchema();
    node = TestNode.startIn(schema);
    database = TestPostgres.connect(schema);
  }

  @Test
  void databaseLoad_ofJobsThatReportOften() throws Exception {
    JobService service = node.ringside().bean(JobService.class);
    List<JobName> names = start(service);
    System.out.printf("%d jobs have started%n", names.size());
    // What the starts have left to do, as vacuum has, is none of the rest that is measured.
    Thread.sleep(2_000);

    say("at rest", 0, measure());
    AtomicInteger reports = new AtomicInteger();
    AtomicBoolean ends = new AtomicBoolean();
    Thread reporter = Thread.ofPlatform().start(() -> report(service, names, reports, ends));
    // The first seconds are those of the compiler.
    Thread.sleep(10_000);
    int before = reports.get();
    Figures figures = measure();
    say("while they report", reports.get() - before, figures);
    ends.set(true);
    reporter.join();

    long start = System.nanoTime();
    int last = reports.get() / JOBS;
    while (behind(last) > 0) {
      LockSupport.parkNanos(10_000_000);
    }
    System.out.printf(
        "the last report of each is stored %.1f s after the last%n",
        (System.nanoTime() - start) / 1e9);
    node.close();
  }

  private List<JobName> start(JobService service) {
    List<JobName> names = new ArrayList<>();
    List<CompletableFuture<JobService.Answer>> starts = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      JobName name = new JobName("user-" + i, "job");
      names.add(name);
      starts.add(
          service.report(
              name,
              new JobReport("Export", null, null, 3600, null, null, null, null, false),
              Runnable::run));
      if (starts.size() == 500) {
        starts.forEach(CompletableFuture::join);
        starts.clear();
      }
    }
    starts.forEach(CompletableFuture::join);
    return names;
  }

  /** Each job once in a round, so many rounds a second. */
  private static void report(
      JobService service, List<JobName> names, AtomicInteger reports, AtomicBoolean ends) {
    long due = System.nanoTime();
    for (int round = 1; !ends.get(); round++) {
      JobReport report =
          new JobReport(null, null, "row " + round, null, null, null, null, null, false);
      for (JobName name : names) {
        if (service.absorb(name, report) == null) {
          CompletableFuture<JobService.Answer> _ = service.report(name, report, Runnable::run);
        }
        reports.incrementAndGet();
      }
      due += 1_000_000_000L / TIMES_A_SECOND;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private record Figures(Done begin, Done end, double seconds, double median, double p99) {}

  private Figures measure() throws SQLException {
    Done begin = done();
    long start = System.nanoTime();
    double[] millis = new double[SECONDS * POSTS_A_SECOND];
    for (int i = 0; i < millis.length; i++) {
      long due = start + i * 1_000_000_000L / POSTS_A_SECOND;
      LockSupport.parkNanos(due - System.nanoTime());
      int status = node.publish("reader-" + i % 50, "{\"title\":\"t\"}").status();
      if (status != 201) {
        throw new AssertionError("a post was answered " + status);
      }
      millis[i] = (System.nanoTime() - due) / 1e6;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(millis);
    return new Figures(
        begin, done(), seconds, millis[millis.length / 2], millis[millis.length * 99 / 100]);
  }

  private static void say(String when, int reports, Figures figures) {
    System.out.printf(
        "%s: %,.0f reports/s; %,.0f transactions/s, %,.0f rows written/s, %,.2f MB of WAL/s;"
            + " a post p50 %.1f ms, p99 %.1f ms%n",
        when,
        reports / figures.seconds,
        (figures.end.transactions - figures.begin.transactions) / figures.seconds,
        (figures.end.rowsWritten - figures.begin.rowsWritten) / figures.seconds,
        (figures.end.walBytes - figures.begin.walBytes) / figures.seconds / 1e6,
        figures.median,
        figures.p99);
  }

  private Done done() throws SQLException {
    try (Statement statement = database.createStatement()) {
      // Backends tell their counts when they have been idle for a moment.
      statement.execute("select pg_stat_clear_snapshot()");
      try (ResultSet row =
          statement.executeQuery(
              "select xact_commit, tup_inserted + tup_updated, (select wal_bytes from pg_stat_wal)"
                  + " from pg_stat_database where datname = current_database()")) {
        row.next();
        return new Done(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }

  private long behind(int round) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from job where step is distinct from 'row " + round + "'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
