package dev.ringside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The streams of a command that is run, and of the others, as a shell connects them. */
@Timeout(180)
class RunStreamsTest extends WithShell {

  private static final int LINES = 200;

  private String run() {
    return "ringside run --user " + user + " --key k -- ";
  }

  private String text() {
    return node.call("GET", "/api/users/" + user + "/jobs/k", null).body().path("text").asText();
  }

  @Test
  void outputAndErrorInOnePlace_keepTheirOrder() throws Exception {
    Path script =
        Files.writeString(
            home.resolve("script"),
            "i=0; while [ $i -lt %d ]; do echo o$i; echo e$i >&2; i=$((i+1)); done"
                .formatted(LINES));
    String expected =
        IntStream.range(0, LINES)
            .mapToObj(i -> "o" + i + "\ne" + i + "\n")
            .collect(Collectors.joining());

    assertThat(shell.script(run() + "sh " + script + " 2>&1").out()).isEqualTo(expected);
    Path file = home.resolve("out");
    shell.script(run() + "sh " + script + " > " + file + " 2>&1");
    assertThat(Files.readString(file)).isEqualTo(expected);
    Shell.Ended apart = shell.script(run() + "sh " + script);
    assertThat(apart.out()).startsWith("o0\no1\n");
    assertThat(apart.err()).startsWith("e0\ne1\n");
  }

  static boolean hasAFullDevice() {
    return Files.exists(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasAFullDevice")
  void outputThatCannotBeWritten_endsTheCommand_andIsTold() throws Exception {
    Shell.Ended much = shell.script(run() + "seq 1000000 > /dev/full");
    assertThat(much.status()).isNotZero();
    assertThat(much.err())
        .isEqualTo("ringside: standard output cannot be written: No space left on device.\n");
    assertThat(text()).contains("signal 13");

    Shell.Ended little = shell.script(run() + "echo x > /dev/full");
    assertThat(little.status()).isEqualTo(1);
    assertThat(little.err()).contains("No space left on device").hasLineCount(1);
    assertThat(text()).contains("cannot be written");
  }

  @Test
  @EnabledIf("hasAFullDevice")
  void outputOfAnyCommandThatCannotBeWritten_isTold() throws Exception {
    node.publish(user, "{\"title\":\"one\"}");
    for (String command :
        new String[] {
          "inbox --user " + user,
          "notify --user " + user + " x",
          "rooms --help",
          "--version",
          "listen --last 1 --user " + user
        }) {
      Shell.Ended ended = shell.script("ringside " + command + " > /dev/full");
      assertThat(ended.status()).as(command).isEqualTo(1);
      assertThat(ended.err())
          .as(command)
          .isEqualTo("ringside: standard output cannot be written: No space left on device.\n");
    }
  }

  @Test
  void readerThatHasGone_isNothingToTellOf() throws Exception {
    node.publish(user, "{\"title\":\"one\"}");
    Shell.Ended ended = shell.script("{ ringside inbox --user " + user + "; echo $? >&2; } | true");
    assertThat(ended.err()).isIn("0\n");
  }

  /** A reader may be slower than the command, which has long ended then. */
  @Test
  void slowReader_getsAllOfIt() throws Exception {
    Shell.Ended ended = shell.script(run() + "seq 30000 | { sleep 6; wc -l; }");

    assertThat(ended.out().strip()).as(ended.err()).isEqualTo("30000");
  }

  @Test
  void whatTheCommandLeavesRunning_isNotWaitedFor() throws Exception {
    Path late = home.resolve("late");
    Shell.Ended ended = shell.call("run", "--user", user, "--", "sh", "-c", later(late));

    assertThat(ended.status()).isEqualTo(5);
    assertThat(late).doesNotExist();
  }

  private static String later(Path file) {
    return "{ sleep 20; test -d %s && touch %s; } & exit 5".formatted(file.getParent(), file);
  }

  @Test
  void wordsOutsideOfAscii_passThroughInAnyLocale() throws Exception {
    Shell.Ended ended =
        shell.with("LC_ALL", "C").callWith("Größe 😀", "notify", "--user", user, "--title", "t");
    assertThat(ended.out()).contains("Größe 😀");
  }
}
