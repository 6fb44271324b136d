package dev.ringside.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.ScriptedFailure;
import dev.ringside.support.Eventually;
import dev.ringside.wire.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private static final Executor HERE = Runnable::run;
  private static final GroupCommit.Held NOTHING = new GroupCommit.Held(0, 0);

  private final Script script = new Script();
  private GroupCommit<String, String> commits = start(Duration.ofSeconds(10), 512, 1_000);

  private GroupCommit<String, String> start(Duration timeout, int batchRows, int waitingRows) {
    var settings =
        new RingsideConfig.Writer(
            timeout, Duration.ofMillis(100), batchRows, waitingRows, 1_000_000);
    GroupCommit<String, String> made =
        new GroupCommit<>("test", settings, script, new Metrics().counter(Metric.WRITER_REFUSED));
    made.start();
    return made;
  }

  private void restart(Duration timeout, int batchRows, int waitingRows) {
    commits.close();
    commits = start(timeout, batchRows, waitingRows);
  }

  @AfterEach
  void stop() {
    script.gate.open();
    commits.close();
  }

  /** Lets a writer through, or not. */
  private static final class Gate {
    private volatile CountDownLatch latch = new CountDownLatch(0);
    private volatile CountDownLatch reached = new CountDownLatch(0);

    void shut() {
      latch = new CountDownLatch(1);
      reached = new CountDownLatch(1);
    }

    void open() {
      latch.countDown();
    }

    void pass() {
      reached.countDown();
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitReached() throws InterruptedException {
      assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A database that does what the test has written down. */
  private static final class Script implements GroupCommit.Batch<String, String> {

    private final Gate gate = new Gate();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final List<Boolean> passings = new CopyOnWriteArrayList<>();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<String> unknown = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();
    private volatile DatabaseException.@Nullable Kind failure;
    private volatile boolean broken;

    @Override
    public List<@Nullable String> commit(List<String> operations, boolean passing) {
      batches.add(List.copyOf(operations));
      passings.add(passing);
      gate.pass();
      if (broken) {
        throw new IllegalStateException("a fault of ours");
      }
      DatabaseException.Kind kind = failure;
      if (kind != null) {
        throw ScriptedFailure.of(kind);
      }
      if (operations.stream().anyMatch(refused::contains)) {
        throw ScriptedFailure.of(DatabaseException.Kind.REFUSED);
      }
      if (!passing && operations.stream().anyMatch(locked::contains)) {
        throw ScriptedFailure.of(DatabaseException.Kind.CONTENDED);
      }
      List<@Nullable String> answers = new ArrayList<>();
      for (String operation : operations) {
        boolean done = !locked.contains(operation);
        if (done) {
          written.add(operation);
        }
        answers.add(done ? "did " + operation : null);
      }
      return answers;
    }

    @Override
    public void outcomeUnknown(List<String> operations) {
      unknown.addAll(operations);
    }
  }

  private CompletableFuture<String> submit(String operation) {
    return commits.submit(operation, 10, HERE);
  }

  private static String answer(CompletableFuture<String> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static int status(CompletableFuture<String> future) throws Exception {
    try {
      throw new AssertionError("answered: " + future.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        return known.problem().status();
      }
      throw e;
    }
  }

  /** A writer that is inside of a transaction, for as long as the gate is shut. */
  private CompletableFuture<String> occupy() throws InterruptedException {
    script.gate.shut();
    CompletableFuture<String> first = submit("first");
    script.gate.awaitReached();
    return first;
  }

  @Test
  void operations_thatArriveMeanwhile_shareTheNextTransaction() throws Exception {
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> rest =
        IntStream.range(0, 50).mapToObj(i -> submit("n" + i)).toList();
    assertThat(first).isNotDone();
    script.gate.open();

    assertThat(answer(first)).isEqualTo("did first");
    for (int i = 0; i < 50; i++) {
      assertThat(answer(rest.get(i))).isEqualTo("did n" + i);
    }
    assertThat(script.batches).hasSize(2);
    assertThat(script.batches.get(1))
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> "n" + i).toList());
  }

  @Test
  void batch_holdsNoMoreThanItsRows() throws Exception {
    restart(Duration.ofSeconds(10), 20, 1_000);
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> rest =
        IntStream.range(0, 50).mapToObj(i -> submit("n" + i)).toList();
    script.gate.open();

    answer(first);
    for (CompletableFuture<String> each : rest) {
      answer(each);
    }
    assertThat(script.batches).extracting(List::size).containsExactly(1, 20, 20, 10);
    assertThat(script.written)
        .startsWith("first", "n0", "n1")
        .endsWith("n48", "n49")
        .doesNotHaveDuplicates();
  }

  @Test
  void operations_ofOneCaller_keepTheirOrder() throws Exception {
    int callers = 8;
    int each = 200;
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      String name = "c" + caller + "-";
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                List<CompletableFuture<String>> answers = new ArrayList<>();
                for (int i = 0; i < each / 2; i++) {
                  answers.add(submit(name + i));
                }
                answers.forEach(CompletableFuture::join);
              }));
    }
    for (CompletableFuture<Void> thread : threads) {
      thread.get(20, TimeUnit.SECONDS);
    }
    for (int caller = 0; caller < callers; caller++) {
      String name = "c" + caller + "-";
      assertThat(script.written.stream().filter(o -> o.startsWith(name)).toList())
          .containsExactlyElementsOf(IntStream.range(0, each / 2).mapToObj(i -> name + i).toList());
    }
  }

  @Test
  void batch_thatIsRefused_isHalvedUntilTheBadOneStandsAlone() throws Exception {
    script.refused.add("n13");
    script.refused.add("n40");
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> rest =
        IntStream.range(0, 50).mapToObj(i -> submit("n" + i)).toList();
    script.gate.open();

    answer(first);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<String> each = rest.get(i);
      if (i == 13 || i == 40) {
        assertThatThrownBy(() -> answer(each)).hasCauseInstanceOf(DatabaseException.class);
      } else {
        assertThat(answer(each)).isEqualTo("did n" + i);
      }
    }
    assertThat(script.written).doesNotHaveDuplicates().doesNotContain("n13", "n40").hasSize(49);
    assertThat(script.batches.size()).isLessThan(30);
  }

  @Test
  void operation_thatIsLocked_isSetAsideWhileOthersGoOn() throws Exception {
    script.locked.add("held");
    CompletableFuture<String> held = submit("held");
    for (int i = 0; i < 20; i++) {
      assertThat(answer(submit("n" + i))).isEqualTo("did n" + i);
    }
    assertThat(held).isNotDone();
    assertThat(script.passings.getFirst()).isFalse();
    assertThat(script.passings).contains(true);

    script.locked.clear();
    assertThat(answer(held)).isEqualTo("did held");
    assertThat(script.written.stream().filter("held"::equals)).hasSize(1);
  }

  @Test
  void operation_thatStaysLocked_alone503sWhenItsTimeIsUp() throws Exception {
    restart(Duration.ofMillis(300), 512, 1_000);
    script.locked.add("held");
    CompletableFuture<String> held = submit("held");
    CompletableFuture<String> other = submit("other");

    assertThat(answer(other)).isEqualTo("did other");
    assertThat(status(held)).isEqualTo(503);
    assertThat(answer(submit("later"))).isEqualTo("did later");
    script.locked.clear();
    answer(submit("last"));
    assertThat(script.written).doesNotContain("held");
  }

  @Test
  void writer_thatHangs_failsThoseWhoWaitWhenTheirTimeIsUp() throws Exception {
    restart(Duration.ofMillis(200), 512, 1_000);
    CompletableFuture<String> first = occupy();
    CompletableFuture<String> second = submit("second");

    assertThat(status(first)).isEqualTo(503);
    assertThat(status(second)).isEqualTo(503);
    script.gate.open();
    assertThat(answer(submit("third"))).isEqualTo("did third");
    assertThat(script.written).doesNotContain("second");
  }

  @Test
  void database_thatIsGone_failsEverybodyAndIsTriedAgain() throws Exception {
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> rest =
        IntStream.range(0, 10).mapToObj(i -> submit("n" + i)).toList();
    script.failure = DatabaseException.Kind.UNAVAILABLE;
    script.gate.open();

    assertThat(status(first)).isEqualTo(503);
    for (CompletableFuture<String> each : rest) {
      assertThat(status(each)).isEqualTo(503);
    }
    assertThat(script.batches).hasSize(2);
    assertThat(script.unknown).isEmpty();
    script.failure = null;
    assertThat(answer(submit("again"))).isEqualTo("did again");
  }

  @Test
  void commit_whoseOutcomeIsUnknown_isToldAndFails() throws Exception {
    script.failure = DatabaseException.Kind.UNKNOWN_OUTCOME;

    assertThat(status(submit("a"))).isEqualTo(503);
    assertThat(script.unknown).containsExactly("a");
    assertThat(script.batches).hasSize(1);
  }

  @Test
  void fault_ofTheBatch_failsItsCallersAndTheWriterLivesOn() throws Exception {
    script.broken = true;
    CompletableFuture<String> failed = submit("a");
    assertThatThrownBy(() -> answer(failed)).hasCauseInstanceOf(IllegalStateException.class);

    script.broken = false;
    assertThat(answer(submit("b"))).isEqualTo("did b");
  }

  @Test
  void rows_beyondTheCap_areRefusedAtOnce() throws Exception {
    restart(Duration.ofSeconds(10), 512, 5);
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 4).mapToObj(i -> submit("n" + i)).toList();
    CompletableFuture<String> beyond = submit("beyond");

    assertThat(beyond).isCompletedExceptionally();
    assertThat(status(beyond)).isEqualTo(503);
    script.gate.open();
    answer(first);
    for (CompletableFuture<String> each : waiting) {
      answer(each);
    }
    assertThat(script.written).doesNotContain("beyond");
  }

  @Test
  void bytes_beyondTheCap_areRefusedAtOnce() throws Exception {
    CompletableFuture<String> first = occupy();
    CompletableFuture<String> large = commits.submit("large", 999_990, HERE);
    assertThat(status(commits.submit("beyond", 1, HERE))).isEqualTo(503);
    assertThat(commits.held()).isEqualTo(new GroupCommit.Held(2, 1_000_000));
    script.gate.open();
    answer(first);
    answer(large);
    assertThat(answer(commits.submit("after", 1, HERE))).isEqualTo("did after");
  }

  @Test
  void operation_largerThanTheCap_goesAlone() throws Exception {
    assertThat(answer(commits.submit("huge", 2_000_000, HERE))).isEqualTo("did huge");
    CompletableFuture<String> first = occupy();
    assertThat(status(commits.submit("huge", 2_000_000, HERE))).isEqualTo(503);
    script.gate.open();
    answer(first);
  }

  @Test
  void operation_thatIsSetAside_countsUntilItsTimeIsUp() throws Exception {
    restart(Duration.ofMillis(300), 512, 1_000);
    script.locked.add("held");
    CompletableFuture<String> held = submit("held");
    answer(submit("other"));
    assertThat(commits.held()).isEqualTo(new GroupCommit.Held(1, 10));
    assertThat(status(held)).isEqualTo(503);
    Eventually.holds("end of it", () -> commits.held().equals(NOTHING));
  }

  /** Its callers have gone, but it is still there, so nothing may come in its place. */
  @Test
  void transaction_thatHangs_countsUntilItEnds() throws Exception {
    restart(Duration.ofMillis(200), 512, 3);
    CompletableFuture<String> first = occupy();
    CompletableFuture<String> second = submit("second");
    assertThat(status(first)).isEqualTo(503);
    assertThat(status(second)).isEqualTo(503);

    assertThat(commits.held()).isEqualTo(new GroupCommit.Held(1, 10));
    script.gate.open();
    Eventually.holds("end of it", () -> commits.held().equals(NOTHING));
    assertThat(script.written).containsExactly("first");
  }

  /** Halving a batch costs a lock timeout each time, which nobody waits for any more. */
  @Test
  void batch_whoseCallersHaveGone_isNotTriedOn() throws Exception {
    restart(Duration.ofMillis(200), 512, 1_000);
    CompletableFuture<String> first = occupy();
    script.refused.add("first");
    assertThat(status(first)).isEqualTo(503);
    CompletableFuture<String> second = submit("second");
    script.gate.open();
    assertThat(answer(second)).isEqualTo("did second");
    assertThat(script.batches).containsExactly(List.of("first"), List.of("second"));

    script.gate.shut();
    script.failure = DatabaseException.Kind.CONTENDED;
    CompletableFuture<String> third = submit("third");
    script.gate.awaitReached();
    assertThat(status(third)).isEqualTo(503);
    script.gate.open();
    Eventually.holds("end of it", () -> commits.held().equals(NOTHING));
    assertThat(script.batches.stream().filter(List.of("third")::equals)).hasSize(1);
  }

  @Test
  void disk_thatIsFull_isToldAndNothingIsStored() throws Exception {
    script.failure = DatabaseException.Kind.FULL;
    assertThatThrownBy(() -> answer(submit("a")))
        .hasCauseInstanceOf(ProblemException.class)
        .hasMessageContaining("The disk of the database is full; nothing was stored.");
  }

  @Test
  void close_writesWhatWaits_andTakesNoMore() throws Exception {
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 30).mapToObj(i -> submit("n" + i)).toList();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(commits::close);
    while (!submit("probe").isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
    script.gate.open();
    closing.get(10, TimeUnit.SECONDS);

    assertThat(answer(first)).isEqualTo("did first");
    for (CompletableFuture<String> each : waiting) {
      assertThat(each).isCompleted();
    }
    assertThat(status(submit("late"))).isEqualTo(503);
  }

  @Test
  void answers_ofOneBatchAndHome_comeInOneTask() throws Exception {
    AtomicInteger tasksAtA = new AtomicInteger();
    AtomicInteger tasksAtB = new AtomicInteger();
    Executor a = counting(tasksAtA);
    Executor b = counting(tasksAtB);
    CompletableFuture<String> first = occupy();
    List<CompletableFuture<String>> rest = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rest.add(commits.submit("n" + i, 10, i % 2 == 0 ? a : b));
    }
    script.gate.open();

    answer(first);
    for (int i = 0; i < 40; i++) {
      assertThat(answer(rest.get(i))).isEqualTo("did n" + i);
    }
    assertThat(script.batches).hasSize(2);
    assertThat(tasksAtA).hasValue(1);
    assertThat(tasksAtB).hasValue(1);
  }

  private static Executor counting(AtomicInteger tasks) {
    return task -> {
      tasks.incrementAndGet();
      task.run();
    };
  }
}
