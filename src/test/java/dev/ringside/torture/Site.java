package dev.ringside.torture;

import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All that runs: a PostgreSQL, a Redis where the broker is one, and nodes, each a process. Ends all
 * of it when it is closed, and when this JVM ends without that.
 */
final class Site implements AutoCloseable {

  static final Path FOLDER = Path.of("target/torture");

  /** On a busy machine too, a comparison of heads takes for lost only what was lost. */
  private static final String GRACE_SECONDS = "2";

  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private final Postgres postgres;
  private final @Nullable Redis redis;
  private final @Nullable NotifyEcho echo;
  private final BrokerKind broker;
  private final Program program;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  private final Thread atExit = new Thread(this::end);

  /** Starts everything but the nodes, with an empty schema. */
  Site(BrokerKind broker, Random random) throws IOException, SQLException, InterruptedException {
    this.broker = broker;
    Files.createDirectories(FOLDER);
    postgres = new Postgres(FOLDER.resolve("data"));
    redis = broker == BrokerKind.REDIS ? new Redis(FOLDER, random) : null;
    echo = broker == BrokerKind.POSTGRES ? new NotifyEcho(postgres, random) : null;
    Runtime.getRuntime().addShutdownHook(atExit);
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists " + Postgres.SCHEMA + " cascade");
    }
    program = Program.of(FOLDER.resolve("program"), settings());
  }

  Postgres postgres() {
    return postgres;
  }

  @Nullable Redis redis() {
    return redis;
  }

  BrokerKind broker() {
    return broker;
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  /** Starts nodes. */
  void startNodes(int count) throws InterruptedException {
    Map<String, String> settings = settings();
    List<Thread> starts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      NodeProcess node =
          NodeProcess.of(settings, program.options(), FOLDER.resolve("node-" + i + ".log"));
      nodes.add(node);
      // Reading a process's output holds a virtual thread's carrier, of which there are few.
      starts.add(Thread.ofPlatform().daemon().name("start").start(() -> revive(node)));
    }
    for (Thread start : starts) {
      start.join();
    }
    if (broker != BrokerKind.LOCAL) {
      awaitConnected();
    }
  }

  /** Waits until each node hears each other; before that, changes may be lost on the way. */
  private void awaitConnected() {
    for (NodeProcess hears : nodes) {
      try (Tab tab = Tab.open(hears, "nodes")) {
        for (NodeProcess tells : nodes) {
          long before = tab.model().position().revision();
          Eventually.holds(
              "change from another node",
              () -> {
                tells.publish("nodes", "{\"title\":\"heard?\"}");
                LockSupport.parkNanos(100_000_000);
                return tab.model().position().revision() > before;
              });
        }
      }
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("RINGSIDE_DATABASE_URL", postgres.url());
    settings.put("RINGSIDE_DATABASE_SCHEMA", Postgres.SCHEMA);
    settings.put("RINGSIDE_BROKER", broker.setting());
    settings.put("RINGSIDE_RECONCILE_SECONDS", "0.5");
    settings.put("RINGSIDE_RECONCILE_GRACE_SECONDS", GRACE_SECONDS);
    settings.put("RINGSIDE_SOCKET_PENDING_BYTES", "6000");
    settings.put("RINGSIDE_FRAMES_PER_SECOND", "0");
    settings.put("RINGSIDE_SESSIONS_PER_ADDRESS", "0");
    settings.put("RINGSIDE_DRAIN_SECONDS", "4");
    if (redis != null) {
      settings.put("RINGSIDE_REDIS_URL", redis.url());
    }
    return settings;
  }

  /** How messages between nodes are mangled from now on. */
  void mangle(Mangling how) {
    if (redis != null) {
      redis.mangler().mangle(how);
    }
    if (echo != null) {
      echo.mangle(how);
    }
  }

  /** How many messages were mangled so far. */
  long mangled() {
    return redis != null ? redis.mangler().mangled() : echo != null ? echo.mangled() : 0;
  }

  /** Starts a node, again and again, until it is ready. */
  void revive(NodeProcess node) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!node.start()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("a node does not start; its log is in " + FOLDER);
      }
      LockSupport.parkNanos(200_000_000);
    }
  }

  private void end() {
    nodes.forEach(NodeProcess::close);
    if (redis != null) {
      redis.close();
    }
    if (echo != null) {
      echo.close();
    }
    postgres.close();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
