package dev.ringside.push;

import static dev.ringside.push.SocketServerTest.ascii;
import static dev.ringside.support.RawSocket.BINARY;
import static dev.ringside.support.RawSocket.CLOSE;
import static dev.ringside.support.RawSocket.CONTINUATION;
import static dev.ringside.support.RawSocket.FIN;
import static dev.ringside.support.RawSocket.PING;
import static dev.ringside.support.RawSocket.PONG;
import static dev.ringside.support.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.metrics.Metrics;
import dev.ringside.push.RecordedSockets.Heard;
import dev.ringside.support.RawSocket;
import dev.ringside.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may arrive on an open socket, and what ends it. */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketFramesTest {

  private static final int MAX = 65_536;

  private final RecordedSockets sockets = new RecordedSockets();
  private SocketServer server;
  private RawSocket client;
  private Heard heard;

  @BeforeAll
  void start() {
    server =
        SocketServer.start(
            SocketServerTest.options(Duration.ofMillis(200)),
            Tls.off(),
            sockets,
            new SocketCounts(new Metrics()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    client = RawSocket.open(server.address());
    heard = sockets.next();
  }

  @AfterEach
  void part() {
    client.close();
  }

  @Test
  void text_ofEveryLengthCoding_arrivesWhole() {
    for (int length : List.of(0, 1, 125, 126, 1023, 1024, 1025, 16_384, 65_535, MAX)) {
      String text = "é".repeat(length / 2) + "x".repeat(length % 2);

      client.sendText(text);

      assertThat(heard.next()).isEqualTo("text " + text);
    }
  }

  @Test
  void text_inSingleBytes_arrivesWhole() {
    String text = "grüße 🥊 " + "z".repeat(200);

    for (byte b : RawSocket.frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8))) {
      client.sendRaw(b);
    }

    assertThat(heard.next()).isEqualTo("text " + text);
  }

  @Test
  void text_inFragmentsCutWithinCharactersWithPingsBetween_arrivesWhole() {
    String text = "🥊é".repeat(1000);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int cut = 1001;
    int first = TEXT;
    for (int from = 0; from < utf8.length; from += cut) {
      int to = Math.min(utf8.length, from + cut);
      int fin = to == utf8.length ? FIN : 0;
      client.sendFrame(fin | first, Arrays.copyOfRange(utf8, from, to));
      client.sendFrame(FIN | PING, ascii("p"));
      first = CONTINUATION;
    }

    assertThat(heard.next()).isEqualTo("text " + text);
    assertThat(client.read().opcode()).isEqualTo(PONG);
  }

  @Test
  void frames_cutAtRandom_arriveAsTheyWereSent() {
    Random random = new Random(7);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      String text = i + "ü".repeat(random.nextInt(3000));
      sent.writeBytes(RawSocket.frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
      sent.writeBytes(RawSocket.frame(FIN | PONG, new byte[random.nextInt(126)]));
    }
    byte[] bytes = sent.toByteArray();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(5000));
      client.sendRaw(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }

    for (int i = 0; i < 200; i++) {
      assertThat(heard.next()).startsWith("text " + i);
      assertThat(heard.next()).isEqualTo("pong");
    }
  }

  @Test
  void ping_isAnsweredWithItsPayloadAndCounted() {
    client.sendFrame(FIN | PING, ascii("are you there"));

    RawSocket.Frame pong = client.read();
    assertThat(pong.first()).isEqualTo(FIN | PONG);
    assertThat(pong.text()).isEqualTo("are you there");
    assertThat(heard.controls).hasValue(1);
  }

  @Test
  void ping_ofOurs_isHeardBackAsAPong() {
    heard.connection.ping();

    RawSocket.Frame ping = client.read();
    assertThat(ping.first()).isEqualTo(FIN | PING);
    client.sendFrame(FIN | PONG, ping.payload());
    assertThat(heard.next()).isEqualTo("pong");
    assertThat(heard.controls).hasValue(0);
  }

  @Test
  void fragments_unfinished_areCounted() {
    client.sendFrame(TEXT, ascii("a"));
    client.sendFrame(CONTINUATION);
    client.sendFrame(FIN | CONTINUATION, ascii("b"));

    assertThat(heard.next()).isEqualTo("text ab");
    assertThat(heard.controls).hasValue(2);
  }

  @Test
  void write_ofFramesSharedAndJoined_reachesTheClientInOrder() {
    ByteBuffer one = Frames.text(ascii("one"));
    ByteBuffer big = Frames.text("ß".repeat(50_000).getBytes(StandardCharsets.UTF_8));
    ByteBuffer medium = Frames.text(new byte[200]);

    heard.connection.write(one);
    heard.connection.write(Frames.joined(List.of(one, big, medium)));
    heard.connection.write(one);

    assertThat(client.readText()).isEqualTo("one");
    assertThat(client.readText()).isEqualTo("one");
    assertThat(client.readText()).isEqualTo("ß".repeat(50_000));
    assertThat(client.read().payload()).hasSize(200);
    assertThat(client.readText()).isEqualTo("one");
    assertThat(one.remaining()).isEqualTo(5);
  }

  @Test
  void binary_closes1003() {
    client.sendFrame(FIN | BINARY, new byte[3]);

    assertClosedBy(CloseCode.NOT_TEXT);
  }

  @Test
  void text_tooBig_closes1009BeforeItHasArrived() {
    client.sendRaw(RawSocket.header(FIN | TEXT, MAX + 1));

    assertClosedBy(CloseCode.TOO_BIG);
  }

  @Test
  void text_ofExabytes_closes1009() {
    client.sendRaw(RawSocket.header(FIN | TEXT, Long.MAX_VALUE));

    assertClosedBy(CloseCode.TOO_BIG);
  }

  @Test
  void fragments_tooBigTogether_close1009() {
    client.sendFrame(TEXT, new byte[MAX / 2]);
    client.sendFrame(CONTINUATION, new byte[MAX / 2]);
    client.sendFrame(CONTINUATION, new byte[1]);

    assertClosedBy(CloseCode.TOO_BIG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0AF", "EDA080", "F4908080", "C3", "FF", "61E282"})
  void text_ofBadUtf8_closes1007(String hex) {
    client.sendFrame(FIN | TEXT, HexFormat.of().parseHex(hex));

    assertClosedBy(CloseCode.BAD_UTF8);
  }

  @Test
  void fragments_ofBadUtf8_close1007() {
    client.sendFrame(TEXT, (byte) 0xE2, (byte) 0x82);
    client.sendFrame(FIN | CONTINUATION, ascii("a"));

    assertClosedBy(CloseCode.BAD_UTF8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "810161", // not masked
        "C18000000000", // reserved bits
        "A18000000000",
        "838000000000", // opcodes that are none
        "8B8000000000",
        "808000000000", // the end of nothing
        "098000000000", // a ping in fragments
        "89FE007E00000000", // a ping too long
        "81FE000100000000", // a length that is longer than need be
        "81FF000000000000FFFF00000000",
        "81FFFFFFFFFFFFFFFFFF00000000", // a negative length
        "010000000000", // not masked either
        "888100000000AA", // a close frame of one byte
        "8882000000000001", // close codes that are none
        "8882000000000003ED",
      })
  void frame_againstTheRules_closes1002(String hex) {
    client.sendRaw(HexFormat.of().parseHex(hex));

    assertClosedBy(CloseCode.PROTOCOL_ERROR);
  }

  @Test
  void text_betweenFragments_closes1002() {
    client.sendFrame(TEXT, ascii("a"));
    client.sendText("b");

    assertClosedBy(CloseCode.PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void close_ofTheClient_isAnsweredAndEndsTheConnection(int code) {
    client.sendClose(code);

    RawSocket.Frame answer = client.read();
    assertThat(answer.opcode()).isEqualTo(CLOSE);
    assertThat(answer.closeCode()).isEqualTo(code);
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
    assertThat(heard.connection.isOpen()).isFalse();
  }

  @Test
  void close_ofTheClientWithoutACode_isAnswered() {
    client.sendFrame(FIN | CLOSE);

    assertThat(client.readCloseCode()).isEqualTo(1000);
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
  }

  @Test
  void close_ofOurs_saysWhyAndEndsWithTheAnswer() {
    heard.connection.close(CloseCode.SIGNED_OUT);

    RawSocket.Frame close = client.read();
    assertThat(close.closeCode()).isEqualTo(4411);
    assertThat(close.closeReason()).isEqualTo("signed out");
    assertThat(heard.connection.isOpen()).isFalse();
    client.sendClose(4411);
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
  }

  @Test
  void close_ofOursThatIsNotAnswered_endsAfterTheGrace() {
    heard.connection.close(CloseCode.ERASED);

    assertThat(client.readCloseCode()).isEqualTo(4410);
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
  }

  @Test
  void close_isTheLastThatIsSentOrHeard() {
    heard.connection.close(CloseCode.TOO_MANY_FRAMES);
    heard.connection.close(CloseCode.NORMAL);
    heard.connection.write(Frames.text(ascii("late")));
    heard.connection.ping();
    client.sendText("late");
    client.sendFrame(FIN | PING, ascii("late"));
    client.sendFrame(FIN | BINARY, ascii("late"));

    assertThat(client.read().closeCode()).isEqualTo(4429);
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
    assertThat(heard.controls).hasValue(0);
  }

  @Test
  void close_withinAMessage_dropsTheMessagesBehindIt() {
    sockets.onText = (it, _) -> it.connection.close(CloseCode.BAD_FRAME);
    try {
      byte[] frame = RawSocket.frame(FIN | TEXT, ascii("x"));
      client.sendRaw(ByteBuffer.allocate(2 * frame.length).put(frame).put(frame).array());

      assertThat(client.readCloseCode()).isEqualTo(4400);
      assertThat(heard.next()).isEqualTo("text x");
      assertThat(heard.next()).isEqualTo("closed");
    } finally {
      sockets.onText = (_, _) -> {};
    }
  }

  @Test
  void listener_thatFails_costsItsConnectionAlone() {
    sockets.onText =
        (_, _) -> {
          throw new StackOverflowError("for this test");
        };
    try (RawSocket other = RawSocket.open(server.address())) {
      Heard otherHeard = sockets.next();
      client.sendText("x");

      assertThat(client.ended()).isTrue();
      assertThat(heard.next()).isEqualTo("text x");
      assertThat(heard.next()).isEqualTo("closed");
      other.sendFrame(FIN | PONG);
      assertThat(otherHeard.next()).isEqualTo("pong");
    } finally {
      sockets.onText = (_, _) -> {};
    }
  }

  @Test
  void terminate_cutsWithoutAWord() {
    heard.connection.terminate();

    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
  }

  @Test
  void client_thatResets_isHeardOnceAndMayBeWrittenTo() {
    client.reset();

    for (int i = 0; i < 100; i++) {
      heard.connection.write(Frames.text(new byte[1000]));
    }
    assertThat(heard.next()).isEqualTo("closed");
    heard.connection.write(Frames.ping());
    heard.connection.close(CloseCode.NORMAL);
    heard.connection.terminate();
    assertThat(heard.connection.canTake()).isFalse();
    assertThat(heard.ends).hasValue(1);
  }

  private void assertClosedBy(CloseCode code) {
    assertThat(client.readCloseCode()).isEqualTo(code.code());
    assertThat(heard.connection.isOpen()).isFalse();
    client.sendClose(code.code());
    assertThat(client.ended()).isTrue();
    assertThat(heard.next()).isEqualTo("closed");
  }
}
