package dev.ringside.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs over a real node. */
class JobTest {

  private static final AtomicInteger users = new AtomicInteger();

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start("ringside.job.pause.seconds", "0.4");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String someone() {
    return "works-" + users.incrementAndGet();
  }

  private static TestNode.Answer put(String user, String body) {
    return node.call("PUT", path(user), body);
  }

  private static TestNode.Answer putAs(String key, String user, String body) {
    return node.call("PUT", "/api/users/" + user + "/jobs/" + key, body);
  }

  private static TestNode.Answer done(String user, String body) {
    return node.call("POST", path(user) + "/done", body);
  }

  private static JsonNode job(String user) {
    return node.call("GET", path(user), null).body();
  }

  private static String path(String user) {
    return "/api/users/" + user + "/jobs/export";
  }

  private static JsonNode list(String user) {
    return node.call("GET", "/api/users/" + user + "/notifications", null)
        .body()
        .path("notifications");
  }

  private static long unread(String user) {
    return node.call("GET", "/api/users/" + user + "/inbox", null).body().path("unread").asLong();
  }

  private static void read(String user) {
    String through = "{\"through\":" + Long.MAX_VALUE + "}";
    assertThat(node.call("POST", "/api/users/" + user + "/notifications/read", through).status())
        .isEqualTo(200);
  }

  @Test
  void job_isOneNotification_unreadAtItsStartAndItsEndOnly() {
    String user = someone();
    try (Tab tab = Tab.open(node, user)) {
      TestNode.Answer start = put(user, "{\"title\":\"Export\",\"step\":\"reading\"}");
      assertThat(start.status()).isEqualTo(201);
      assertThat(start.header("Location")).isEqualTo(path(user));
      assertThat(unread(user)).isEqualTo(1);
      read(user);

      put(user, "{\"progress\":40,\"step\":\"writing\"}");
      Eventually.holds("progress", () -> list(user).get(0).path("progress").asInt() == 40);
      assertThat(unread(user)).isZero();
      assertThat(list(user).get(0).path("content").asText()).isEqualTo("writing");
      assertThat(list(user).get(0).at("/job/state").asText()).isEqualTo("running");

      TestNode.Answer end =
          done(user, "{\"text\":\"1,204 rows\",\"link\":\"/exports/7\",\"data\":{\"rows\":1204}}");
      assertThat(end.status()).isEqualTo(200);
      assertThat(unread(user)).isEqualTo(1);
      assertThat(list(user)).hasSize(1);
      JsonNode notification = list(user).get(0);
      assertThat(notification.path("id")).isEqualTo(start.body().path("notification"));
      assertThat(notification.path("style").asText()).isEqualTo("success");
      assertThat(notification.path("content").asText()).isEqualTo("1,204 rows");
      assertThat(notification.path("progress").asInt()).isEqualTo(100);
      assertThat(notification.at("/data/rows").asInt()).isEqualTo(1204);
      assertThat(notification.at("/job/state").asText()).isEqualTo("done");
      tab.awaitEqual(node, user);
    }
  }

  @Test
  void reports_fasterThanPeopleRead_areMerged_andTheLastIsKept() {
    String user = someone();
    put(user, "{\"title\":\"Export\"}");
    List<Integer> statuses = new ArrayList<>();
    for (int progress = 1; progress <= 90; progress++) {
      TestNode.Answer answer = put(user, "{\"progress\":" + progress + "}");
      statuses.add(answer.status());
      assertThat(answer.body().path("progress").asInt()).isEqualTo(progress);
    }

    assertThat(statuses).contains(202).isSubsetOf(200, 202);
    Eventually.holds("the last", () -> job(user).path("progress").asInt() == 90);
    Eventually.holds("the last", () -> list(user).get(0).path("progress").asInt() == 90);
    assertThat(list(user).get(0).path("revision").asInt()).isLessThan(60);
  }

  @Test
  void end_isTheLastWord_howeverManyReportsAreUnderWay() throws Exception {
    String user = someone();
    put(user, "{\"title\":\"Export\",\"run\":1}");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> reports = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int progress = i;
        reports.add(
            CompletableFuture.runAsync(
                () -> put(user, "{\"progress\":" + progress + ",\"run\":1}"), threads));
      }
      assertThat(done(user, "{\"result\":\"error\",\"text\":\"exit 3\",\"run\":1}").status())
          .isEqualTo(200);
      CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new)).get();
    }

    // What was held would be written within the pause.
    assertThat(put(user, "{\"progress\":99,\"run\":1}").status()).isEqualTo(409);
    assertThat(job(user).path("state").asText()).isEqualTo("done");
    assertThat(list(user).get(0).path("content").asText()).isEqualTo("exit 3");
  }

  @Test
  void lastHeldReport_isWrittenBeforeTheEnd() {
    String user = someone();
    put(user, "{\"title\":\"Export\"}");
    put(user, "{\"progress\":10}");
    put(user, "{\"progress\":63,\"step\":\"rows\"}");

    JsonNode ended = done(user, "{\"result\":\"error\"}").body();

    assertThat(ended.path("progress").asInt()).isEqualTo(63);
    assertThat(ended.path("step").asText()).isEqualTo("rows");
  }

  @Test
  void dismissed_isNotBroughtBackByAReport_butByItsEnd() {
    String user = someone();
    String id = put(user, "{\"title\":\"Export\"}").body().path("notification").asText();
    node.call("DELETE", "/api/users/" + user + "/notifications/" + id, null);

    put(user, "{\"progress\":50}");
    Eventually.holds("progress", () -> job(user).path("progress").asInt() == 50);
    assertThat(list(user)).isEmpty();

    JsonNode ended = done(user, "{}").body();
    assertThat(list(user).get(0).path("id")).isEqualTo(ended.path("notification"));
    assertThat(unread(user)).isEqualTo(1);
  }

  @Test
  void lease_thatRunsOut_stallsOnce_andALateReportRevives() {
    String user = someone();
    put(user, "{\"title\":\"Export\",\"leaseSeconds\":1,\"progress\":40}");
    read(user);

    Eventually.holds("a stall", () -> job(user).path("state").asText().equals("stalled"));
    assertThat(unread(user)).isEqualTo(1);
    JsonNode stalled = list(user).get(0);
    assertThat(stalled.path("style").asText()).isEqualTo("warning");
    assertThat(stalled.path("content").asText()).startsWith("Nothing was heard of it for 1 sec");
    assertThat(stalled.path("progress").asInt()).isEqualTo(40);
    read(user);

    TestNode.Answer late = put(user, "{\"progress\":41,\"leaseSeconds\":600}");
    assertThat(late.status()).isEqualTo(200);
    assertThat(late.body().path("state").asText()).isEqualTo("running");
    assertThat(unread(user)).isZero();
    assertThat(list(user).get(0).path("style").asText()).isEqualTo("info");
    assertThat(list(user).get(0).at("/job/state").asText()).isEqualTo("running");
  }

  @Test
  void report_keepsAJobFromStalling_alsoWhereItIsHeld() {
    String user = someone();
    put(user, "{\"title\":\"Export\",\"leaseSeconds\":2}");
    AtomicInteger reports = new AtomicInteger();
    long end = System.nanoTime() + 4_000_000_000L;

    Eventually.holds(
        "the time to be over",
        () -> {
          put(user, "{\"progress\":" + reports.incrementAndGet() % 100 + "}");
          assertThat(job(user).path("state").asText()).isEqualTo("running");
          return System.nanoTime() > end;
        });
  }

  @Test
  void nextRun_startsAnewInPlace_andRings() {
    String user = someone();
    JsonNode first = put(user, "{\"title\":\"Nightly\",\"run\":1}").body();
    done(user, "{\"run\":1}");
    read(user);

    TestNode.Answer second = put(user, "{\"title\":\"Nightly\",\"run\":2}");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body().path("notification")).isEqualTo(first.path("notification"));
    assertThat(unread(user)).isEqualTo(1);
    assertThat(list(user)).hasSize(1);
    assertThat(done(user, "{\"run\":1,\"result\":\"error\"}").status()).isEqualTo(409);
    assertThat(job(user).path("state").asText()).isEqualTo("running");
  }

  @Test
  void endAlone_isToldWhereItHasATitle() {
    String user = someone();
    assertThat(done(user, "{}").status()).isEqualTo(404);
    assertThat(job(user).path("status").asInt()).isEqualTo(404);

    assertThat(done(user, "{\"title\":\"Build\",\"result\":\"warning\"}").status()).isEqualTo(200);
    assertThat(done(user, "{\"result\":\"warning\"}").status()).isEqualTo(200);

    assertThat(list(user)).hasSize(1);
    assertThat(list(user).get(0).path("revision").asInt()).isEqualTo(1);
    assertThat(list(user).get(0).path("style").asText()).isEqualTo("warning");
  }

  @Test
  void withdrawn_isGoneWithItsNotification() {
    String user = someone();
    put(user, "{\"title\":\"Export\"}");
    put(user, "{\"progress\":5}");

    assertThat(node.call("DELETE", path(user), null).status()).isEqualTo(204);

    assertThat(list(user)).isEmpty();
    assertThat(unread(user)).isZero();
    assertThat(node.call("GET", path(user), null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", path(user), null).status()).isEqualTo(404);
  }

  @Test
  void key_thatCannotBeStored_isInvalidOrUnknown() {
    String path = "/api/users/" + someone() + "/jobs/a%00b";

    assertThat(node.call("PUT", path, "{\"title\":\"t\"}").status()).isEqualTo(422);
    assertThat(node.call("POST", path + "/done", "{\"title\":\"t\"}").status()).isEqualTo(422);
    assertThat(node.call("GET", path, null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", path, null).status()).isEqualTo(404);
  }

  @Test
  void jobs_areListedWhatStartedLastFirst() {
    String user = someone();
    String jobs = "/api/users/" + user + "/jobs";
    for (String key : List.of("a", "b", "c")) {
      node.call("PUT", jobs + "/" + key, "{\"title\":\"" + key + "\"}");
    }

    JsonNode page = node.call("GET", jobs + "?limit=2", null).body();

    assertThat(page.at("/jobs/0/key").asText()).isEqualTo("c");
    assertThat(page.path("jobs")).hasSize(2);
    assertThat(page.path("more").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"progress\":101}; progress",
        "{\"progress\":-1}; progress",
        "{\"title\":\" \"}; title",
        "{\"title\":\"t\",\"leaseSeconds\":0}; leaseSeconds",
        "{\"title\":\"t\",\"leaseSeconds\":604801}; leaseSeconds",
        "{\"title\":\"t\",\"link\":\"javascript:alert(1)\"}; link",
        "{\"title\":\"t\",\"run\":-1}; run",
        "{\"progress\":3}; title",
      })
  void badReport_isInvalidAndNamed(String body, String field) {
    String user = someone();

    TestNode.Answer answer = put(user, body);

    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(node.call("GET", path(user), null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"result\":\"fine\"}; 422",
        "{\"text\":7}; 400",
        "{\"titel\":\"x\"}; 400",
        "[]; 400"
      })
  void badEnd_isRefused(String body, int status) {
    String user = someone();
    put(user, "{\"title\":\"Export\"}");

    assertThat(done(user, body).status()).isEqualTo(status);
    assertThat(job(user).path("state").asText()).isEqualTo("running");
  }

  @Test
  void user_seesJobsAsNotificationsAlone() {
    String user = someone();
    put(user, "{\"title\":\"Export\"}");
    String token =
        node.call("POST", "/api/users/" + user + "/tokens", "{}").body().path("token").asText();

    assertThat(node.callAs(token, "GET", path(user), null).status()).isEqualTo(403);
    assertThat(node.callAs(token, "PUT", path(user), "{\"progress\":1}").status()).isEqualTo(403);
    assertThat(
            node.callAs(token, "GET", "/api/users/me/notifications", null)
                .body()
                .at("/notifications/0/job/state")
                .asText())
        .isEqualTo("running");
  }

  @Test
  void erasedUser_hasNoJobs_andAnExportShowsThem() {
    String user = someone();
    put(user, "{\"title\":\"Export of mine\"}");
    assertThat(node.call("GET", "/api/users/" + user + "/export", null).raw().body())
        .contains("Export of mine");

    node.call("DELETE", "/api/users/" + user, null);

    assertThat(node.call("GET", path(user), null).status()).isEqualTo(404);
    assertThat(list(user)).isEmpty();
  }

  @Test
  void list_goesOnByItsLinks_whateverStartsMeanwhile() {
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 7; i++) {
      assertThat(putAs("job%20" + i, "pages", "{\"title\":\"j\"}").status()).isEqualTo(201);
    }
    String next = "/api/users/pages/jobs?limit=3";
    List<Integer> sizes = new ArrayList<>();
    while (next != null) {
      TestNode.Answer page = node.call("GET", next, null);
      assertThat(page.status()).isEqualTo(200);
      sizes.add(page.body().path("jobs").size());
      page.body().path("jobs").forEach(job -> seen.add(job.path("key").asText()));
      assertThat(putAs("new" + sizes.size(), "pages", "{\"title\":\"j\"}").status()).isEqualTo(201);
      String link = page.header("Link");
      next = link.isEmpty() ? null : link.replaceAll("<(.*)>.*", "$1");
    }

    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(seen).hasSize(7);
    assertThat(node.call("GET", "/api/users/pages/jobs?before=yesterday", null).status())
        .isEqualTo(422);
  }

  @Test
  void key_mayHoldASemicolon_asItIsOrEncoded() {
    assertThat(putAs("mx;1", "semi", "{\"title\":\"one\"}").status()).isEqualTo(201);
    assertThat(putAs("mx%3B2", "semi", "{\"title\":\"two\"}").status()).isEqualTo(201);

    JsonNode one = node.call("GET", "/api/users/semi/jobs/mx%3B1", null).body();
    JsonNode two = node.call("GET", "/api/users/semi/jobs/mx;2", null).body();
    assertThat(one.path("title").asText()).isEqualTo("one");
    assertThat(two.path("key").asText()).isEqualTo("mx;2");
  }
}
