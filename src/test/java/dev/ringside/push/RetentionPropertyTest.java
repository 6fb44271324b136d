package dev.ringside.push;

import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of {@link InboxPropertyTest}, while several nodes at once delete what is too much or
 * too old, and forget what was deleted.
 */
@Timeout(180)
class RetentionPropertyTest {

  private static final String[] SETTINGS = {
    "ringside.broker", "postgres",
    "ringside.inbox.max.rows", "12",
    "ringside.inbox.max.age.seconds", "2",
    "ringside.tombstone.seconds", "0.2",
    "ringside.retention.round.seconds", "0.1",
    "ringside.sweep.rows", "4",
    "ringside.reconcile.seconds", "1",
    "ringside.socket.pending.bytes", "6000",
    "ringside.writer.timeout.seconds", "20",
    "ringside.database.timeout.seconds", "20",
    "ringside.frames.per.second", "0"
  };

  static LongStream seeds() {
    String given = System.getProperty("seed");
    return given == null
        ? LongStream.of(ThreadLocalRandom.current().nextLong(1_000_000))
        : LongStream.of(Long.parseLong(given));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyTab_equalsTheTable_whileSeveralNodesSweep(long seed) throws Exception {
    System.out.println("RetentionPropertyTest: -Dseed=" + seed);
    String schema = TestPostgres.freshSchema();
    try (TestNode one = TestNode.startIn(schema, SETTINGS);
        TestNode other = TestNode.startIn(schema, SETTINGS)) {
      InboxPropertyTest.run(List.of(one, other), seed, true);
    }
  }
}
