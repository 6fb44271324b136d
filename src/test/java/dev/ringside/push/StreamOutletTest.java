package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.log.Visit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outlet of an event stream, whose thread takes frames one by one. */
@Timeout(60)
class StreamOutletTest {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final StreamOutlet outlet =
      new StreamOutlet(Visits.begin(Visit.Kind.EVENTS, null, null), null);

  private static Frame frame(long revision) {
    return Frame.of(
        new LogReader.CatchUp(new Position("a", revision), false, false, new byte[] {'x'}));
  }

  @Test
  void outlet_withAFrame_takesNoOther() throws Exception {
    assertThat(outlet.canTake()).isTrue();
    outlet.send(frame(1));
    assertThat(outlet.canTake()).isFalse();

    assertThat(outlet.take(LONG)).isNotNull();

    assertThat(outlet.canTake()).as("while it is being written").isFalse();
    assertThat(outlet.take(Duration.ZERO)).isNull();
    assertThat(outlet.canTake()).isTrue();
  }

  @Test
  void taskOfAFullOutlet_runsWhenTheFrameIsWritten() throws Exception {
    outlet.send(frame(1));
    assertThat(outlet.take(LONG)).isNotNull();
    outlet.onceWritable(() -> outlet.send(frame(2)));

    assertThat(outlet.take(LONG)).isNotNull();
  }

  /** The session asks whether there is room, and then to be told; in between, the frame is gone. */
  @Test
  void task_thatComesWhenThereIsRoomAlready_runsAtOnce() throws Exception {
    CompletableFuture<Frame> taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return outlet.take(LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            THREADS);

    outlet.onceWritable(() -> outlet.send(frame(1)));

    assertThat(taken.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void close_endsTheWait() throws Exception {
    outlet.send(frame(1));
    assertThat(outlet.take(LONG)).isNotNull();
    CountDownLatch ended = new CountDownLatch(1);
    THREADS.execute(
        () -> {
          try {
            assertThat(outlet.take(LONG)).isNull();
            ended.countDown();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });

    outlet.close(CloseCode.RESTARTING);
    outlet.onceWritable(() -> outlet.onceWritable(() -> {}));

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(outlet.canTake()).isFalse();
  }

  /** A node that stops still finishes the requests that have come. */
  @Test
  void outlet_closedBeforeItsFirstFrame_takesThatOneAndNoMore() throws Exception {
    outlet.close(CloseCode.RESTARTING);

    assertThat(outlet.canTake()).isTrue();
    outlet.send(frame(1));
    assertThat(outlet.take(LONG)).isNotNull();

    assertThat(outlet.take(LONG)).isNull();
    assertThat(outlet.canTake()).isFalse();
  }
}
