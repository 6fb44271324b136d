package dev.ringside.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.TestNode;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client needs nothing but the JDK, and its jar is nothing but the client. */
class ClientAloneTest {

  private static final Path CLASSES = Path.of("target/classes/dev/ringside/client");
  private static final Path TEST_CLASSES = Path.of("target/test-classes/dev/ringside/client");

  @TempDir private Path folder;

  @Test
  void classes_nameNothingButTheJdkAndThemselves() throws IOException {
    Set<String> others = new TreeSet<>();
    for (Path each : classes()) {
      ClassModel model = ClassFile.of().parse(each);
      model
          .constantPool()
          .forEach(
              entry -> {
                if (entry instanceof ClassEntry type) {
                  String name = type.asInternalName().replaceFirst("^\\[+L?", "");
                  if (!name.startsWith("java") && !name.startsWith("dev/ringside/client/")) {
                    others.add(each.getFileName() + ": " + name);
                  }
                }
              });
    }
    assertThat(others).isEmpty();
  }

  private static List<Path> classes() throws IOException {
    try (Stream<Path> all = Files.list(CLASSES)) {
      return all.filter(each -> each.toString().endsWith(".class")).toList();
    }
  }

  @Test
  void program_withNothingElse_publishesAndFollows() throws Exception {
    Path copies = Files.createDirectories(folder.resolve("dev/ringside/client"));
    for (Path each : classes()) {
      Files.copy(each, copies.resolve(each.getFileName()));
    }
    Path program = Path.of("Alone.class");
    Files.copy(TEST_CLASSES.resolve(program), copies.resolve(program));
    try (TestNode node = TestNode.start()) {
      Path complaints = folder.resolve("complaints");
      String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
      ProcessBuilder command =
          new ProcessBuilder(java, "-cp", folder.toString(), Alone.class.getName())
              .redirectError(complaints.toFile());
      command.environment().put("RINGSIDE_URL", "http://127.0.0.1:" + node.httpPort() + "/");
      command.environment().put("RINGSIDE_API_KEY", TestNode.KEY);
      Process process = command.start();
      try {
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).as(Files.readString(complaints)).isEqualTo("Alone\n");
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
