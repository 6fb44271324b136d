package dev.ringside.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringside.support.Eventually;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The handle of a job, on a real node: what its user sees. */
class JobHandleTest {

  private static TestNode node;
  private static Ringside ringside;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    ringside = client(node.httpPort());
  }

  @AfterAll
  static void stop() {
    ringside.close();
    node.close();
  }

  private static Ringside client(int port) {
    return Ringside.builder(URI.create("http://127.0.0.1:" + port), TestNode.KEY)
        .pauses(Duration.ofMillis(10), Duration.ofMillis(200))
        .build();
  }

  private static JobStatus status(String user, String key) {
    return ringside.jobStatus(user, key).orElseThrow();
  }

  /** The one notification that its user has. */
  private static Notification shown(String user) {
    List<Notification> all = ringside.inbox(user).notifications();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void job_movesOneNotificationFromItsStartToItsEnd() {
    JobStart start =
        JobStart.titled("Your export").category("exports").lease(Duration.ofMinutes(2));
    try (Job job = ringside.job("moves", "export/7", start)) {
      Eventually.holds("start", () -> ringside.jobStatus("moves", "export/7").isPresent());
      Notification first = shown("moves");
      assertThat(first.title()).isEqualTo("Your export");
      assertThat(first.category()).isEqualTo("exports");
      assertThat(first.key()).isEqualTo("export/7");
      job.progress(40);
      job.step("Rows");
      Eventually.holds(
          "report", () -> Optional.of(40).equals(progress(status("moves", "export/7"))));
      Eventually.holds("step", () -> "Rows".equals(shown("moves").content()));
      assertThat(shown("moves").id()).isEqualTo(first.id());
      assertThat(shown("moves").rang()).isEqualTo(first.rang());
      job.link("/exports/7");
      job.data(Map.of("rows", 1204));
      job.done("Ready");
    }
    Notification last = shown("moves");
    assertThat(last.style()).isEqualTo(Style.SUCCESS);
    assertThat(last.content()).isEqualTo("Ready");
    assertThat(last.link()).isEqualTo("/exports/7");
    assertThat(last.data()).hasToString("{\"rows\":1204}");
    assertThat(last.rings()).isTrue();
    JobStatus ended = status("moves", "export/7");
    assertThat(ended.state()).isEqualTo("done");
    assertThat(ended.result()).isEqualTo("success");
    assertThat(ended.text()).isEqualTo("Ready");
    assertThat(ended.endedAt()).isNotNull();
    assertThat(ended.notification()).isEqualTo(last.id());
  }

  private static Optional<Integer> progress(JobStatus status) {
    return Optional.ofNullable(status.progress());
  }

  @Test
  void job_leftByAnException_isSeenToHaveFailed() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                ringside.job(
                    "fails",
                    "k",
                    job -> {
                      job.progress(10);
                      throw new IOException("disk full");
                    }));
    assertThat(shown("fails").style()).isEqualTo(Style.ERROR);
    assertThat(shown("fails").content()).isEqualTo("disk full");
  }

  @Test
  void job_thatIsQuiet_staysAliveAndOneThatDiesIsStalled() {
    JobStart start = JobStart.titled("quiet").lease(Duration.ofSeconds(5));
    try (Job job = ringside.job("quiet", "k", start)) {
      Eventually.holds("start", () -> ringside.jobStatus("quiet", "k").isPresent());
      Instant lease = Json.Fields.needed("leaseUntil", status("quiet", "k").leaseUntil());
      Eventually.holds(
          "later than the first lease",
          () -> status("quiet", "k").reportedAt().isAfter(lease.plusMillis(500)));
      assertThat(status("quiet", "k").state()).isEqualTo("running");
      job.done();
    }
    // As of a process that is no more: started, and never heard of again.
    node.call(
        "PUT", "/api/users/quiet/jobs/dead", "{\"title\":\"dead\",\"leaseSeconds\":5,\"run\":1}");
    Eventually.holds("stalled", () -> status("quiet", "dead").state().equals("stalled"));
  }

  @Test
  void secondRun_ofAKey_isNotMovedByTheFirst() {
    try (Job first = ringside.job("runs", "k", "First")) {
      Eventually.holds("first", () -> ringside.jobStatus("runs", "k").isPresent());
      try (Job second = ringside.job("runs", "k", "Second")) {
        Eventually.holds("second", () -> status("runs", "k").title().equals("Second"));
        first.progress(90);
        first.fail("too late");
        assertThat(status("runs", "k").state()).isEqualTo("running");
        second.done();
      }
    }
    assertThat(status("runs", "k").result()).isEqualTo("success");
  }

  @Test
  void job_whileTheServerIsAway_isToldWhenItIsBack() throws Exception {
    try (Relay relay = new Relay(node.httpPort());
        Ringside client = client(relay.port())) {
      relay.shut();
      try (Job job = client.job("away", "k", "Away")) {
        job.progress(50);
        Thread end = Thread.startVirtualThread(() -> job.warn("3 rows were left out"));
        assertThat(end.join(Duration.ofMillis(200))).isFalse();
        relay.open();
        end.join();
      }
      assertThat(status("away", "k").result()).isEqualTo("warning");
      assertThat(shown("away").style()).isEqualTo(Style.WARNING);
    }
  }

  @Test
  void end_thatWasKept_isToldWhereTheStartNeverWas_andTwiceIsOnce() throws Exception {
    List<JobEnd> kept = new CopyOnWriteArrayList<>();
    Relay nobody = new Relay(1);
    nobody.close();
    JobListener keeper =
        new JobListener() {
          @Override
          public void endLost(JobEnd end, RingsideException reason) {
            kept.add(JobEnd.of(Json.parse(end.json().toString())));
          }
        };
    try (Ringside client =
        Ringside.builder(URI.create("http://127.0.0.1:" + nobody.port()), TestNode.KEY)
            .giveUpAfter(Duration.ZERO)
            .jobListener(keeper)
            .build()) {
      client.job("kept", "k", Job::done);
    }
    ringside.deliver(kept.getFirst());
    ringside.deliver(kept.getFirst());
    Notification told = shown("kept");
    assertThat(told.title()).isEqualTo("k");
    assertThat(told.style()).isEqualTo(Style.SUCCESS);
    assertThat(told.revision()).isEqualTo(told.rang());
  }

  @Test
  void jobs_areListedAndWithdrawn() {
    try (Job job = ringside.job("lists", "a")) {
      Eventually.holds("start", () -> ringside.jobStatus("lists", "a").isPresent());
      job.done();
    }
    assertThat(ringside.jobs("lists").jobs()).extracting(JobStatus::key).containsExactly("a");
    assertThat(ringside.withdrawJob("lists", "a")).isTrue();
    assertThat(ringside.withdrawJob("lists", "a")).isFalse();
    assertThat(ringside.jobStatus("lists", "a")).isEmpty();
    assertThat(ringside.inbox("lists").notifications()).isEmpty();
  }
}
