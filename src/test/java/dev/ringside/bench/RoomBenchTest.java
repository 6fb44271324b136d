package dev.ringside.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.support.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tool's scenarios of rooms against a real node. */
@Timeout(60)
class RoomBenchTest {

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start("ringside.sessions.per.user", "0");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JsonNode run(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--url", "http://127.0.0.1:" + node.httpPort(), "--key", TestNode.KEY));
    all.add("--json");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Bench.run(all, new PrintStream(out), new PrintStream(err));
    assertThat(code).as(out.toString(UTF_8) + err.toString(UTF_8)).isZero();
    return new ObjectMapper().readTree(out.toByteArray()).path("figures");
  }

  @Test
  void room_countsEveryDelivery() throws IOException {
    JsonNode figures =
        run("room", "--sessions", "30", "--users", "15", "--seconds", "1", "--warmup", "0");
    assertThat(figures.path("deliveries").asLong()).isEqualTo(600);
    assertThat(figures.path("lost").asLong()).isZero();
    assertThat(figures.path("surplus").asLong()).isZero();
  }

  @Test
  void direct_countsMessages_andHowLongTheyTake() throws IOException {
    JsonNode figures =
        run("direct", "--rooms", "10", "--connections", "4", "--seconds", "1", "--warmup", "0");
    assertThat(figures.path("messages_per_second").asDouble()).isPositive();
    assertThat(figures.path("from_say_to_push_p99_ms").asDouble()).isPositive();
    assertThat(figures.path("sockets").asLong()).isEqualTo(20);
    assertThat(figures.path("lost").asLong()).isZero();
  }
}
