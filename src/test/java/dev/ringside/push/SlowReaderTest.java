package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.metrics.Metrics;
import dev.ringside.push.RecordedSockets.Heard;
import dev.ringside.support.RawSocket;
import dev.ringside.tls.Tls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer that reads nothing, or slowly, costs: itself. */
@Timeout(30)
class SlowReaderTest {

  private static final ByteBuffer KILOBYTE = Frames.text(new byte[1020]);

  private final RecordedSockets sockets = new RecordedSockets();
  private SocketServer server;
  private RawSocket client;
  private SocketConnection connection;
  private Heard heard;

  @BeforeEach
  void start() {
    server =
        SocketServer.start(
            SocketServerTest.options(Duration.ofSeconds(3)),
            Tls.off(),
            sockets,
            new SocketCounts(new Metrics()));
    client = RawSocket.connect(server.address(), 4096);
    client.handshake("/ws");
    heard = sockets.next();
    connection = heard.connection;
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void connection_thatReadsNothing_takesNoMoreAtTheLimit() {
    int taken = fill();

    assertThat(connection.isOpen()).isTrue();
    assertThat(connection.pendingBytes()).isBetween(65_536L, 65_536L + KILOBYTE.remaining());
    assertThat(taken).as("KiB that it took, the system's buffers included").isLessThan(1024);
  }

  @Test
  void close_ofAConnectionThatReadsNothing_freesIt() {
    fill();

    connection.close(CloseCode.RESTARTING);

    assertThat(heard.next()).isEqualTo("closed");
    while (server.connections() > 0) { // within the test's timeout
      Thread.onSpinWait();
    }
    assertThat(connection.pendingBytes()).isGreaterThan(0); // not flushed but dropped
    client.drain();
  }

  @Test
  void close_ofASlowReader_reachesItBehindWhatWasPending() {
    int taken = fill();

    connection.close(CloseCode.STALLED);

    for (int i = 0; i < taken; i++) {
      assertThat(client.read().payload()).hasSize(1020);
    }
    assertThat(client.read().closeCode()).isEqualTo(4413);
  }

  @Test
  void onceWritable_runsOnceWhenTheReaderGoesOn() throws Exception {
    fill();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch ran = new CountDownLatch(1);
    connection.onceWritable(
        () -> {
          runs.incrementAndGet();
          ran.countDown();
        });
    assertThat(ran.await(50, TimeUnit.MILLISECONDS)).isFalse();

    Thread reader = Thread.startVirtualThread(client::drain);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(connection.canTake()).isTrue();
    connection.terminate();
    reader.join();
    assertThat(runs).hasValue(1);
  }

  @Test
  void onceWritable_ofAConnectionThatCanTake_runsAtOnce() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);

    connection.onceWritable(ran::countDown);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void onceWritable_ofAConnectionThatCloses_neverRuns() throws Exception {
    fill();
    CountDownLatch ran = new CountDownLatch(1);
    connection.onceWritable(ran::countDown);

    connection.terminate();

    assertThat(heard.next()).isEqualTo("closed");
    connection.onceWritable(ran::countDown);
    assertThat(ran.await(50, TimeUnit.MILLISECONDS)).isFalse();
  }

  /** Each time that it is told it may, a pump writes to the limit: none of the calls is lost. */
  @Test
  void onceWritable_askedAgainAndAgain_isNeverLost() throws Exception {
    int total = 20_000;
    AtomicInteger written = new AtomicInteger();
    Runnable pump =
        new Runnable() {
          @Override
          public void run() {
            while (written.get() < total && connection.canTake()) {
              connection.write(KILOBYTE);
              written.incrementAndGet();
            }
            if (written.get() < total) {
              connection.onceWritable(this);
            }
          }
        };

    Thread.startVirtualThread(pump);

    for (int i = 0; i < total; i++) {
      assertThat(client.read().payload()).hasSize(1020);
    }
  }

  @Test
  void pinger_thatReadsNothing_getsNoQueueOfPongs() throws Exception {
    byte[] ping = RawSocket.frame(RawSocket.FIN | RawSocket.PING, new byte[125]);
    ByteBuffer pings = ByteBuffer.allocate(1000 * ping.length);
    for (int i = 0; i < 1000; i++) {
      pings.put(ping);
    }
    for (int i = 0; i < 20; i++) {
      client.sendRaw(pings.array());
    }
    client.sendText("done");

    assertThat(heard.next()).isEqualTo("text done");
    assertThat(heard.controls).hasValue(20_000);
    assertThat(connection.pendingBytes()).isLessThan(65_536 + 200);
  }

  @Test
  void writers_ofManyThreads_tearNoFrame() throws Exception {
    int writers = 4;
    int each = 2000;
    Thread[] threads = new Thread[writers];
    for (int w = 0; w < writers; w++) {
      ByteBuffer frame =
          Frames.text((w + "-".repeat(10 + 300 * w)).getBytes(StandardCharsets.US_ASCII));
      threads[w] =
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < each; i++) {
                  connection.write(frame);
                }
              });
    }
    int[] seen = new int[writers];
    for (int i = 0; i < writers * each; i++) {
      String text = client.readText();
      int writer = text.charAt(0) - '0';
      assertThat(text).hasSize(11 + 300 * writer);
      seen[writer]++;
    }
    assertThat(seen).containsOnly(each);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Writes until it takes no more for good, and returns how many frames it took. */
  private int fill() {
    int written = 0;
    int quiet = 0;
    while (quiet < 100) {
      if (connection.canTake()) {
        connection.write(KILOBYTE);
        written++;
        quiet = 0;
      } else {
        quiet++;
        LockSupport.parkNanos(1_000_000);
      }
    }
    return written;
  }
}
