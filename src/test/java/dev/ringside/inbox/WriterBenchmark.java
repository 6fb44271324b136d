package dev.ringside.inbox;

import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What the schema takes when it is fed in batches by one connection and nothing else is done: the
 * ceiling of durable publishes. A figure for docs/benchmarks.md, and no test.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class WriterBenchmark {

  private static final int USERS = 10_000;
  private static final Duration WARMUP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(4);
  private static final int ROUNDS = 3;

  @Test
  void rowsPerSecond_byBatchSize() throws Exception {
    String schema = TestPostgres.freshSchema();
    TestNode.startIn(schema).close();
    try (Connection connection = TestPostgres.connect(schema)) {
      connection.setAutoCommit(false);
      feed(connection, 128, WARMUP);
      for (int batch : new int[] {16, 64, 512}) {
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
          rounds[i] = feed(connection, batch, MEASURED);
        }
        Arrays.sort(rounds);
        System.out.printf("batches of %3d: %,.0f rows/s%n", batch, rounds[ROUNDS / 2]);
      }
    }
  }

  private static double feed(Connection connection, int batch, Duration time) throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    InboxWriter writer = new InboxWriter();
    Draft draft =
        new Draft(
            new Content(Style.SUCCESS, "Export ready", "1,204 rows", "/exports/7", null, null),
            null,
            null,
            new Expiry.Never(),
            false);
    long start = System.nanoTime();
    long rows = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      List<InboxOperation> operations = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        String user = "user-" + random.nextInt(USERS);
        operations.add(new InboxOperation.Publish(user, UUID.randomUUID(), draft, null));
      }
      writer.apply(connection, operations, InboxWriter.Locks.WAIT);
      connection.commit();
      rows += batch;
    }
    return rows / ((System.nanoTime() - start) / 1e9);
  }
}
