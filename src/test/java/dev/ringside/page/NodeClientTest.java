package dev.ringside.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.support.TestNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client of {@code src/main/webapp} under plain Node against a real node. */
class NodeClientTest {

  private static final String SCRIPT = "src/test/webapp/node/client.mjs";

  @Test
  void client_underNode_followsOverEachTransport() throws Exception {
    run(true);
  }

  /** Node before 22 has no sockets, and must do without. */
  @Test
  void client_underNodeWithoutSockets_followsByEvents() throws Exception {
    run(false);
  }

  private static void run(boolean withSockets) throws Exception {
    boolean installed = answers("0");
    if (System.getenv("CI") == null) {
      assumeTrue(installed, "no Node on this machine: the client is not tested under it");
    }
    assertThat(installed).as("in CI, Node must be installed").isTrue();
    try (TestNode node = TestNode.start()) {
      List<String> command = new ArrayList<>(List.of("node", "--no-warnings"));
      if (withSockets && !answers("typeof WebSocket === 'function' ? 0 : 1")) {
        command.add("--experimental-websocket");
      } else if (!withSockets) {
        command.add("--import=data:text/javascript,globalThis.WebSocket=undefined");
      }
      command.add(SCRIPT);
      ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
      program.environment().put("SERVER", "http://127.0.0.1:" + node.httpPort());
      program.environment().put("SOCKET", "ws://127.0.0.1:" + node.socketPort() + "/ws");
      program.environment().put("KEY", TestNode.KEY);
      Process running = program.start();
      String said = new String(running.getInputStream().readAllBytes(), UTF_8);
      assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.exitValue()).as(said).isZero();
      assertThat(said)
          .contains("done under Node")
          .contains(withSockets ? "with sockets" : "without sockets");
    }
  }

  private static boolean answers(String status) throws InterruptedException {
    try {
      return new ProcessBuilder("node", "-e", "process.exit(" + status + ")").start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
