package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole tool against a server that can be told to do wrong. */
class BenchTest {

  private static final int GOOD = 0;
  private static final int FAILED = 1;
  private static final int NOT_RUN = 2;
  private static final String PUSH =
      "push --rate 400 --seconds 1 --warmup 0 --sessions 8 --users 4 --patience 1";

  private static final String STORM_WITH_POSTS =
      "storm --sessions 60 --unread 3 --rounds 2 --pause-ms 300 --resume"
          + " --posts 200 --posts-users 10 --patience 2";
  private static final String STALL =
      "stall --sessions 5 --stalled 2 --rate 200 --content 6000 --rounds 1 --settle 0 --seconds 1"
          + " --warmup 0 --patience 5";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish --connections 8 --seconds 1 --warmup 0 --users 20",
        "publish --connections 2 --seconds 1 --warmup 0 --target /api/users/7/notifications",
        PUSH,
        "fanout --sessions 50 --changes 5 --warmup 2",
        "fanout --sessions 50 --changes 5 --warmup 2 --every-ms 5",
        "fanout --sessions 60 --users 20 --changes 5 --warmup 2",
        "storm --sessions 60 --users 20 --unread 3 --rounds 2 --pause-ms 50",
        "storm --sessions 60 --unread 3 --rounds 2 --pause-ms 50 --resume --handshakes 0",
        "login --users 20 --unread 3 --at-a-time 4 --seconds 1 --warmup 0",
        "sweep --rows 40 --users 20 --fill 1 --warmup 0 --seconds 1 --posts 100 --posts-users 5",
        STORM_WITH_POSTS
      })
  void scenario_withAServerThatDoesRight_isGood(String command) throws IOException {
    assertThat(run(FakeRingside.Fault.NONE, command)).as(this::output).isEqualTo(GOOD);
    JsonNode report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.path("ok").booleanValue()).isTrue();
    assertThat(report.path("failures")).isEmpty();
    assertThat(report.path("figures")).isNotEmpty();
  }

  @Test
  void push_withAServerThatDoesRight_countsEveryDelivery() throws IOException {
    run(FakeRingside.Fault.NONE, PUSH);
    JsonNode figures = figures();
    assertThat(figures.path("posts_accepted").intValue()).isEqualTo(400);
    assertThat(figures.path("deliveries").intValue()).isEqualTo(800);
    assertThat(figures.path("lost").intValue()).isZero();
    assertThat(figures.path("tab_from_due_p50_ms").doubleValue())
        .isPositive()
        .isGreaterThanOrEqualTo(figures.path("tab_from_sent_p50_ms").doubleValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOSES_FRAMES    | deliveries of accepted posts are missing
          DOUBLES_FRAMES  | deliveries came a second time
          SWAPS_FRAMES    | frames out of order
          CHANGES_IDS     | were not what was posted
          REFUSES_POSTS   | were answered 503
          CLOSES_SESSIONS | RINGSIDE_SESSIONS_PER_USER=0
          """)
  void push_withAServerThatDoesWrong_tellsSo(FakeRingside.Fault fault, String failure)
      throws IOException {
    assertThat(run(fault, PUSH)).as(this::output).isEqualTo(FAILED);
    assertThat(output()).contains(failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOSES_FRAMES    | deliveries of accepted posts are missing
          DOUBLES_FRAMES  | deliveries came a second time
          """)
  void postsMeanwhile_thatAreLostOrDoubled_areTold(FakeRingside.Fault fault, String failure)
      throws IOException {
    assertThat(run(fault, STORM_WITH_POSTS)).as(this::output).isEqualTo(FAILED);
    assertThat(output()).contains(failure);
  }

  @Test
  void postsMeanwhile_areMeasuredApart() throws IOException {
    run(FakeRingside.Fault.NONE, STORM_WITH_POSTS);
    JsonNode figures = figures();
    assertThat(figures.path("posts_accepted").intValue()).isGreaterThanOrEqualTo(120);
    assertThat(figures.path("post_at_rest_answer_from_due_p99_ms").doubleValue()).isPositive();
    assertThat(figures.path("post_meanwhile_answer_from_due_p99_ms").isDouble()).isTrue();
  }

  @Test
  void storm_afterItsNodeWasKilled_comesToAnother() throws Exception {
    Process node = otherNode();
    try (FakeRingside survivor = new FakeRingside(FakeRingside.Fault.NONE);
        BufferedReader told = node.inputReader(StandardCharsets.UTF_8)) {
      told.readLine(); // where its HTTP is
      String command =
          "storm --sessions 20 --unread 3 --rounds 2 --pause-ms 0 --resume --kill %d --socket-url %s --return-url %s"
              .formatted(node.pid(), told.readLine(), String.join(",", survivor.socketUrls()));
      assertThat(run(survivor, command)).as(this::output).isEqualTo(GOOD);
      assertThat(node.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
      assertThat(survivor.sessions(0)).isEqualTo(20);
      assertThat(survivor.sessions(1)).isEqualTo(20);
    } finally {
      node.destroyForcibly();
    }
  }

  @Test
  void storm_onAPortThatNobodyServes_tellsOfEachSession() throws IOException {
    String nobody = "ws://127.0.0.1:" + freePort() + "/ws";
    String command = "storm --sessions 20 --unread 3 --pause-ms 0 --socket-url " + nobody;
    assertThat(run(FakeRingside.Fault.NONE, command)).as(this::output).isEqualTo(FAILED);
    assertThat(output())
        .contains(
            "only 0 of 20 tabs became current", "20 sessions did not open: Connection refused");
  }

  /** A port that nobody serves. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Process otherNode() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), FakeRingside.class.getName())
        .start();
  }

  @Test
  void push_overSeveralSockets_spreadsItsSessions() throws IOException {
    try (FakeRingside server = new FakeRingside(FakeRingside.Fault.NONE)) {
      String command = PUSH + " --socket-url " + String.join(",", server.socketUrls());
      assertThat(run(server, command)).as(this::output).isEqualTo(GOOD);
      assertThat(server.sessions(0)).isEqualTo(4);
      assertThat(server.sessions(1)).isEqualTo(4);
    }
  }

  @Test
  void stall_ofAProcess_comparesTheRounds() throws IOException {
    String stall = STALL + " --pid " + ProcessHandle.current().pid();
    assertThat(run(FakeRingside.Fault.NONE, stall)).as(this::output).isEqualTo(GOOD);
    JsonNode figures = figures();
    assertThat(figures.path("posts_accepted").intValue()).isEqualTo(400);
    assertThat(figures.path("deliveries").intValue()).isEqualTo(2000);
    assertThat(figures.path("round_1_caught_up_with_at_least").intValue()).isPositive();
    assertThat(figures.path("median_p99_beside_stalled_to_alone").doubleValue()).isPositive();
    assertThat(figures.path("median_live_heap_more_beside_stalled_mb").isDouble()).isTrue();
  }

  @Test
  void stall_thatStalledNobody_tellsSo() throws IOException {
    String stall = "stall --sessions 2 --rate 5 --content 1 --rounds 1 --settle 0 --seconds 1";
    assertThat(run(FakeRingside.Fault.NONE, stall + " --warmup 0")).isEqualTo(FAILED);
    assertThat(output()).contains("a stalled tab was never behind");
  }

  @Test
  void fanout_toManyOfWhomSomeAreRefused_tellsSo() throws IOException {
    int code =
        run(
            FakeRingside.Fault.REFUSES_A_USER,
            "fanout --sessions 5 --users 5 --changes 2 --warmup 0 --every-ms 5 --patience 1");
    assertThat(code).isEqualTo(FAILED);
    assertThat(output())
        .contains("2 posts were refused for some of their users", "2 deliveries are missing");
  }

  @Test
  void fanout_withAServerThatLosesFrames_tellsSo() throws IOException {
    int code =
        run(
            FakeRingside.Fault.LOSES_FRAMES,
            "fanout --sessions 5 --changes 12 --warmup 0 --every-ms 5 --patience 1");
    assertThat(code).isEqualTo(FAILED);
    assertThat(output()).contains("5 deliveries are missing");
  }

  @Test
  void idle_ofAProcess_measuresItsMemory() throws IOException {
    String idle = "idle --sessions 50 --warmup 5 --hold 0 --pid " + ProcessHandle.current().pid();
    assertThat(run(FakeRingside.Fault.NONE, idle)).as(this::output).isEqualTo(GOOD);
    JsonNode figures = figures();
    assertThat(figures.path("live_heap_after_mb").doubleValue()).isPositive();
    assertThat(figures.path("resident_after_mb").doubleValue()).isPositive();
  }

  @Test
  void bench_withNobodyThere_saysWhereItLooked() throws IOException {
    int port = freePort();
    List<String> arguments = List.of("publish", "--url", "http://127.0.0.1:" + port, "--key", "k");
    assertThat(run(arguments)).isEqualTo(NOT_RUN);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("" + port, "Is Ringside running?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          dance                                 | 'dance' is not a command
          push --rat 5                          | '--rat' is not an option
          push --rate                           | --rate needs a value
          push --rate=fast --key k              | --rate is a whole number from 1 up, not 'fast'
          push                                  | --key is missing
          publish --key k --url nowhere         | --url is an address
          idle --key k                          | --pid is missing
          push --key k --socket-url ws://a:1,b  | --socket-url is an address like ws://
          storm --key k --kill 1 --resume       | --kill needs --resume, and --return-url
          """)
  void arguments_thatAreWrong_areNamed(String command, String message) {
    assertThat(run(List.of(command.split(" ", -1)))).isEqualTo(NOT_RUN);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }

  @Test
  void help_ofACommand_namesItsOptions() {
    assertThat(run(List.of("fanout", "--help"))).isEqualTo(GOOD);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--sessions", "--every-ms", "--url");
  }

  private int run(FakeRingside.Fault fault, String command) throws IOException {
    try (FakeRingside server = new FakeRingside(fault)) {
      return run(server, command);
    }
  }

  private int run(FakeRingside server, String command) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of("--url", server.url(), "--key", "k", "--json"));
    return run(arguments);
  }

  private JsonNode figures() throws IOException {
    return new ObjectMapper().readTree(out.toByteArray()).path("figures");
  }

  private int run(List<String> arguments) {
    return Bench.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }
}
