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

  /** It takes two answers to read it. */
  private static final LogName LONG_LOG = LogName.inbox("long");

  /** Answers at once, or when it is allowed to, and tells how many it was asked for at a time. */
  private static final class Reader implements LogReader {

    private final LogName.Kind kind;
    private final BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    private final Semaphore allowed = new Semaphore(10_000);
    private final BlockingQueue<Runnable> faults = new LinkedBlockingQueue<>();

    Reader(LogName.Kind kind) {
      this.kind = kind;
    }

    @Override
    public LogName.Kind kind() {
      return kind;
    }

    @Override
    public List<CatchUp> read(List<Query> queries) {
      sizes.add(queries.size());
      allowed.acquireUninterruptibly();
      Runnable fault = faults.poll();
      if (fault != null) {
        fault.run();
      }
      return queries.stream().map(Reader::answer).toList();
    }

    private static CatchUp answer(Query query) {
      Position after = query.after();
      boolean more = after == null && query.log().equals(LONG_LOG);
      Position to = new Position("epoch", after == null ? 1 : after.revision() + 1);
      return new CatchUp(to, more, false, "{}".getBytes(StandardCharsets.UTF_8));
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

  private final Reader reader = new Reader(LogName.Kind.INBOX);
  private final Reader rooms = new Reader(LogName.Kind.ROOM);
  private final Semaphore frames = new Semaphore(0);
  private final Outlet outlet = new OpenOutlet(_ -> frames.release());
  private CatchUps catchUps = with(LONG_MILLIS, LONG_MILLIS);
  private int users;

  private CatchUps with(int gatherMillis, int crowdMillis) {
    return new CatchUps(List.of(reader, rooms), new Metrics(), gatherMillis, crowdMillis);
  }

  private void use(CatchUps other) {
    catchUps.stop();
    catchUps = other;
  }

  @AfterEach
  void stop() {
    catchUps.stop();
    reader.allowed.release(100);
    rooms.allowed.release(100);
  }

  private void come(int sessions) {
    for (int i = 0; i < sessions; i++) {
      come(LogName.inbox("user-" + users++), outlet);
    }
  }

  private void come(LogName log, Outlet outlet) {
    new PushSession(log, outlet, catchUps::add, null, 50, true).start();
  }

  private static void fault() {
    throw new IllegalStateException("on purpose");
  }

  private static void error() {
    throw new InternalError("on purpose");
  }

  private void awaitFrames(int count) throws InterruptedException {
    assertThat(frames.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("%d frames were sent", count)
        .isTrue();
  }

  /** Each reads for one, and is not answered yet. */
  private void bothReadersAtWork() throws InterruptedException {
    reader.allowed.drainPermits();
    come(1);
    assertThat(reader.next()).isEqualTo(1);
    come(1);
    assertThat(reader.next()).isEqualTo(1);
  }

  /** More come at a time than are read for at once. */
  private void crowd() throws InterruptedException {
    bothReadersAtWork();
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

  @Test
  void crowd_thatDoesNotGrow_isReadForInTime() throws Exception {
    use(with(20, LONG_MILLIS));
    crowd();
    reader.allowed.release(100);

    come(1);

    assertThat(reader.next()).isEqualTo(1);
    awaitFrames(1);
  }

  @Test
  void whoever_comesLongAfterACrowd_isReadForAtOnce() throws Exception {
    use(with(LONG_MILLIS, 50));
    crowd();
    reader.allowed.release(100);
    // The crowd is over then.
    Thread.sleep(100);

    come(1);

    assertThat(reader.next()).isEqualTo(1);
    awaitFrames(1);
  }

  @Test
  void faults_costNoReader() throws Exception {
    reader.faults.addAll(List.of(CatchUpsTest::fault, CatchUpsTest::error, CatchUpsTest::error));

    come(1);
    awaitFrames(1);

    come(1);
    awaitFrames(1);
  }

  @Test
  void session_thatBreaks_keepsNoAnswerFromTheOthers() throws Exception {
    bothReadersAtWork();
    come(LogName.inbox("broken"), new OpenOutlet(_ -> fault()));
    come(1);

    reader.allowed.release(100);

    awaitFrames(3);
    assertThat(reader.next()).isEqualTo(2);
    assertThat(reader.sizes).isEmpty();
  }

  @Test
  void fault_ofOneKind_leavesAloneWhoHasHadAnAnswer() throws Exception {
    rooms.allowed.drainPermits();
    bothReadersAtWork();
    // Two more come, who are read for by one reader.
    come(LONG_LOG, outlet);
    come(LogName.room("lobby"), outlet);
    reader.allowed.release(1);
    awaitFrames(1);
    assertThat(reader.next()).isEqualTo(1);

    // It answers the long inbox, and is at the room while the other reads how the inbox goes on.
    reader.allowed.release(2);
    awaitFrames(2);
    assertThat(rooms.next()).isEqualTo(1);
    assertThat(reader.next()).isEqualTo(1);
    rooms.faults.add(CatchUpsTest::fault);
    rooms.allowed.release(2);
    assertThat(rooms.next()).isEqualTo(1);
    awaitFrames(1);

    assertThat(reader.sizes).as("queries for the long inbox, which is being read").isEmpty();
    reader.allowed.release(100);
    awaitFrames(1);
    assertThat(reader.sizes).isEmpty();
  }
}
