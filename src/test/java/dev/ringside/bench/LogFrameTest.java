package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxFrameTest {

  private final LogFrame frame = new LogFrame();

  @Test
  void head_ofAChange_isRead() {
    assertThat(
            read(
                "{\"type\":\"inbox\",\"epoch\":\"k3f9\",\"since\":16,\"revision\":17,\"unread\":3,"
                    + "\"changes\":[{\"op\":\"put\",\"notification\":{\"revision\":99,\"reset\":true}}]}"))
        .isTrue();
    assertThat(frame.epoch()).isEqualTo("k3f9");
    assertThat(frame.since()).isEqualTo(16);
    assertThat(frame.revision()).isEqualTo(17);
    assertThat(frame.isReset()).isFalse();
  }

  @Test
  void head_ofAReset_tellsSo() {
    assertThat(
            read(
                "{\"type\":\"inbox\",\"epoch\":\"-\",\"reset\":true,\"since\":0,"
                    + "\"revision\":9007199254740993,\"unread\":0,\"changes\":[]}"))
        .isTrue();
    assertThat(frame.isReset()).isTrue();
    assertThat(frame.revision()).isEqualTo(9007199254740993L);
  }

  @Test
  void messages_ofOtherTypes_areNone() {
    assertThat(read("{\"type\":\"welcome\",\"session\":\"x\"}")).isFalse();
    assertThat(read("{\"type\":\"pong\"}")).isFalse();
    assertThat(read("")).isFalse();
  }

  @Test
  void frame_withoutARevision_isRefused() {
    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> read("{\"type\":\"inbox\",\"since\":1,\"changes\":[]}"))
        .withMessageContaining("revision");
  }

  @Test
  void rings_ofAFrame_areFoundInOrderAmongOthers() {
    Rings rings = Rings.of(new HttpRequest(URI.create("http://127.0.0.1:1"), "key"), "ada", 0);
    String first = title(rings.post(7));
    String second = title(rings.post(1_234_567));
    read(
        "{\"type\":\"inbox\",\"epoch\":\"e\",\"since\":1,\"revision\":4,\"unread\":3,\"changes\":["
            + put("id-1", first)
            + ",{\"op\":\"read\",\"ids\":[\"id-0\"],\"readAt\":\"2026-11-20T10:01:00.000Z\"},"
            + put("id-2", second)
            + "]}");
    List<String> seen = new ArrayList<>();
    Rings.read(frame, (number, id) -> seen.add(number + " " + id));
    assertThat(seen).containsExactly("7 " + hash("id-1"), "1234567 " + hash("id-2"));
  }

  private static String put(String id, String title) {
    return "{\"op\":\"put\",\"notification\":{\"id\":\"%s\",\"user\":\"ada\",\"title\":\"%s\"}}"
        .formatted(id, title);
  }

  /** The title in a post. */
  private static String title(byte[] post) {
    int at = Bytes.after(post, 0, post.length, Bytes.ascii("\"title\":\""));
    return Bytes.text(post, at, post.length);
  }

  private static long hash(String id) {
    byte[] answer = Bytes.ascii("{\"id\":\"" + id + "\"}");
    return Rings.idHash(answer, 0, answer.length);
  }

  private boolean read(String message) {
    // Frames stand somewhere in a larger buffer, with others before and behind them.
    byte[] bytes = ("\"since\":5" + message + "\"changes\":").getBytes(StandardCharsets.UTF_8);
    return frame.read(bytes, 9, bytes.length - 10);
  }
}
