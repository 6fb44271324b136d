package dev.ringside.torture;

import dev.ringside.support.NodeProcess;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The classes of the node, with what an earlier start of them has taught the JVM. A start costs a
 * third so, and hundreds are to come. The JVM does that for jars alone, so one is made.
 *
 * @param options what java is told
 */
record Program(List<String> options) {

  private static final Path CLASSES = Path.of("target/classes");

  /** That of the classes as they are; what an earlier run of the test has made of them is kept. */
  static Program of(Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path jar = folder.resolve("ringside.jar");
    Path taught = folder.resolve("ringside.aot");
    List<String> onClassPath = List.of("-cp", classPath(jar));
    if (Files.notExists(taught) || isOlderThanClasses(taught)) {
      Files.deleteIfExists(taught);
      pack(jar);
      List<String> teaching = new ArrayList<>(onClassPath);
      teaching.add("-XX:AOTCacheOutput=" + taught);
      NodeProcess node = NodeProcess.of(settings, teaching, folder.resolve("teaching.log"));
      if (!node.start()) {
        throw new IOException("A node does not start; see " + folder.resolve("teaching.log"));
      }
      node.stop(Duration.ofMinutes(3));
    }
    List<String> options = new ArrayList<>(onClassPath);
    if (Files.exists(taught)) {
      options.add("-XX:AOTCache=" + taught);
    }
    return new Program(options);
  }

  private static boolean isOlderThanClasses(Path taught) throws IOException {
    try (Stream<Path> all = Files.walk(CLASSES)) {
      return all.anyMatch(each -> each.toFile().lastModified() > taught.toFile().lastModified());
    }
  }

  /** What the tests run on, without the tests, and with the node's classes in a jar. */
  private static String classPath(Path jar) {
    List<String> path = new ArrayList<>();
    path.add(jar.toString());
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isRegularFile(Path.of(each))) {
        path.add(each);
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static void pack(Path jar) {
    PrintStream quiet = new PrintStream(PrintStream.nullOutputStream());
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(quiet, System.err, "cf", jar.toString(), "-C", CLASSES.toString(), ".");
    if (status != 0) {
      throw new IllegalStateException("the node's classes could not be packed");
    }
  }
}
