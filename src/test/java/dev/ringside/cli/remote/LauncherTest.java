package dev.ringside.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.Signals;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The launcher, as a shell calls it: what Java would spoil of locale and descriptors. */
@Timeout(180)
class LauncherTest extends WithShell {

  private Path launcher = Path.of("");

  /** As the archive has it, with a jar that leads to the classes that are tested. */
  @BeforeEach
  void install() throws IOException {
    launcher = Files.createDirectories(home.resolve("bin")).resolve("ringside");
    Files.copy(Path.of("src/main/dist/bin/ringside"), launcher);
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Path lib = Files.createDirectories(home.resolve("lib"));
    String[] classes = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(classes)
                .map(each -> Path.of(each).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream jar = Files.newOutputStream(lib.resolve("ringside.jar"))) {
      new JarOutputStream(jar, manifest).close();
    }
    String picocli =
        Arrays.stream(classes).filter(each -> each.contains("picocli-")).findFirst().orElseThrow();
    Files.copy(Path.of(picocli), lib.resolve("picocli-0.jar"));
    shell
        .with("JAVA_HOME", System.getProperty("java.home"))
        // Nothing is kept for the next time.
        .with("XDG_CACHE_HOME", "/dev/null");
  }

  private Shell.Ended script(String text) throws Exception {
    Path file = Files.writeString(home.resolve("script"), text, UTF_8);
    return shell.with("R", launcher.toString()).script(". " + file);
  }

  private String run() {
    return "\"$R\" run --user " + user + " -- ";
  }

  @Test
  void argumentsAndLocale_reachTheCommandAsTheyWere() throws Exception {
    String show = run() + "sh -c 'echo \"$1|${LC_ALL-none}|${LANG-none}\"' x 'Größe 😀'\n";

    assertThat(script("unset LC_ALL LC_CTYPE LANG\n" + show).out())
        .isEqualTo("Größe 😀|none|none\n");
    assertThat(script("export LC_ALL=C LANG=POSIX\n" + show).out()).isEqualTo("Größe 😀|C|POSIX\n");
    assertThat(script("export LC_ALL= LANG=C\n" + show).out()).isEqualTo("Größe 😀||C\n");
    assertThat(script("export LC_ALL=none.UTF-8\n" + show).out())
        .startsWith("Größe 😀|none.UTF-8|");
    String title =
        node.call("GET", "/api/users/" + user + "/jobs", null).body().at("/jobs/0/title").asText();
    assertThat(title).endsWith("Größe 😀");
  }

  @Test
  void commandOfListen_hasTheCallersLocale() throws Exception {
    node.publish(user, "{\"title\":\"Größe\"}");
    Path told = home.resolve("told");
    String exec = "echo \"$LC_ALL $RINGSIDE_TITLE\" > " + told + "; kill $PPID";

    script("export LC_ALL=C\n\"$R\" listen --user %s --last 1 --exec '%s'".formatted(user, exec));

    assertThat(Files.readString(told)).isEqualTo("C Größe\n");
  }

  @Test
  void wordsOfNotify_areUtf8InAnyLocale() throws Exception {
    Shell.Ended ended =
        script(
            "export LC_ALL=C\n\"$R\" notify --user %s 'Größe'\necho 'Maß' | \"$R\" notify --user %s"
                .formatted(user, user));

    assertThat(ended.out()).as(ended.err()).contains("Größe", "Maß");
  }

  @Test
  void closedDescriptor_isNoFileOfJavas() throws Exception {
    Shell.Ended in = script(run() + "cat <&-");
    assertThat(in.out()).isEmpty();
    assertThat(in.status()).as(in.err()).isEqualTo(1);

    Shell.Ended out = script(run() + "echo x >&-");
    assertThat(out.status()).isEqualTo(1);
    assertThat(out.err()).startsWith("ringside: standard output cannot be written: ");

    Shell.Ended err = script(run() + "sh -c 'echo lost >&2; echo x' 2>&-");
    assertThat(err).isEqualTo(new Shell.Ended(0, "x\n", ""));

    assertThat(script(run() + "sh -c 'exit 5' <&- >&- 2>&-").status()).isEqualTo(5);
    assertThat(script("\"$R\" notify --user " + user + " <&-").err())
        .startsWith("ringside: there are no words")
        .hasLineCount(1);
  }

  /** Which Java keeps to itself, and would answer in the middle of the output. */
  @Test
  void quit_disturbsNothing() throws Exception {
    Path ready = home.resolve("ready");
    Path go = home.resolve("go");
    Path pid = home.resolve("pid");
    Path file =
        Files.writeString(
            home.resolve("waiting"),
            "touch %s; while ! [ -e %s ]; do sleep 0.05; done; echo end".formatted(ready, go));
    Thread signals =
        Thread.startVirtualThread(
            () -> {
              Eventually.holds("the command", () -> Files.exists(ready));
              Signals.send("QUIT", number(pid));
              touch(go);
            });

    Shell.Ended ended = script("echo $$ > " + pid + "\nexec " + run() + "sh " + file);

    signals.join();
    assertThat(ended).isEqualTo(new Shell.Ended(0, "end\n", ""));
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
