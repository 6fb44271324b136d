package dev.ringside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.app.Main;
import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Signals;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that run as jobs, in processes of their own, against a real node. */
@Timeout(180)
class RunCommandTest extends WithShell {

  private JsonNode job() {
    return node.call("GET", "/api/users/" + user + "/jobs/k", null).body();
  }

  private JsonNode notification() {
    return node.call("GET", "/api/users/" + user + "/notifications", null)
        .body()
        .at("/notifications/0");
  }

  private Shell.Running run(String script) throws IOException {
    return shell.start(
        "", "run", "--user", user, "--key", "k", "--title", "Build", "--", "sh", "-c", script);
  }

  @Test
  void command_hasItsStreamsAndItsStatus_andEndsAsASuccess() throws Exception {
    Shell.Ended ended =
        shell.callWith(
            "from outside",
            "run",
            "--user",
            user,
            "--key",
            "k",
            "--",
            "sh",
            "-c",
            "cat; echo beside >&2");

    assertThat(ended).isEqualTo(new Shell.Ended(0, "from outside", "beside\n"));
    assertThat(job().path("state").asText()).isEqualTo("done");
    assertThat(job().path("result").asText()).isEqualTo("success");
    assertThat(job().path("title").asText()).isEqualTo("sh -c cat; echo beside >&2");
    assertThat(job().path("text").asText()).startsWith("Done after ");
  }

  @Test
  void failure_hasItsStatusAndItsLastLines() throws Exception {
    Shell.Ended ended = run("for i in $(seq 1 40); do echo line $i; done; exit 3").await();

    assertThat(ended.status()).isEqualTo(3);
    assertThat(ended.out()).startsWith("line 1\n").endsWith("line 40\n");
    assertThat(notification().path("style").asText()).isEqualTo("error");
    assertThat(notification().path("title").asText()).isEqualTo("Build");
    assertThat(notification().path("content").asText())
        .startsWith("Exit status 3 after ")
        .endsWith("line 39\nline 40")
        .doesNotContain("line 1\n");
  }

  @Test
  void progressLines_moveTheJob_andPassThrough() throws Exception {
    Path go = home.resolve("go");
    Shell.Running running =
        run(
            "echo '::progress 40 linking::'; while ! [ -e %s ]; do sleep 0.05; done; exit 1"
                .formatted(go));

    Eventually.holds("progress", () -> job().path("progress").asInt() == 40);
    Eventually.holds("a step", () -> job().path("step").asText().equals("linking"));
    assertThat(job().path("state").asText()).isEqualTo("running");
    Files.createFile(go);
    assertThat(running.await().out()).isEqualTo("::progress 40 linking::\n");
    assertThat(job().path("progress").asInt()).isEqualTo(40);
  }

  @Test
  void commandThatIsKilled_endsAsAnErrorWithTheSignal() throws Exception {
    Shell.Ended ended = run("kill -9 $$").await();

    assertThat(ended.status()).isEqualTo(137);
    assertThat(job().path("text").asText()).startsWith("Ended by signal 9 after ");
    assertThat(job().path("result").asText()).isEqualTo("error");
  }

  @Test
  void signal_isPassedOn_andTheStatusIsTheCommands() throws Exception {
    Path ready = home.resolve("ready");
    for (String signal : notIgnored()) {
      Files.deleteIfExists(ready);
      Shell.Running running =
          run(
              "trap 'echo caught; exit 7' %s; touch %s; while :; do sleep 0.05; done"
                  .formatted(signal, ready));
      Eventually.holds("the trap", () -> Files.exists(ready));

      Signals.send(signal, running.pid());

      Shell.Ended ended = running.await();
      assertThat(ended.status()).as(signal).isEqualTo(7);
      assertThat(ended.out()).isEqualTo("caught\n");
    }
    assertThat(job().path("text").asText()).startsWith("Exit status 7");
  }

  /**
   * What is ignored here, as HUP is below nohup and INT in the background of a script, is ignored
   * by every process that is started here, and no shell can trap it.
   */
  private static List<String> notIgnored() throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .substring("SigIgn:".length())
            .strip();
    long ignored = Long.parseUnsignedLong(mask, 16);
    return Map.of("TERM", 15, "INT", 2, "HUP", 1, "USR1", 10, "USR2", 12, "WINCH", 28)
        .entrySet()
        .stream()
        .filter(signal -> (ignored >> (signal.getValue() - 1) & 1) == 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Test
  void commandThatIsNone_isToldInALine_andByItsStatus() throws Exception {
    Shell.Ended none = shell.call("run", "--user", user, "--key", "k", "--", "no-such-command");
    assertThat(none.status()).isEqualTo(127);
    assertThat(none.err()).isEqualTo("ringside: no-such-command: there is no such command.\n");
    assertThat(job().path("result").asText()).isEqualTo("error");

    Path text = Files.writeString(home.resolve("text"), "no program");
    Shell.Ended not = shell.call("run", "--user", user, "--key", "k", "--", text.toString());
    assertThat(not.status()).isEqualTo(126);
    assertThat(not.err()).endsWith("cannot be executed.\n").hasLineCount(1);
  }

  @Test
  void shellThatIsKilled_leavesAJobThatStalls() throws Exception {
    Shell.Running running =
        shell.start(
            "", "run", "--user", user, "--key", "k", "--lease-seconds", "5", "--", "sleep", "30");
    Eventually.holds("a start", () -> job().path("state").asText().equals("running"));

    running.kill();

    Eventually.holds("a stall", () -> job().path("state").asText().equals("stalled"));
    assertThat(notification().path("style").asText()).isEqualTo("warning");
  }

  @Test
  void serverThatIsAway_changesNothing_andTheEndIsToldLater() throws Exception {
    int port = freePort();
    shell.with("RINGSIDE_URL", "http://127.0.0.1:" + port);
    Shell.Ended ended =
        shell.call(
            "run",
            "--user",
            user,
            "--key",
            "k",
            "--patience-seconds",
            "1",
            "--",
            "sh",
            "-c",
            "echo out; exit 5");

    assertThat(ended.status()).isEqualTo(5);
    assertThat(ended.out()).isEqualTo("out\n");
    assertThat(ended.err()).contains("it is kept").doesNotContain("\tat ");
    assertThat(shell.spooled()).hasSize(1);
    assertThat(Files.readString(shell.spooled().getFirst())).doesNotContain(TestNode.KEY);
    assertThat(shell.call("deliver").status()).isEqualTo(Exit.AWAY.status());

    try (TestNode later = TestNode.start("ringside.http.port", Integer.toString(port))) {
      Shell.Ended delivered = shell.call("deliver");
      assertThat(delivered.status()).as(delivered.err()).isZero();
      assertThat(delivered.out()).isEqualTo("One end was told.\n");
      JsonNode job = later.call("GET", "/api/users/" + user + "/jobs/k", null).body();
      assertThat(job.path("state").asText()).isEqualTo("done");
      assertThat(job.path("result").asText()).isEqualTo("error");
      assertThat(job.path("text").asText()).startsWith("Exit status 5");
    }
    assertThat(shell.spooled()).isEmpty();
  }

  @Test
  void nextRun_tellsWhatWasKept() throws Exception {
    int port = freePort();
    shell.with("RINGSIDE_URL", "http://127.0.0.1:" + port);
    shell.call("run", "--user", user, "--key", "k", "--patience-seconds", "1", "--", "false");
    assertThat(shell.spooled()).hasSize(1);

    try (TestNode later = TestNode.start("ringside.http.port", Integer.toString(port))) {
      shell.call("run", "--user", user, "--key", "other", "--", "sleep", "2");
      assertThat(
              later
                  .call("GET", "/api/users/" + user + "/jobs/k", null)
                  .body()
                  .path("result")
                  .asText())
          .isEqualTo("error");
    }
    assertThat(shell.spooled()).isEmpty();
  }

  @Test
  void spoolThatCannotBeWritten_isToldInALine_andTheStatusIsTheCommands() throws Exception {
    shell.with("RINGSIDE_URL", "http://127.0.0.1:" + freePort());
    shell.with("XDG_STATE_HOME", Files.writeString(home.resolve("file"), "").toString());

    Shell.Ended ended =
        shell.call("run", "--user", user, "--patience-seconds", "1", "--", "sh", "-c", "exit 6");

    assertThat(ended.status()).isEqualTo(6);
    assertThat(ended.err()).contains("it cannot be kept either").doesNotContain("\tat ");
  }

  /** Who presses Ctrl-C again, once the command has ended, does not want to wait. */
  @Test
  void signalWhileTheEndIsTold_hasItKeptAtOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      shell.with("RINGSIDE_URL", "http://127.0.0.1:" + silent.getLocalPort());
      Path ended = home.resolve("ended");
      Shell.Running running =
          shell.start(
              "",
              "run",
              "--user",
              user,
              "--patience-seconds",
              "600",
              "--",
              "sh",
              "-c",
              "trap '' TERM; touch %s; exit 9".formatted(ended));
      Eventually.holds("the command's end", () -> Files.exists(ended));

      Eventually.holds(
          "an end",
          () -> {
            // By the handle, which may come too late.
            ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroy);
            return !running.isAlive();
          });

      assertThat(running.await().status()).isEqualTo(9);
      assertThat(shell.spooled()).hasSize(1);
    }
  }

  /** Killed without a word, and started again with the same database. */
  @Test
  void serverThatIsKilled_isToldTheEndByTheSameRun() throws Exception {
    int port = freePort();
    String schema = TestPostgres.freshSchema();
    try (NodeProcess server =
        NodeProcess.start(schema, "RINGSIDE_HTTP_PORT", Integer.toString(port))) {
      shell.with("RINGSIDE_URL", "http://127.0.0.1:" + port);
      Path go = home.resolve("go");
      Shell.Running running =
          shell.start(
              "",
              "run",
              "--user",
              user,
              "--key",
              "k",
              "--title",
              "Build",
              "--",
              "sh",
              "-c",
              "while ! [ -e %s ]; do sleep 0.05; done; exit 3".formatted(go));
      String jobs = "/api/users/" + user + "/jobs/k";
      Eventually.holds("a start", () -> server.call("GET", jobs, null).status() == 200);

      server.kill();
      assertThat(server.start()).isTrue();
      Files.createFile(go);

      assertThat(running.await().status()).isEqualTo(3);
      JsonNode all = server.call("GET", "/api/users/" + user + "/notifications", null).body();
      assertThat(all.path("notifications")).hasSize(1);
      assertThat(all.at("/notifications/0/style").asText()).isEqualTo("error");
      assertThat(all.at("/notifications/0/title").asText()).isEqualTo("Build");
      assertThat(all.at("/notifications/0/content").asText()).startsWith("Exit status 3");
      assertThat(all.at("/notifications/0/job/state").asText()).isEqualTo("done");
    }
    assertThat(shell.spooled()).isEmpty();
  }

  @Test
  void keyThatIsRefused_changesNothingForTheCommand() throws Exception {
    Shell.Ended ended =
        shell
            .with("RINGSIDE_API_KEY", "not-a-key")
            .call("run", "--user", user, "--patience-seconds", "1", "--", "sh", "-c", "exit 4");

    assertThat(ended.status()).isEqualTo(4);
    assertThat(ended.err()).contains("the end was not told").doesNotContain("not-a-key");
  }

  @Test
  void readerThatGoesAway_endsTheCommandAsItWouldWithout() throws Exception {
    Path pipe = home.resolve("out");
    String java =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -cp '%s' %s".formatted(System.getProperty("java.class.path"), Main.class.getName());
    ProcessBuilder line =
        new ProcessBuilder(
                "sh", "-c", java + " run --user " + user + " --key k -- yes | head -1 > " + pipe)
            .redirectErrorStream(true);
    line.environment().put("RINGSIDE_API_KEY", TestNode.KEY);
    line.environment().put("RINGSIDE_URL", Shell.address(node));
    line.environment().put("XDG_STATE_HOME", home.toString());
    Process process = line.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(pipe)).isEqualTo("y\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
