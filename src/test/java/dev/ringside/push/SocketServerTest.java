package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.StartException;
import dev.ringside.metrics.Metrics;
import dev.ringside.push.RecordedSockets.Heard;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.tls.Tls;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a socket opens and ends, over real connections. */
@Timeout(30)
class SocketServerTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final RecordedSockets sockets = new RecordedSockets();
  private SocketServer server;

  @BeforeEach
  void start() {
    server =
        SocketServer.start(options(PATIENT), Tls.off(), sockets, new SocketCounts(new Metrics()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static SocketServer.Options options(Duration closeGrace) {
    return new SocketServer.Options("127.0.0.1", 0, 65_536, 65_536, closeGrace, 0, PATIENT, 2);
  }

  /** In place of the patient one. */
  private void startImpatient() {
    server.close();
    server =
        SocketServer.start(
            new SocketServer.Options(
                "127.0.0.1", 0, 65_536, 65_536, PATIENT, 0, Duration.ofMillis(700), 2),
            Tls.off(),
            sockets,
            new SocketCounts(new Metrics()));
  }

  @Test
  void handshake_whole_opensASocketWithWhatAdmitSaid() {
    sockets.admission = handshake -> new Admission.Accepted("for " + handshake.query());
    try (RawSocket client = RawSocket.connect(server.address())) {
      RawSocket.Answer answer =
          client.handshake("/ws?ticket=t%201", "Origin: http://a.example", "Cookie: a=1, b=2");

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers())
          .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .doesNotContainKeys("sec-websocket-protocol", "sec-websocket-extensions", "server");
      Heard heard = sockets.next();
      assertThat(heard.context).isEqualTo("for ticket=t%201");
      assertThat(heard.connection.peer().isLoopbackAddress()).isTrue();
      Handshake handshake = sockets.handshakes.remove();
      assertThat(handshake.path()).isEqualTo("/ws");
      assertThat(handshake.header("ORIGIN")).isEqualTo("http://a.example");
      assertThat(handshake.header("cookie")).isEqualTo("a=1, b=2");
      assertThat(handshake.header("authorization")).isNull();
    }
  }

  @Test
  void handshake_offeringTheSubprotocol_isAnsweredWithIt() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      RawSocket.Answer answer =
          client.handshake(
              "/ws",
              "Sec-WebSocket-Protocol: other, ringside.v1",
              "Sec-WebSocket-Extensions: permessage-deflate");

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers())
          .containsEntry("sec-websocket-protocol", "ringside.v1")
          .doesNotContainKey("sec-websocket-extensions");
    }
  }

  @Test
  void handshake_offeringAnotherSubprotocol_opensWithoutOne() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      RawSocket.Answer answer = client.handshake("/ws", "Sec-WebSocket-Protocol: other");

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers()).doesNotContainKey("sec-websocket-protocol");
    }
  }

  @Test
  void handshake_refused_is403WithTheReasonAndOpensNothing() {
    sockets.admission = _ -> new Admission.Refused(403, "This origin is not allowed.");
    try (RawSocket client = RawSocket.connect(server.address())) {
      RawSocket.Answer answer = client.handshake("/ws");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("This origin is not allowed.\n");
      assertThat(client.ended()).isTrue();
      assertThat(sockets.opened).isEmpty();
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void handshake_whoseAdmissionFails_is500AndTellsNothing() {
    sockets.admission =
        _ -> {
          throw new IllegalStateException("a secret");
        };
    try (RawSocket client = RawSocket.connect(server.address())) {
      RawSocket.Answer answer = client.handshake("/ws");

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("secret");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void client_thatLeavesWhileItIsAskedFor_isNotCountedForGood() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    sockets.admission =
        _ ->
            new Admission.Waits(
                () -> {
                  asked.countDown();
                  awaitQuietly(left);
                  return new Admission.Accepted("late");
                });
    RawSocket client = RawSocket.connect(server.address());
    client.sendRaw(RawSocket.handshakeBytes("/ws"));
    asked.await();
    client.reset();
    left.countDown();
    assertThat(sockets.next().next()).isEqualTo("closed");
    Eventually.holds(() -> "no connection", () -> server.connections() == 0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void session_thatCannotBeOpened_costsItsConnection() {
    sockets.onOpened =
        () -> {
          throw new IllegalStateException("for this test");
        };
    try (RawSocket client = RawSocket.open(server.address())) {
      assertThat(client.ended()).isTrue();
    }
    sockets.onOpened = () -> {};
    try (RawSocket client = RawSocket.open(server.address())) {
      client.sendText("hi");
      assertThat(sockets.next().next()).isEqualTo("text hi");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /ws HTTP/1.1, 426",
    "GET / HTTP/1.1, 404",
    "GET /ws/ HTTP/1.1, 404",
    "GET /ws%2F HTTP/1.1, 404",
    "POST /ws HTTP/1.1, 405",
    "GET http://localhost/ws?a HTTP/1.1, 426",
    "GET /ws, 400",
    "nonsense, 400",
  })
  void request_thatIsNoHandshake_isAnsweredAndClosed(String line, int status) {
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(ascii(line + "\r\nHost: localhost\r\n\r\n"));

      RawSocket.Answer answer = client.readAnswer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(client.ended()).isTrue();
      assertThat(sockets.opened).isEmpty();
    }
  }

  @Test
  void request_withoutAnUpgrade_saysWhatToDo() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(ascii("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n"));

      RawSocket.Answer answer = client.readAnswer();
      assertThat(answer.headers()).containsEntry("upgrade", "websocket");
      assertThat(answer.body()).contains("WebSocket client");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, 426",
    "Sec-WebSocket-Version: 8, 426",
    "Sec-WebSocket-Version: 13, 400",
  })
  void handshake_thatIsNotWhole_isRefused(String onlyHeader, int status) {
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(
          ascii(
              "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n"
                  + onlyHeader
                  + "\r\n\r\n"));

      assertThat(client.readAnswer().status()).isEqualTo(status);
      assertThat(client.ended()).isTrue();
      assertThat(sockets.handshakes).as("nobody was asked").isEmpty();
    }
  }

  @Test
  void connection_thatSendsNothing_isClosed() {
    startImpatient();
    try (RawSocket client = RawSocket.connect(server.address())) {
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void connection_thatSendsHalfAHandshake_isClosed() {
    startImpatient();
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(ascii("GET /ws HTTP/1.1\r\nHost: local"));

      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void head_withoutEnd_isRefused() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(ascii("GET /ws HTTP/1.1\r\nX: " + "x".repeat(16 * 1024)));

      assertThat(client.readAnswer().status()).isEqualTo(431);
    }
  }

  @Test
  void head_ofTooManyHeaders_isRefused() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      client.sendRaw(ascii("GET /ws HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(500) + "\r\n"));

      assertThat(client.readAnswer().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void socket_thatIsQuiet_outlivesTheHandshakeTimeout() {
    startImpatient();
    try (RawSocket quiet = RawSocket.open(server.address());
        RawSocket silent = RawSocket.connect(server.address())) {
      Heard heard = sockets.next();
      assertThat(silent.ended()).isTrue(); // the timeout of one that came later has passed

      quiet.sendText("still here");

      assertThat(heard.next()).isEqualTo("text still here");
    }
  }

  @Test
  void handshake_inSingleBytes_opens() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      for (byte b : RawSocket.handshakeBytes("/ws")) {
        client.sendRaw(b);
      }

      assertThat(client.readAnswer().status()).isEqualTo(101);
    }
  }

  @Test
  void frame_inTheSegmentOfTheHandshake_isNotLost() {
    try (RawSocket client = RawSocket.connect(server.address())) {
      byte[] hello = RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, ascii("hello"));
      byte[] handshake = RawSocket.handshakeBytes("/ws");
      byte[] both = new byte[handshake.length + hello.length];
      System.arraycopy(handshake, 0, both, 0, handshake.length);
      System.arraycopy(hello, 0, both, handshake.length, hello.length);

      client.sendRaw(both);

      assertThat(client.readAnswer().status()).isEqualTo(101);
      Heard heard = sockets.next();
      assertThat(heard.next()).isEqualTo("text hello");
      client.sendText("more");
      assertThat(heard.next()).isEqualTo("text more");
    }
  }

  @Test
  void start_onAPortInUse_namesThePortAndTheSetting() {
    int port = server.address().getPort();

    assertThatThrownBy(
            () ->
                SocketServer.start(
                    SocketServer.Options.on("127.0.0.1", port),
                    Tls.off(),
                    sockets,
                    new SocketCounts(new Metrics())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(":" + port)
        .hasMessageContaining("in use")
        .hasMessageContaining("RINGSIDE_SOCKET_PORT");
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1", "no.such.host.invalid"})
  void start_onAnAddressThatIsNotHere_namesTheSetting(String host) {
    assertThatThrownBy(
            () ->
                SocketServer.start(
                    SocketServer.Options.on(host, 0),
                    Tls.off(),
                    sockets,
                    new SocketCounts(new Metrics())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(host)
        .hasMessageContaining("RINGSIDE_SOCKET_HOST");
  }

  @Test
  void server_bindsTheGivenHostAlone() {
    assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    InetSocketAddress other = new InetSocketAddress("127.0.0.2", server.address().getPort());

    assertThatThrownBy(() -> RawSocket.connect(other)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void stopAccepting_takesNobodyAndKeepsWhoIsThere() {
    try (RawSocket client = RawSocket.open(server.address())) {
      Heard heard = sockets.next();

      server.stopAccepting();

      assertThatThrownBy(() -> RawSocket.open(server.address()))
          .isInstanceOf(UncheckedIOException.class);
      client.sendText("hi");
      assertThat(heard.next()).isEqualTo("text hi");
    }
  }

  @Test
  void close_cutsAllAndTellsEachOnce() {
    try (RawSocket one = RawSocket.open(server.address());
        RawSocket other = RawSocket.open(server.address())) {
      Heard first = sockets.next();
      Heard second = sockets.next();

      server.close();

      assertThat(first.ends).hasValue(1);
      assertThat(second.ends).hasValue(1);
      assertThat(server.connections()).isZero();
      assertThat(one.ended()).isTrue();
      assertThat(other.ended()).isTrue();
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
