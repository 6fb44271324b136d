package dev.ringside.http;

import static dev.ringside.http.HttpServerTest.posting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.http.Wire.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadRequestTest {

  private static final String END = " HTTP/1.1\r\nHost: x\r\n\r\n";

  private static HttpServer server;
  private static InetSocketAddress address;

  @BeforeAll
  static void start() {
    server =
        HttpServer.start(
            HttpServerTest.options(), HttpServerTest.parts(), List.of(new SampleResource()));
    address = server.address();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/users/%/notifications",
        "/api/users/%4/notifications",
        "/api/users/%zz/notifications",
        "/api/users/%ff/notifications",
        "/api/users/1/notifications?limit=%q1",
        "/api/users/\u00e4/notifications",
        "/%",
        "x",
        "*"
      })
  void target_malformed_is400(String target) throws IOException {
    Reply reply = Wire.ask(address, "GET " + target + END);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void mediaType_wrong_is415And406() throws IOException {
    Reply unsupported =
        Wire.ask(
            address,
            "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 2\r\n\r\n{}");
    assertThat(unsupported.status()).isEqualTo(415);
    assertThat(unsupported.isProblem()).isTrue();
    Reply unacceptable =
        Wire.ask(
            address,
            "POST /api/users/1/notifications HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\n"
                + "Content-Length: 2\r\n\r\n{}");
    assertThat(unacceptable.status()).isEqualTo(406);
    assertThat(unacceptable.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nbad name: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\u0001\r\n\r\n",
        "G\u00e4T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
      })
  void request_malformed_is400ProblemAndCloses(String text) throws IOException {
    try (Wire wire = new Wire(address)) {
      Reply reply = wire.say(text).reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.isProblem()).isTrue();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void request_afterABadOne_isNotAnswered() throws IOException {
    try (Wire wire = new Wire(address)) {
      String bad = "GET /% HTTP/1.1\r\nHost: x\r\n\r\n";
      wire.say(bad + posting("/api/users/now/notifications", "{}").repeat(100));
      Reply reply = wire.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void chunks_behindARequestWithALength_areReadAll() throws IOException {
    String first = "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    String second =
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\n{}\r\n0\r\n\r\n";
    try (Wire wire = new Wire(server.address())) {
      wire.say(first + second + second);
      int expected = wire.reply().status();
      assertThat(wire.reply().status()).isEqualTo(expected);
      assertThat(wire.reply().status()).isEqualTo(expected);
    }
    // The same in pieces, the head cut in the midst of a name.
    try (Wire wire = new Wire(server.address())) {
      wire.say("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Le");
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      wire.say("ngth: 3\r\nTransfer-Enc");
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      wire.say("oding: chunked\r\n\r\n");
      assertThat(wire.reply().status()).isEqualTo(400);
    }
  }

  @Test
  void request_afterEmptyLines_isAnswered() throws IOException {
    try (Wire wire = new Wire(address)) {
      for (int i = 0; i < 3; i++) {
        wire.say("\r\n").say("\r\n\r\n" + "GET /api/num");
        assertThat(wire.say("bers/7" + END + "\r\n").reply().body()).isEqualTo("number 7");
      }
    }
  }

  @Test
  void body_compressed_is415() throws IOException {
    Reply reply =
        Wire.ask(
            address,
            "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
      })
  void request_notUnderstood_is501Problem(String text) throws IOException {
    Reply reply = Wire.ask(address, text);
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"/x?, 20000, 0", "/, 0, 20000", "/, 0, 2000000"})
  void head_tooLarge_is431Problem(String target, int query, int header) throws IOException {
    try (Wire wire = new Wire(address)) {
      try {
        wire.say(
            "GET "
                + target
                + "q".repeat(query)
                + " HTTP/1.1\r\nHost: x\r\nA: "
                + "b".repeat(header)
                + "\r\n\r\n");
      } catch (IOException e) {
        // Answered and closed before all was sent; the answer must be there all the same.
      }
      Reply reply = wire.reply();
      assertThat(reply.status()).isEqualTo(431);
      assertThat(reply.isProblem()).isTrue();
    }
  }
}
