package dev.ringside.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.app.Main;
import dev.ringside.support.Node;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A shell of somebody who has a home of their own and calls the command line, as a process. */
final class Shell {

  private static final List<String> PROGRAM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          System.getProperty("java.class.path"),
          Main.class.getName());

  private final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();

  Shell(Path home) {
    this.home = home;
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    environment.put("XDG_STATE_HOME", home.resolve("state").toString());
    environment.put("RINGSIDE_API_KEY", TestNode.KEY);
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Shell without(String variable) {
    environment.remove(variable);
    return this;
  }

  Shell at(Node node) {
    return with("RINGSIDE_URL", address(node));
  }

  static String address(Node node) {
    return "http://127.0.0.1:" + node.httpAddress().getPort();
  }

  Path home() {
    return home;
  }

  Path spool() {
    return home.resolve("state").resolve("ringside").resolve("spool");
  }

  /** What is kept to be told later. */
  List<Path> spooled() throws IOException {
    return files(spool());
  }

  /** What is kept aside, since Ringside has refused it. */
  List<Path> refused() throws IOException {
    return files(spool().resolve("refused"));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(each -> !each.endsWith("refused")).toList();
    }
  }

  /** How a command ended. */
  record Ended(int status, String out, String err) {}

  /** A command under way. */
  static final class Running {
    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private final StringWriter soFar = new StringWriter();

    private Running(Process process) {
      this.process = process;
      out =
          CompletableFuture.supplyAsync(
              () -> text(process.getInputStream(), soFar), Shell::onThread);
      err =
          CompletableFuture.supplyAsync(
              () -> text(process.getErrorStream(), new StringWriter()), Shell::onThread);
    }

    private static String text(InputStream in, StringWriter to) {
      try (Reader reader = new InputStreamReader(in, UTF_8)) {
        reader.transferTo(to);
        return to.toString();
      } catch (IOException e) {
        return "";
      }
    }

    /** What it has put out until now. */
    String out() {
      return soFar.toString();
    }

    long pid() {
      return process.pid();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    void kill() {
      process.destroyForcibly();
    }

    Ended await() throws Exception {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end: " + out.get() + err.get());
      }
      return new Ended(process.exitValue(), out.get(), err.get());
    }
  }

  private static void onThread(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  Running start(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(PROGRAM);
    command.addAll(List.of(arguments));
    return start(input, command);
  }

  /** What a script of the shell's does, to which {@code ringside} is a command. */
  Ended script(String script) throws Exception {
    String quoted = PROGRAM.stream().collect(Collectors.joining("' '", "'", "'"));
    String whole = "ringside() { " + quoted + " \"$@\"; }; " + script;
    return start("", List.of("sh", "-c", whole)).await();
  }

  private Running start(String input, List<String> command) throws IOException {
    ProcessBuilder program = new ProcessBuilder(command);
    program.environment().keySet().removeIf(name -> name.startsWith("RINGSIDE_"));
    program.environment().putAll(environment);
    Process process = program.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    return new Running(process);
  }

  Ended call(String... arguments) throws Exception {
    return start("", arguments).await();
  }

  Ended callWith(String input, String... arguments) throws Exception {
    return start(input, arguments).await();
  }
}
