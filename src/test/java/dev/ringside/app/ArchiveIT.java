package dev.ringside.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.Version;
import dev.ringside.support.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The archive, unpacked and used as by somebody who has nothing but it and a Java. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArchiveIT {

  private static final Path ARCHIVE = Path.of(System.getProperty("archive"));
  private static final Path HERE = ARCHIVE.resolveSibling("archive test");
  private static final Path PLACE = HERE.resolve(name());
  private static final Path LAUNCHER = PLACE.resolve("bin/ringside");
  private static final Path CACHE = HERE.resolve("cache");

  private static final Pattern READY = Pattern.compile("ringside ready: (http://\\S+) and ws://.*");
  private static final Pattern KEY = Pattern.compile("API key \\(shown this once\\): (rsk_\\S+)");

  private static String url = "";
  private static String key = "";

  private record Ended(int status, String out, String err) {}

  private static String name() {
    return ARCHIVE.getFileName().toString().replace(".tar.gz", "");
  }

  @BeforeAll
  static void unpack() throws Exception {
    delete(HERE);
    Files.createDirectories(HERE.resolve("work"));
    assertThat(run(Map.of(), "tar", "xzf", ARCHIVE.toString(), "-C", HERE.toString()).status())
        .isZero();
  }

  @AfterAll
  static void tidyUp() throws Exception {
    delete(HERE);
  }

  private static void delete(Path folder) throws Exception {
    // By a program, since what the kept classes are made by may write there still.
    run(Map.of(), "rm", "-rf", folder.toString());
  }

  @Test
  @Order(1)
  void version_isThatOfTheBuild() throws Exception {
    assertThat(ringside("--version").out()).isEqualTo(Version.line() + "\n");
  }

  @Test
  @Order(2)
  void help_namesTheCommands() throws Exception {
    Ended help = ringside("--help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("notify", "run", "serve", "keys").doesNotContain("Exception");
  }

  /** By way of a link, and with the options that java is given. */
  @Test
  @Order(3)
  void launcher_isFoundThroughLinks() throws Exception {
    Path links = Files.createDirectories(HERE.resolve("some links"));
    Path first = Files.createSymbolicLink(links.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(links.resolve("ringside"), first.getFileName());

    Ended ended = run(Map.of("RINGSIDE_JAVA_OPTS", "-Da=* -showversion"), second + "", "--version");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).isEqualTo(Version.line() + "\n");
    assertThat(ended.err()).contains("openjdk version");
  }

  @Test
  @Order(4)
  void node_isSpokenTo_andStops() throws Exception {
    ProcessBuilder serve = builder(Map.of(), LAUNCHER.toString(), "serve");
    serve.environment().put("RINGSIDE_HTTP_PORT", "0");
    serve.environment().put("RINGSIDE_SOCKET_PORT", "0");
    Path log = HERE.resolve("serve.log");
    Process node = serve.redirectError(log.toFile()).start();
    try {
      readAddress(node.inputReader(UTF_8));
      assertThat(Files.readString(log).lines().findFirst().orElse("")).endsWith(Version.line());

      speak();

      Signals.send("TERM", node.pid());
      assertThat(node.waitFor(20, TimeUnit.SECONDS)).as("it stops").isTrue();
      assertThat(node.exitValue()).isEqualTo(143);
    } finally {
      node.destroyForcibly();
    }
  }

  private static void readAddress(BufferedReader out) throws IOException {
    while (url.isEmpty() || key.isEmpty()) {
      String line = out.readLine();
      assertThat(line).as("a line before the end of the node").isNotNull();
      Matcher ready = READY.matcher(line);
      Matcher shown = KEY.matcher(line);
      url = ready.matches() ? ready.group(1) : url;
      key = shown.matches() ? shown.group(1) : key;
    }
  }

  private static void speak() throws Exception {
    Ended told = ringside("notify", "--user", "42", "Export ready");
    assertThat(told.status()).as(told.err()).isZero();

    assertThat(ringside("inbox", "--user", "42").out()).contains("Export ready");

    Ended ended =
        run(
            Map.of("version", "kept"),
            LAUNCHER + "",
            "run",
            "--user",
            "42",
            "--",
            "sh",
            "-c",
            "echo $version; exit 3");
    assertThat(ended.status()).as(ended.err()).isEqualTo(3);
    assertThat(ended.out()).isEqualTo("kept\n");
  }

  @Test
  @Order(5)
  void keptClasses_thatAreDamaged_areNotUsed() throws Exception {
    Path kept = keptClasses();
    assertThat(ringside("--version").out()).isEqualTo(Version.line() + "\n");

    Files.writeString(kept, "damaged");

    Ended ended = ringside("--version");
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).isEqualTo(Version.line() + "\n");
    assertThat(ended.err()).isEmpty();
  }

  /** What the first command has begun to make. */
  private static Path keptClasses() throws Exception {
    Path folder = CACHE.resolve("ringside");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> made = files.filter(file -> file.toString().endsWith(".aot")).toList();
        if (!made.isEmpty()) {
          return made.getFirst();
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no classes were kept");
  }

  @Test
  @Order(6)
  void java_thatIsMissingOrOld_isNamedInALine() throws Exception {
    Path old = HERE.resolve("old java");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

    Ended ended = run(Map.of("JAVA_HOME", old.toString()), LAUNCHER + "", "--version");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("ringside: ")
        .contains("17.0.9", "JAVA_HOME")
        .hasLineCount(1);

    ended = run(Map.of("JAVA_HOME", HERE.resolve("none").toString()), LAUNCHER + "", "serve");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).startsWith("ringside: JAVA_HOME is ").hasLineCount(1);
  }

  @Test
  @Order(7)
  void libraries_areThere_eachOnce() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    try (Stream<Path> jars = Files.list(PLACE.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        String file = jar.getFileName().toString();
        assertThat(versions.put(file.replaceFirst("-\\d.*", ""), file))
            .as("beside %s", file)
            .isNull();
      }
    }
    assertThat(versions).containsKeys("ringside.jar", "ringside-client.jar", "picocli");
  }

  @Test
  @Order(8)
  void completion_knowsTheCommands() throws Exception {
    String ask =
        ". \"$0\"; COMP_WORDS=(ringside not); COMP_CWORD=1; _complete_ringside; echo"
            + " \"${COMPREPLY[@]}\"";
    Ended asked =
        run(Map.of(), "bash", "-c", ask, PLACE.resolve("completion/ringside.bash").toString());

    assertThat(asked.out()).as(asked.err()).isEqualTo("notify\n");
  }

  private static Ended ringside(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return run(Map.of(), command.toArray(String[]::new));
  }

  private static Ended run(Map<String, String> environment, String... command) throws Exception {
    Path err = Files.createTempFile("ringside", ".err");
    try {
      Process process = builder(environment, command).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  private static ProcessBuilder builder(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Path work = HERE.resolve("work");
    builder.directory(Files.isDirectory(work) ? work.toFile() : null);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("RINGSIDE_") || name.startsWith("XDG_"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("HOME", HERE.toString());
    variables.put("XDG_CACHE_HOME", CACHE.toString());
    if (!url.isEmpty()) {
      variables.put("RINGSIDE_URL", url);
      variables.put("RINGSIDE_API_KEY", key);
    }
    variables.putAll(environment);
    return builder;
  }
}
