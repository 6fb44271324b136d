package dev.ringside.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringside.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends that were kept: told, refused, or of no use, and nothing lost of them. */
@Timeout(180)
class DeliverTest extends WithShell {

  private String state(String key) {
    return node.call("GET", "/api/users/" + user + "/jobs/" + key, null)
        .body()
        .path("state")
        .asText();
  }

  private Path keep(String name, String server, String key, Map<String, ?> body)
      throws IOException {
    Files.createDirectories(shell.spool());
    Json end = Json.of(Map.of("user", user, "key", key, "body", body));
    Json kept = Json.of(Map.of("server", server, "end", end));
    return Files.writeString(shell.spool().resolve(name), kept.toString());
  }

  @Test
  void endThatIsRefused_isNeverToldAsTold_andKeptAside() throws Exception {
    keep("1.json", Shell.address(node), "bad", Map.of("title", "", "result", "error"));
    keep("2.json", Shell.address(node), "none", Map.of("result", "error"));
    keep("3.json", Shell.address(node), "good", Map.of("title", "Build"));

    Shell.Ended ended = shell.call("deliver");

    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("One end was told.\n");
    assertThat(ended.err())
        .hasLineCount(2)
        .contains("job bad of " + user + " was refused", "title must not be blank")
        .contains("job none of " + user + " was refused", "(404)")
        .contains(shell.spool().resolve("refused").toString());
    assertThat(state("good")).isEqualTo("done");
    assertThat(shell.spooled()).isEmpty();
    assertThat(shell.refused()).hasSize(2);
    for (Path each : shell.refused()) {
      assertThat(Files.readString(each)).contains("\"refused\":", "\"result\":\"error\"");
    }
    assertThat(shell.call("deliver").status()).isZero();
  }

  /** What is refused as it ends is not told as kept for later. */
  @Test
  void endThatIsRefusedAtOnce_isKeptAsideToo() throws Exception {
    HttpServer server = server(422, "{\"type\":\"/problems/invalid\",\"title\":\"Invalid\"}");
    try {
      Shell.Ended ended = shell.with("RINGSIDE_URL", url(server)).call(run("exit 3"));
      assertThat(ended.status()).isEqualTo(3);
      assertThat(ended.err())
          .contains("the end was not told: Invalid (422)", "refused")
          .doesNotContain("told by the next run");
      assertThat(shell.spooled()).isEmpty();
      assertThat(shell.refused()).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  /** As a page between answers to everything, or another server at that address. */
  @Test
  void answerThatIsNotRingsides_isNoneThatItWasTold() throws Exception {
    for (String answer : List.of("<html>hello</html>", "", "{}")) {
      HttpServer server = server(200, answer);
      try {
        Shell.Ended ended = shell.with("RINGSIDE_URL", url(server)).call(run("exit 3"));
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("the end was not told", "it is kept");
        assertThat(shell.call("deliver").status()).isEqualTo(Exit.AWAY.status());
      } finally {
        server.stop(0);
      }
    }
    assertThat(shell.spooled()).hasSize(3);
  }

  private String[] run(String script) {
    return new String[] {"run", "--user", user, "--key", "k", "--", "sh", "-c", script};
  }

  private static HttpServer server(int status, String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = answer.getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void entryThatIsNone_blocksNoOther_andIsNamed() throws Exception {
    Files.createDirectories(shell.spool().resolve("0.json"));
    Files.writeString(shell.spool().resolve("1.json"), "");
    Files.writeString(shell.spool().resolve("2.json"), "{\"server\":7}");
    Files.write(shell.spool().resolve("3.json"), new byte[] {(byte) 0xff, 0});
    keep("4.json", Shell.address(node), "k", Map.of("title", "Build"));

    Shell.Ended ended = shell.call("deliver");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("One end was told.\n");
    assertThat(ended.err()).hasLineCount(4).contains("0.json", "1.json", "2.json", "3.json");
    assertThat(state("k")).isEqualTo("done");
    assertThat(shell.spooled()).hasSize(4);
  }

  @Test
  void endsForOthers_areCounted_andAnAddressIsOneHoweverItIsWritten() throws Exception {
    keep(
        "1.json",
        "HTTP://127.0.0.1:" + node.httpAddress().getPort() + "//",
        "k",
        Map.of("title", "t"));
    keep("2.json", "http://other:8080", "k", Map.of("title", "t"));
    keep("3.json", "http://OTHER:8080/", "k", Map.of("title", "t"));
    keep("4.json", "https://third", "k", Map.of("title", "t"));

    Shell.Ended ended = shell.call("deliver", "--server", Shell.address(node) + "/");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("One end was told.\n")
        .contains("2 ends wait for http://other:8080, one end waits for https://third.");
    assertThat(shell.spooled()).hasSize(3);
  }

  @Test
  void whatIsKept_isForItsOwnerAlone() throws Exception {
    Files.createDirectories(shell.spool());
    Files.setPosixFilePermissions(shell.spool(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path older = keep("1.json", "http://other", "k", Map.of("title", "t"));
    Files.setPosixFilePermissions(older, PosixFilePermissions.fromString("rw-r--r--"));
    shell.with("RINGSIDE_URL", "http://127.0.0.1:1");
    shell.call("run", "--user", user, "--patience-seconds", "0", "--", "true");

    assertThat(shell.spooled()).hasSize(2);
    assertThat(shell.call("deliver").status()).isEqualTo(Exit.AWAY.status());

    assertThat(rights(shell.spool())).isEqualTo("rwx------");
    for (Path each : shell.spooled()) {
      assertThat(rights(each)).isEqualTo("rw-------");
    }
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
