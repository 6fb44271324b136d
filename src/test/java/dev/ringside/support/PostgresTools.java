package dev.ringside.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client programs of a PostgreSQL that is new enough for the embedded one. */
public final class PostgresTools {

  private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\d+)");
  private static final int NEEDED = 18;

  private final Path folder;

  private PostgresTools(Path folder) {
    this.folder = folder;
  }

  /** Those in the folder that {@code PG_TOOLS} names, or on the path, if they are new enough. */
  public static Optional<PostgresTools> find() {
    List<String> folders = new ArrayList<>();
    String named = System.getenv("PG_TOOLS");
    if (named != null) {
      folders.add(named);
    }
    folders.addAll(Arrays.asList(System.getenv("PATH").split(":", -1)));
    return folders.stream()
        .map(Path::of)
        .filter(each -> Files.isExecutable(each.resolve("pg_dump")))
        .map(PostgresTools::new)
        .filter(PostgresTools::isNewEnough)
        .findFirst();
  }

  private boolean isNewEnough() {
    try {
      Matcher version = VERSION.matcher(run("", "pg_dump", "--version"));
      return version.find() && Integer.parseInt(version.group(1)) >= NEEDED;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  /** Runs one of them, which must succeed, and returns all that it said. */
  public String run(String password, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", password);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(program + " failed: " + said);
    }
    return said;
  }
}
