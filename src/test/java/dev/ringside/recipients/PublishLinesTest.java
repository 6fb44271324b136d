package dev.ringside.recipients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A notification a line, answered a line for each, as it goes. */
class PublishLinesTest {

  private static final String TYPE = "application/x-ndjson";

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start("ringside.http.body.timeout.seconds", "2");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static List<JsonNode> lines(String text) {
    return text.lines().map(TestNode::json).toList();
  }

  private static List<JsonNode> publish(String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", TYPE));
    all.addAll(List.of(headers));
    TestNode.Answer answer =
        node.callAs(TestNode.KEY, "POST", "/api/notifications", body, all.toArray(String[]::new));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(TYPE);
    return lines(answer.raw().body());
  }

  private static long count(String user) {
    return node.call("GET", "/api/users/" + user + "/notifications?limit=100", null)
        .body()
        .path("notifications")
        .size();
  }

  @Test
  void lines_areAnsweredInOrder() {
    List<JsonNode> results =
        publish(
            """
            {"user":"order-1","title":"a"}
            {"user":"order-2","content":"b","style":"success"}

            {"user":"order-1","title":"c"}\
            """);

    assertThat(results)
        .extracting(r -> r.path("user").asText())
        .containsExactly("order-1", "order-2", "order-1");
    assertThat(results).extracting(r -> r.path("revision").asInt()).containsExactly(1, 1, 2);
    assertThat(count("order-1")).isEqualTo(2);
  }

  @Test
  void badLines_failAlone() {
    List<JsonNode> results =
        publish(
            String.join(
                "\n",
                "{\"user\":\"bad-1\",\"title\":\"a\"}",
                "nonsense",
                "[1]",
                "{\"user\":\"bad-1\",\"titel\":\"a\"}",
                "{\"user\":7,\"title\":\"a\"}",
                "{\"user\":\"bad-1\"}",
                "{\"title\":\"a\"}",
                "{\"user\":\"me\",\"title\":\"a\"}",
                "{\"user\":\"bad-1\",\"title\":\"" + "x".repeat(70_000) + "\"}",
                "{\"user\":\"bad-1\",\"title\":\"z\",\"idempotencyKey\":\"\"}",
                "{\"user\":\"bad-1\",\"title\":\"b\"}"));

    assertThat(results)
        .extracting(r -> r.path("problem").path("status").asInt())
        .containsExactly(0, 400, 400, 400, 400, 422, 422, 422, 413, 422, 0);
    for (int unreadable : List.of(1, 2, 3, 4, 8)) {
      assertThat(results.get(unreadable).has("user")).isFalse();
    }
    assertThat(results.get(5).path("user").asText()).isEqualTo("bad-1");
    assertThat(results.getLast().path("revision").asInt()).isEqualTo(2);
  }

  @Test
  void idempotencyKey_countsForEachRecipient() {
    String body = "{\"user\":\"key-1\",\"title\":\"a\"}\n{\"user\":\"key-2\",\"title\":\"a\"}\n";

    List<JsonNode> first = publish(body, "Idempotency-Key", "import");
    List<JsonNode> second = publish(body, "Idempotency-Key", "import");
    List<JsonNode> own =
        publish("{\"user\":\"key-1\",\"title\":\"b\",\"idempotencyKey\":\"other\"}\n".repeat(2));

    assertThat(second).isEqualTo(first);
    assertThat(own.get(1)).isEqualTo(own.get(0));
    assertThat(count("key-1")).isEqualTo(2);
  }

  @Test
  void manyLines_allArrive() {
    int lines = 5_000;
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      body.append(
          "{\"user\":\"many-%d\",\"content\":\"%s\"}\n".formatted(i % 100, "x".repeat(200)));
    }

    List<JsonNode> results = publish(body.toString());

    assertThat(results).hasSize(lines).allMatch(r -> r.has("id"));
    assertThat(results.getLast().path("revision").asInt()).isEqualTo(50);
  }

  @Test
  void lineOfAnOpenStream_isAnsweredBeforeTheNextIsSent() throws IOException {
    try (Stream stream = new Stream()) {
      for (int i = 1; i <= 3; i++) {
        stream.send("{\"user\":\"open\",\"title\":\"" + i + "\"}\n");
        assertThat(stream.result().path("revision").asInt()).isEqualTo(i);
      }
      stream.end();
      assertThat(stream.isOver()).isTrue();
    }
  }

  @Test
  void wholeLines_areAnsweredThoughTheNextIsNot() throws IOException {
    try (Stream stream = new Stream()) {
      stream.send(
          "{\"user\":\"part\",\"title\":\"1\"}\n"
              + "{\"user\":\"part\",\"title\":\"2\"}\n"
              + "{\"user\":\"part\",\"ti");
      assertThat(stream.result().path("revision").asInt()).isEqualTo(1);
      assertThat(stream.result().path("revision").asInt()).isEqualTo(2);
      stream.send("tle\":\"3\"}\n");
      assertThat(stream.result().path("revision").asInt()).isEqualTo(3);
    }
  }

  @Test
  void lineThatIsNotText_failsAlone() throws IOException {
    try (Stream stream = new Stream()) {
      stream.sendRaw(new byte[] {'{', (byte) 0xc3, '}', '\n'});
      assertThat(stream.result().path("problem").path("status").asInt()).isEqualTo(400);
      stream.send("{\"user\":\"text\",\"title\":\"1\"}\n");
      assertThat(stream.result().path("revision").asInt()).isEqualTo(1);
    }
  }

  @Test
  void brokenStream_hasDoneWhatItAnswered() throws IOException {
    try (Stream stream = new Stream()) {
      stream.send("{\"user\":\"broken\",\"title\":\"1\"}\n");
      assertThat(stream.result().path("revision").asInt()).isEqualTo(1);
      stream.send("{\"user\":\"broken\",\"title\":\"2\"}");
    }
    Eventually.holds("a list", () -> count("broken") == 1);
    assertThat(count("broken")).isEqualTo(1);
  }

  @Test
  void streamThatSendsNothing_isEnded() throws IOException {
    try (Stream stream = new Stream()) {
      stream.send("{\"user\":\"silent\",\"title\":\"1\"}\n");
      assertThat(stream.result().path("revision").asInt()).isEqualTo(1);
      assertThat(stream.isOver()).isFalse();
    }
  }

  @Test
  void refusalOfAStreamThatGoesOn_endsItsConnectionByName() throws IOException {
    try (Stream stream = new Stream("wrong")) {
      stream.send("{\"user\":");
      assertThat(stream.head()).contains("401").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void streamWithoutACredential_isRefused() {
    TestNode.Answer answer =
        node.callAs(null, "POST", "/api/notifications", "{\"user\":\"1\"}\n", "Content-Type", TYPE);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(node.publish("after", "{\"title\":\"x\"}").status()).isEqualTo(201);
  }

  /** A request whose body is sent bit by bit while its answer is read. */
  private static final class Stream implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    Stream() throws IOException {
      this(TestNode.KEY);
    }

    Stream(String key) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), node.httpPort());
      socket.setSoTimeout(15_000);
      out = socket.getOutputStream();
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      say(
          "POST /api/notifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + key
              + "\r\nContent-Type: "
              + TYPE
              + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private void say(String text) throws IOException {
      out.write(text.getBytes(UTF_8));
      out.flush();
    }

    void send(String part) throws IOException {
      say(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
    }

    void sendRaw(byte[] part) throws IOException {
      say(Integer.toHexString(part.length) + "\r\n");
      out.write(part);
      say("\r\n");
    }

    void end() throws IOException {
      say("0\r\n\r\n");
    }

    /** The lines before the answer's content. */
    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      return head.toString();
    }

    /** The next line of the answer's content, past its head and the lengths of its chunks. */
    JsonNode result() throws IOException {
      while (true) {
        String line = in.readLine();
        if (line.startsWith("{")) {
          return TestNode.json(line);
        }
      }
    }

    /** Whether the answer ends as a whole one does; false where it is cut off. */
    boolean isOver() throws IOException {
      try {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.equals("0")) {
            return true;
          }
        }
      } catch (SocketException e) {
        return false;
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
