package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.http.Wire.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final String HOT = "/api/users/now/notifications";

  @SuppressWarnings("StringConcatToTextBlock") // The line ends are what matters here.
  private static final String CHUNKED =
      " HTTP/1.1\r\n"
          + "Host: x\r\n"
          + "Content-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";

  private static HttpServer server;
  private static InetSocketAddress address;

  @BeforeAll
  static void start() {
    server =
        HttpServer.start(
            new HttpServer.Options(
                "127.0.0.1", 0, 0, 1000, 100_000, Duration.ofMillis(300), Duration.ofMillis(900)),
            HttpServerTest.parts(),
            List.of(new SampleResource()));
    address = server.address();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertRefused(Wire wire, int status) throws IOException {
    Reply reply = wire.reply();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void body_ofTheLimit_passes() throws IOException {
    assertThat(Wire.ask(address, HttpServerTest.posting(HOT, "x".repeat(1000))).body())
        .contains("\"bytes\":1000");
    assertThat(
            Wire.ask(address, HttpServerTest.posting("/api/notifications", "x".repeat(100_000)))
                .body())
        .isEqualTo("list 100000");
  }

  @Test
  void body_promisedTooLarge_is413BeforeItComes() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST " + HOT + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
      assertRefused(wire, 413);
    }
  }

  @Test
  void body_sentTooLarge_isAnsweredThoughUnread() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say(HttpServerTest.posting(HOT, "x".repeat(3_000_000)));
      assertRefused(wire, 413);
    }
  }

  @Test
  void body_chunkedTooLarge_is413() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST " + HOT + CHUNKED);
      wire.say("1f4\r\n" + "x".repeat(500) + "\r\n").say("1f5\r\n" + "x".repeat(501) + "\r\n");
      assertRefused(wire, 413);
    }
  }

  @Test
  void body_ofList_hasItsOwnLimit() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
      assertRefused(wire, 413);
    }
  }

  @Test
  void body_inManyParts_isPutTogether() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST " + HOT + CHUNKED);
      for (int i = 0; i < 20; i++) {
        wire.say("2\r\n").say("ab\r\n");
      }
      assertThat(wire.say("0\r\n\r\n").reply().body()).contains("\"bytes\":40");
      assertThat(wire.say(HttpServerTest.posting(HOT, "{}")).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void body_stalled_is408() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST " + HOT + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
      assertRefused(wire, 408);
    }
  }

  @Test
  void body_inDrops_is408InTheEnd() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.say("POST " + HOT + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
      while (!wire.isAnswering()) {
        wire.say("x");
      }
      assertRefused(wire, 408);
    }
  }

  @Test
  void head_stalled_isClosed() throws IOException {
    try (Wire wire = new Wire(address)) {
      assertThat(wire.say("POST " + HOT + " HTTP/1.1\r\nHost:").isClosed()).isTrue();
    }
  }

  @Test
  void connection_idle_isClosed() throws IOException {
    try (Wire wire = new Wire(address)) {
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void expectation_isAnswered() throws IOException {
    String head = "POST " + HOT + " HTTP/1.1\r\nHost: x\r\nExpect: ";
    try (Wire wire = new Wire(address)) {
      wire.say(head + "100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(wire.head().status()).isEqualTo(100);
      assertThat(wire.say("{}").reply().status()).isEqualTo(200);
    }
    try (Wire wire = new Wire(address)) {
      assertRefused(wire.say(head + "100-continue\r\nContent-Length: 2000\r\n\r\n"), 413);
    }
    try (Wire wire = new Wire(address)) {
      assertRefused(wire.say(head + "miracles\r\nContent-Length: 2\r\n\r\n"), 417);
    }
  }

  @Test
  void slowBodiesAndIdleConnections_doNotStallOthers() throws IOException {
    try (HttpServer patient =
        HttpServer.start(
            HttpServerTest.options(), HttpServerTest.parts(), List.of(new SampleResource()))) {
      List<Wire> slow = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        slow.add(
            new Wire(patient.address())
                .say("POST " + HOT + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow"));
      }
      for (int i = 0; i < 200; i++) {
        slow.add(new Wire(patient.address()));
      }
      try (Wire fast = new Wire(patient.address())) {
        for (int i = 0; i < 200; i++) {
          assertThat(fast.say(HttpServerTest.posting(HOT, "{}")).reply().status()).isEqualTo(200);
        }
      }
      for (int i = 0; i < 6; i++) {
        assertThat(slow.get(i).say(" body").reply().body()).contains("\"bytes\":9");
      }
      for (Wire wire : slow) {
        wire.close();
      }
    }
  }
}
