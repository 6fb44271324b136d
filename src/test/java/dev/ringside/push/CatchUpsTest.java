package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How those who have to catch up are put together into queries. */
class CatchUpsTest {

  private static final int LONG_MILLIS = 60_000;
  private static final int PATIENCE_SECONDS = 30;

  /** Answers at once, or when it is allowed to, and tells how many it was asked for at a time. */
  private static final class Reader implements LogReader {

    private final BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    private final Semaphore allowed = new Semaphore(10_000);

    @Override
    public LogName.Kind kind() {
      return LogName.Kind.INBOX;
    }

    @Override
    public List<CatchUp> read(List<Query> queries) {
      sizes.add(queries.size());
      allowed.acquireUninterruptibly();
      byte[] frame = "{}".getBytes(StandardCharsets.UTF_8);
      return queries.stream()
          .map(_ -> new CatchUp(new Position("epoch", 1), false, false, frame))
          .toList();
    }

    @Override
    public Map<LogName, Position> heads(Collection<LogName> logs) {
      throw new UnsupportedOperationException("nobody compares heads here");
    }

    int next() throws InterruptedException {
      Integer size = sizes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(size).as("a query").isNotNull();
      return size == null ? 0 : size;
    }
  }

  private final Reader reader = new Reader();
  private final CatchUps catchUps = new CatchUps(List.of(reader), new Metrics(), LONG_MILLIS);
  private final Semaphore frames = new Semaphore(0);
  private final Outlet outlet = new OpenOutlet(_ -> frames.release());
  private int users;

  @AfterEach
  void stop() {
    catchUps.stop();
    reader.allowed.release(100);
  }

  private void come(int sessions) {
    for (int i = 0; i < sessions; i++) {
      LogName log = LogName.inbox("user-" + users++);
      new PushSession(log, outlet, catchUps::add, null, 50, true).start();
    }
  }

  private void awaitFrames(int count) throws InterruptedException {
    assertThat(frames.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("%d frames were sent", count)
        .isTrue();
  }

  /** Both readers are at work while more come than they can ask for in one query. */
  private void crowd() throws InterruptedException {
    reader.allowed.drainPermits();
    come(1);
    assertThat(reader.next()).isEqualTo(1);
    come(1);
    assertThat(reader.next()).isEqualTo(1);
    come(20);
    reader.allowed.release(3);
    assertThat(reader.next()).isEqualTo(20);
    awaitFrames(22);
  }

  @Test
  void whoever_comesAlone_isReadForAtOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      come(1);
      assertThat(reader.next()).isEqualTo(1);
      awaitFrames(1);
    }
  }

  @Test
  void crowd_behindAQuery_isReadForByTheNext() throws Exception {
    crowd();
    assertThat(reader.sizes).isEmpty();
  }

  @Test
  void crowd_thatGrows_isReadForOnceAQueryHasItsFill() throws Exception {
    crowd();
    reader.allowed.release(100);

    for (int i = 0; i < 60; i++) {
      come(1);
    }
    // Time for a query that must not come.
    Thread.sleep(100);
    assertThat(reader.sizes).as("queries before there are enough").isEmpty();
    come(5);
    assertThat(reader.next()).isEqualTo(64);
    awaitFrames(64);
    assertThat(reader.next()).isEqualTo(1);
    awaitFrames(1);
  }
}
