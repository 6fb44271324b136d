package dev.ringside.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.support.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class FirstStartTest {

  private static final String KEY_LINE = "API key (shown this once): rsk_";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void key_isShownAtTheFirstStartAlone() throws Exception {
    String schema = TestPostgres.freshSchema();
    start(schema, 0).close();
    assertThat(output()).startsWith("ringside ready: http://127.0.0.1:").contains(KEY_LINE);

    printed.reset();
    start(schema, 0).close();
    assertThat(output()).startsWith("ringside ready: ").doesNotContain("rsk_");
  }

  @Test
  void key_ofAStartThatFails_isShown() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(schema, taken.getLocalPort()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("RINGSIDE_HTTP_PORT");
    }
    assertThat(output()).startsWith(KEY_LINE).doesNotContain("ringside ready");
  }

  @Test
  void nodes_thatStartTogether_makeOneKey() throws Exception {
    String schema = TestPostgres.freshSchema();
    List<CompletableFuture<Ringside>> starting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starting.add(
          CompletableFuture.supplyAsync(() -> start(schema, 0), Thread::startVirtualThread));
    }
    List<Ringside> nodes = starting.stream().map(CompletableFuture::join).toList();

    Matcher key = Pattern.compile("rsk_\\S+").matcher(output().replaceAll("#key=\\S+", ""));
    assertThat(key.find()).isTrue();
    for (Ringside node : nodes) {
      assertThat(status(node, key.group())).isEqualTo(200);
    }
    assertThat(key.find()).as("a second key").isFalse();
    nodes.forEach(Ringside::close);
  }

  private static int status(Ringside node, String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + node.httpAddress().getPort() + "/api/users/1/inbox"))
            .header("Authorization", "Bearer " + key)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private Ringside start(String schema, int httpPort) {
    RingsideConfig config =
        Settings.of(
                Map.of(
                    "ringside.http.port",
                    Integer.toString(httpPort),
                    "ringside.socket.port",
                    "0",
                    "ringside.database.url",
                    TestPostgres.url(),
                    "ringside.database.schema",
                    schema))
            .read();
    return Ringside.start(config, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
