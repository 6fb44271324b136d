package dev.ringside.cli.remote;

import dev.ringside.support.TestNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node for all tests of a class, and for each of them a user and a shell with a home. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class WithShell {

  private static final AtomicInteger users = new AtomicInteger();

  static TestNode node;

  @TempDir Path home;
  Shell shell;
  String user;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void someone() {
    user = "shell-" + users.incrementAndGet();
    shell = new Shell(home).at(node);
  }
}
