package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {

  private static final String CREATED =
      "HTTP/1.1 201 Created\r\nLocation: /x\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
  private static final String CHUNKED_HEAD =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String CHUNKED =
      CHUNKED_HEAD + "4\r\n{\"a\"\r\n10;x=y\r\n:123456789012345\r\n1\r\n}\r\n0\r\n\r\n";

  private final HttpAnswer answer = new HttpAnswer();

  @Test
  void answer_withALength_isRead() throws Exception {
    byte[] bytes = bytes(CREATED);
    assertThat(answer.parse(bytes, bytes.length)).isTrue();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.isSuccess()).isTrue();
    assertThat(answer.closes()).isFalse();
    assertThat(body(bytes)).isEqualTo("{\"a\":1}");
    assertThat(answer.end()).isEqualTo(bytes.length);
  }

  @Test
  void answer_inChunks_isJoined() throws Exception {
    byte[] bytes = bytes(CHUNKED);
    assertThat(answer.parse(bytes, bytes.length)).isTrue();
    assertThat(body(bytes)).isEqualTo("{\"a\":123456789012345}");
    assertThat(answer.end()).isEqualTo(bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {CREATED, CHUNKED})
  void answer_cutAnywhere_isNotComplete(String text) throws Exception {
    byte[] whole = bytes(text);
    for (int length = 0; length < whole.length; length++) {
      // What lies beyond the length is of an earlier answer, and must not be looked at.
      byte[] bytes = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length + 20);
      Arrays.fill(bytes, length, bytes.length, (byte) '\n');
      assertThat(answer.parse(bytes, length)).as("the first %d bytes", length).isFalse();
    }
  }

  @Test
  void answer_withTheNextOneBehindIt_endsWhereItEnds() throws Exception {
    byte[] bytes = bytes(CREATED + CREATED);
    assertThat(answer.parse(bytes, bytes.length)).isTrue();
    assertThat(answer.end()).isEqualTo(CREATED.length());
  }

  @Test
  void answer_withoutContent_needsNoLength() throws Exception {
    byte[] bytes = bytes("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(answer.parse(bytes, bytes.length)).isTrue();
    assertThat(body(bytes)).isEmpty();
  }

  @Test
  void answer_thatClosesOrFails_tellsSo() throws Exception {
    byte[] bytes = bytes("HTTP/1.1 503 Busy\r\nconnection: Close\r\ncontent-length:0\r\n\r\n");
    assertThat(answer.parse(bytes, bytes.length)).isTrue();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.isSuccess()).isFalse();
    assertThat(answer.closes()).isTrue();
  }

  @Test
  void answer_ofUnknownLength_isRefused() {
    byte[] bytes = bytes("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
    assertThatThrownBy(() -> answer.parse(bytes, bytes.length))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("how long");
  }

  @Test
  void answer_ofAnotherProtocol_isRefused() {
    byte[] bytes = bytes("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    assertThatThrownBy(() -> answer.parse(bytes, bytes.length))
        .isInstanceOf(ProtocolException.class);
  }

  private String body(byte[] bytes) {
    return new String(
        bytes, answer.bodyFrom(), answer.bodyTo() - answer.bodyFrom(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
