package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {

  private static final int FIN = 0x80;
  private static final String LONG = "x".repeat(300);
  private static final String VERY_LONG = "y".repeat(70_000);

  private final FrameParser parser = new FrameParser();
  private final List<String> seen = new ArrayList<>();
  private final FrameParser.Sink sink =
      new FrameParser.Sink() {
        @Override
        public void text(byte[] bytes, int from, int to) {
          seen.add("text " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }

        @Override
        public void ping(byte[] payload) {
          seen.add("ping " + new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void closed(int code, String reason) {
          seen.add("closed " + code + " " + reason);
        }
      };

  @Test
  void frames_ofAllLengthsInOneRead_areAllTold() throws IOException {
    feed(1 << 20, conversation());
    assertThat(seen).isEqualTo(whatWasSaid());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000, 65_536})
  void frames_cutAnywhere_areAllTold(int bytesARead) throws IOException {
    feed(bytesARead, conversation());
    assertThat(seen).isEqualTo(whatWasSaid());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void frames_cutToShreds_areAllTold(int bytesARead) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(frame(FIN | 1, text("short")));
    all.write(frame(FIN | 1, text(LONG)));
    all.write(frame(FIN | 8, new byte[] {0x03, (byte) 0xE8}));
    feed(bytesARead, all.toByteArray());
    assertThat(seen).containsExactly("text short", "text " + LONG, "closed 1000 ");
  }

  @Test
  void close_withoutACode_is1005() throws IOException {
    feed(100, frame(FIN | 8, new byte[0]));
    assertThat(seen).containsExactly("closed 1005 ");
  }

  @Test
  void frame_thatIsMasked_isRefused() {
    assertRefused(new byte[] {(byte) (FIN | 1), (byte) 0x81, 0, 0, 0, 0, 'x'}, "masked");
  }

  @Test
  void frame_withReservedBits_isRefused() {
    assertRefused(frame(FIN | 0x40 | 1, text("x")), "reserved");
  }

  @Test
  void frame_thatIsBinary_isRefused() {
    assertRefused(frame(FIN | 2, text("x")), "neither text nor control");
  }

  @Test
  void frame_thatContinuesNothing_isRefused() {
    assertRefused(frame(FIN, text("x")), "continuation");
  }

  @Test
  void frame_thatNoBufferHolds_isRefusedAtItsHead() {
    byte[] head =
        ByteBuffer.allocate(10).put((byte) (FIN | 1)).put((byte) 127).putLong(1L << 40).array();
    assertRefused(head, "bytes");
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> feed(100, bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
  }

  private static byte[] conversation() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(frame(FIN | 1, text("short")));
    all.write(frame(FIN | 9, text("are you there")));
    all.write(frame(FIN | 1, text(LONG)));
    all.write(frame(1, text("in ")));
    all.write(frame(FIN | 9, text("between")));
    all.write(frame(0, text("three ")));
    all.write(frame(FIN, text("parts")));
    all.write(frame(FIN | 10, text("pong")));
    all.write(frame(FIN | 1, text("")));
    all.write(frame(FIN | 1, text(VERY_LONG)));
    all.write(frame(FIN | 8, new byte[] {0x11, 0x39, 'n', 'o'}));
    return all.toByteArray();
  }

  private static List<String> whatWasSaid() {
    return List.of(
        "text short",
        "ping are you there",
        "text " + LONG,
        "ping between",
        "text in three parts",
        "text ",
        "text " + VERY_LONG,
        "closed 4409 no");
  }

  /** Reads as a session does: what is left over stands in front of what comes next. */
  private void feed(int bytesARead, byte[] all) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    for (int from = 0; from < all.length; from += bytesARead) {
      parser.prepare(buffer.clear());
      buffer.put(all, from, Math.min(bytesARead, all.length - from));
      parser.parse(buffer.array(), 0, buffer.position(), sink);
    }
  }

  private static byte[] frame(int head, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) head);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    byte[] bytes = new byte[frame.put(payload).flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
