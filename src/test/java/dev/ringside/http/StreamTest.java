package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

  private static final String EVENTS = "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n";

  private final SampleResource sample = new SampleResource();
  private HttpServer server =
      HttpServer.start(HttpServerTest.options(), HttpServerTest.parts(), List.of(sample));

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean emit(String event) throws InterruptedException {
    return sample.events.offer(event, 5, TimeUnit.SECONDS);
  }

  @Test
  void stream_isFlushedWithEachWrite() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      Wire.Reply head = wire.say(EVENTS).head();
      assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(head.header("Transfer-Encoding")).isEqualTo("chunked");
      for (int i = 0; i < 20; i++) {
        emit("data: " + i + "\n\n");
        assertThat(wire.chunk()).isEqualTo("data: " + i + "\n\n");
      }
      emit("");
      assertThat(wire.chunk()).isEmpty();
      assertThat(wire.say("GET /api/numbers/7 HTTP/1.1\r\nHost: x\r\n\r\n").reply().body())
          .isEqualTo("number 7");
    }
  }

  @Test
  void stream_askedForItsHead_isNotRun() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      Wire.Reply head = wire.say(EVENTS.replace("GET", "HEAD")).replyWithoutBody();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(wire.say("GET /api/numbers/7 HTTP/1.1\r\nHost: x\r\n\r\n").reply().body())
          .isEqualTo("number 7");
    }
  }

  @Test
  void stream_toClientGone_failsTheWriter() throws Exception {
    Wire wire = new Wire(server.address());
    wire.say(EVENTS).head();
    emit("data: 1\n\n");
    wire.chunk();
    wire.reset();
    while (!sample.streamEnd.isDone() && sample.events.offer("data: 2\n\n", 1, TimeUnit.SECONDS)) {
      Thread.onSpinWait();
    }
    assertThat(sample.streamEnd.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void stream_toClientThatReadsNothing_holdsTheWriterBackAndThenFailsIt() throws Exception {
    server.close();
    server =
        HttpServer.start(
            new HttpServer.Options(
                "127.0.0.1", 0, 0, 1000, 1000, Duration.ofMillis(300), Duration.ofSeconds(60)),
            HttpServerTest.parts(),
            List.of(sample));
    String megabyte = "x".repeat(1 << 20);
    try (Wire wire = new Wire(server.address())) {
      wire.say(EVENTS).head();
      int sent = 0;
      while (!sample.streamEnd.isDone() && sample.events.offer(megabyte, 1, TimeUnit.SECONDS)) {
        sent++;
      }
      assertThat(sample.streamEnd.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      assertThat(sent).isLessThan(64);
    }
  }

  @Test
  void stream_thatFails_isNotEndedLikeAWholeOne() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      wire.say("GET /api/half HTTP/1.1\r\nHost: x\r\n\r\n").head();
      assertThat(wire.chunk()).isEqualTo("half");
      assertThatThrownBy(wire::chunk).isInstanceOf(IOException.class);
    }
  }

  @Test
  void stream_toHttp10_endsWithTheConnection() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      assertThat(wire.say("GET /api/events HTTP/1.0\r\n\r\n").head().header("Transfer-Encoding"))
          .isNull();
      emit("x");
      emit("");
      assertThat(wire.isClosed()).isFalse();
      assertThat(wire.isClosed()).isTrue();
    }
  }
}
