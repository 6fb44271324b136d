package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        "storm --sessions 60 --users 20 --unread 3 --rounds 2 --pause-ms 50",
        "storm --sessions 60 --unread 3 --rounds 2 --pause-ms 50 --resume --handshakes 0"
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
    JsonNode figures = new ObjectMapper().readTree(out.toByteArray()).path("figures");
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
    JsonNode figures = new ObjectMapper().readTree(out.toByteArray()).path("figures");
    assertThat(figures.path("live_heap_after_mb").doubleValue()).isPositive();
    assertThat(figures.path("resident_after_mb").doubleValue()).isPositive();
  }

  @Test
  void bench_withNobodyThere_saysWhereItLooked() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
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
      List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
      arguments.addAll(List.of("--url", server.url(), "--key", "k", "--json"));
      return run(arguments);
    }
  }

  private int run(List<String> arguments) {
    return Bench.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }
}
