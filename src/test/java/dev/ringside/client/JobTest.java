package dev.ringside.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.client.RingsideException.Kind;
import dev.ringside.support.Eventually;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handle of a job, on a server that may be away, silent or unwilling. */
class JobTest {

  private final List<RingsideException> failures = new CopyOnWriteArrayList<>();
  private final List<JobEnd> lost = new CopyOnWriteArrayList<>();
  private final List<RingsideException> lostWhy = new CopyOnWriteArrayList<>();
  private JobServer server;
  private Ringside ringside;

  @BeforeEach
  void start() throws IOException {
    server = JobServer.start();
    ringside = builder().build();
  }

  @AfterEach
  void stop() {
    server.close();
    ringside.close();
  }

  private RingsideBuilder builder() {
    return Ringside.builder(URI.create("http://127.0.0.1:" + server.port()), "key")
        .pauses(Duration.ofMillis(10), Duration.ofMillis(200))
        .jobListener(
            new JobListener() {
              @Override
              public void reportFailed(String user, String key, RingsideException reason) {
                failures.add(reason);
              }

              @Override
              public void endLost(JobEnd end, RingsideException reason) {
                lost.add(end);
                lostWhy.add(reason);
              }
            });
  }

  @Test
  void job_isStartedReportedAndEnded() {
    JobStart start =
        JobStart.titled("Export")
            .lease(Duration.ofMinutes(2))
            .link("/exports/7")
            .category("exports")
            .data(Map.of("rows", 7));
    try (Job job = ringside.job("42", "export/7", start)) {
      Eventually.holds("start", () -> server.reports().size() == 1);
      job.progress(40);
      job.step("Rows");
      Eventually.holds("step", () -> server.last("step").equals("Rows"));
      job.done("Ready");
      job.fail("too late");
    }
    JobServer.Told first = server.reports().getFirst();
    assertThat(first.method()).isEqualTo("PUT");
    assertThat(first.path()).isEqualTo("/api/users/42/jobs/export%2F7");
    assertThat(first.body().text("title")).isEqualTo("Export");
    assertThat(first.body().number("leaseSeconds")).isEqualTo(120);
    assertThat(first.body().text("category")).isEqualTo("exports");
    assertThat(server.last("progress")).isEqualTo("40");
    assertThat(server.reports().getLast().body().text("title")).isNull();
    Json.Fields end = server.end();
    assertThat(end.text("result")).isEqualTo("success");
    assertThat(end.text("text")).isEqualTo("Ready");
    assertThat(end.text("title")).isEqualTo("Export");
    assertThat(end.text("link")).isEqualTo("/exports/7");
    assertThat(end.get("data")).hasToString("{\"rows\":7}");
    assertThat(end.number("run")).isEqualTo(first.body().number("run"));
    assertThat(server.ends()).hasSize(1);
  }

  @Test
  void progress_reportedOften_isSentFiveTimesASecondAtMostAndTheLastOneArrives() {
    try (Job job = ringside.job("42", "often")) {
      for (int i = 0; i <= 2_000; i++) {
        job.progress(i / 20);
      }
      Eventually.holds("last", () -> server.last("progress").equals("100"));
      for (int i = 0; i < 5; i++) {
        String step = "step " + i;
        job.step(step);
        Eventually.holds(step, () -> server.last("step").equals(step));
      }
      job.done();
    }
    List<JobServer.Told> reports = server.reports();
    assertThat(reports).hasSizeBetween(6, 10);
    for (int i = 1; i < reports.size(); i++) {
      long pause = reports.get(i).nanos() - reports.get(i - 1).nanos();
      assertThat(Duration.ofNanos(pause)).isGreaterThan(Duration.ofMillis(190));
    }
  }

  @Test
  void progress_thatIsNone_isBroughtIntoRange() {
    try (Job job = ringside.job("42", "range")) {
      job.progress(140);
      Eventually.holds("100", () -> server.last("progress").equals("100"));
      job.rewind(-3);
      Eventually.holds("0", () -> server.last("progress").equals("0"));
      assertThat(server.last("rewind")).isEqualTo("true");
      job.step("x".repeat(300));
      Eventually.holds("step", () -> server.last("step").length() == 256);
      job.done("y".repeat(5_000));
    }
    assertThat(server.end().text("text")).hasSize(4_096).endsWith("…");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobStart.titled("a").lease(Duration.ofSeconds(1)));
  }

  @Test
  void job_leftByAnException_endsAsAnError() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> {
              try (Job job = ringside.job("42", "left")) {
                job.progress(40);
                throw new IOException("disk full");
              }
            });
    assertThat(server.end().text("result")).isEqualTo("error");
  }

  @Test
  void work_thatReturns_endsWell() {
    ringside.job("42", "work", job -> job.progress(50));
    assertThat(server.end().text("result")).isEqualTo("success");
    assertThat(server.end().text("title")).isEqualTo("work");
  }

  @Test
  void work_thatThrows_endsAsAnErrorWithItsMessageAndIsThrownOn() {
    IOException thrown = new IOException("disk full");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                ringside.job(
                    "42",
                    "work",
                    _ -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(server.end().text("result")).isEqualTo("error");
    assertThat(server.end().text("text")).isEqualTo("disk full");
  }

  @Test
  void work_thatEndedItself_keepsItsEnd() {
    ringside.job("42", "work", job -> job.warn("3 rows were left out"));
    assertThat(server.end().text("result")).isEqualTo("warning");
  }

  @Test
  void job_withNothingToSay_givesASignThreeTimesALease() {
    JobStart start = JobStart.titled("quiet").lease(Duration.ofSeconds(5));
    try (Job job = ringside.job("42", "quiet", start)) {
      Eventually.holds("signs", () -> server.reports().size() >= 3);
      job.done();
    }
    List<JobServer.Told> reports = server.reports();
    assertThat(reports.get(1).body().values()).containsOnlyKeys("run");
    long pause = reports.get(2).nanos() - reports.get(1).nanos();
    assertThat(Duration.ofNanos(pause)).isGreaterThan(Duration.ofMillis(1_600));
  }

  @Test
  void laterRun_hasAGreaterNumber() {
    ringside.job("42", "runs", Job::done);
    ringside.job("42", "runs", Job::done);
    List<Long> runs = server.ends().stream().map(end -> end.body().number("run")).toList();
    assertThat(runs.get(1)).isGreaterThan(runs.get(0));
  }

  @Test
  void server_thatIsAway_disturbsNothing_andTheEndCanBeToldLater() throws Exception {
    int port = server.port();
    server.close();
    try (Ringside patient = builder().giveUpAfter(Duration.ofMillis(300)).build()) {
      patient.job("42", "away", job -> job.progress(50));
      assertThat(failures).hasSize(1);
      assertThat(lostWhy)
          .singleElement()
          .extracting(RingsideException::kind)
          .isEqualTo(Kind.UNREACHABLE);
      String kept = lost.getFirst().json().toString();
      server = JobServer.start(port);
      patient.deliver(JobEnd.of(Json.parse(kept)));
      assertThat(server.end().text("title")).isEqualTo("away");
      assertThat(server.end().text("result")).isEqualTo("success");
    }
  }

  @Test
  void server_thatComesBack_hearsTheStartAndTheLatestReport() throws Exception {
    int port = server.port();
    server.close();
    try (Job job = ringside.job("42", "back")) {
      job.progress(10);
      Eventually.holds("failure", () -> !failures.isEmpty());
      job.progress(20);
      job.step("Rows");
      server = JobServer.start(port);
      Eventually.holds("step", () -> server.last("step").equals("Rows"));
      assertThat(server.last("title")).isEqualTo("back");
      assertThat(server.last("progress")).isEqualTo("20");
      job.done();
    }
    assertThat(failures).hasSize(1);
    assertThat(lost).isEmpty();
  }

  @Test
  void end_thatIsRefusedForAWhile_isToldAgain() {
    server.refuseEnds(3);
    ringside.job("42", "again", Job::done);
    assertThat(server.ends()).hasSize(4);
    assertThat(server.end().text("result")).isEqualTo("success");
    assertThat(lost).isEmpty();
  }

  /** A page in between, as that of a hotel's network, says 200 to everything. */
  @Test
  void end_thatAnotherThanRingsideTook_isLost() {
    for (String answer : List.of("<html>hello</html>", "", "{}", "{\"ok\":true}", "[]")) {
      server.strangerAnswer = answer;
      lost.clear();
      lostWhy.clear();
      ringside.job("42", "k", Job::done);
      assertThat(lost).as(answer).hasSize(1);
      assertThat(lostWhy.getFirst().kind()).isEqualTo(Kind.UNREADABLE);
      assertThatExceptionOfType(RingsideException.class)
          .isThrownBy(() -> ringside.deliver(lost.getFirst()))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
    }
    assertThat(failures).isNotEmpty();
  }

  @Test
  void end_doesNotWaitForAReportThatHangs() {
    try (Job job = ringside.job("42", "hangs")) {
      Eventually.holds("start", () -> server.reports().size() == 1);
      server.reportStatus = -1;
      job.progress(1);
      Eventually.holds("report", () -> server.reports().size() == 2);
      job.done();
      assertThat(server.end().text("result")).isEqualTo("success");
    }
  }

  @Test
  void report_ofARunThatAnotherHasReplaced_isTheLastOne() {
    try (Job job = ringside.job("42", "replaced")) {
      Eventually.holds("start", () -> server.reports().size() == 1);
      server.reportStatus = 409;
      job.progress(1);
      Eventually.holds("conflict", () -> !failures.isEmpty());
      server.reportStatus = 0;
      job.progress(2);
      job.step("more");
      job.done();
    }
    assertThat(server.reports()).hasSize(2);
    assertThat(failures)
        .singleElement()
        .extracting(RingsideException::kind)
        .isEqualTo(Kind.CONFLICT);
  }

  @Test
  void link_thatIsNone_doesNotCostTheEnd() {
    server.linkStatus = 422;
    try (Job job = ringside.job("42", "link")) {
      job.link("no link");
      job.done("Ready");
    }
    assertThat(server.end().text("text")).isEqualTo("Ready");
    assertThat(lost).isEmpty();
  }

  @Test
  void thread_thatWasInterrupted_stillTellsTheEnd() throws Exception {
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try (Job job = ringside.job("42", "interrupted")) {
                Thread.currentThread().interrupt();
                job.fail("cancelled");
                failures.addAll(
                    Thread.currentThread().isInterrupted()
                        ? List.of()
                        : List.of(new RingsideException(Kind.INTERRUPTED, "flag lost", null)));
              }
            });
    caller.join();
    assertThat(server.end().text("text")).isEqualTo("cancelled");
    assertThat(failures).isEmpty();
  }

  @Test
  void client_thatIsClosed_endsItsJobs() {
    try (Ringside other = builder().build()) {
      other.job("42", "open");
    }
    assertThat(server.end().text("result")).isEqualTo("error");
  }

  @Test
  void listener_thatFails_doesNotCostTheEnd() {
    try (Ringside other =
        builder()
            .jobListener(
                new JobListener() {
                  @Override
                  public void reportFailed(String user, String key, RingsideException reason) {
                    throw new IllegalStateException("as this test wants");
                  }
                })
            .build()) {
      server.reportStatus = 500;
      other.job("42", "listener", Job::done);
    }
    assertThat(server.end().text("result")).isEqualTo("success");
  }
}
