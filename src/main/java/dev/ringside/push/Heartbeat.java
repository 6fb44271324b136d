package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round all sockets: pings them, and ends those that are dead, silent, stalled or out of time.
 * One virtual thread of its own, one pass after the other.
 */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private static final Duration LONGEST_ROUND = Duration.ofSeconds(1);
  private static final int ROUNDS = 4;

  private final Set<SocketPeer> open;
  private final Duration round;
  private final Thread thread;

  Heartbeat(RingsideConfig config, Set<SocketPeer> open) {
    this.open = open;
    this.round =
        Stream.of(
                config.sessions().heartbeat().dividedBy(ROUNDS),
                config.socket().helloTimeout().dividedBy(ROUNDS),
                config.socket().stallTimeout().dividedBy(ROUNDS),
                LONGEST_ROUND)
            .min(Duration::compareTo)
            .orElse(LONGEST_ROUND);
    this.thread = Thread.ofVirtual().name("heartbeat").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(round);
        long now = System.nanoTime();
        Instant time = Instant.now();
        for (SocketPeer session : open) {
          check(session, now, time);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void check(SocketPeer session, long now, Instant time) {
    try {
      session.check(now, time);
    } catch (RuntimeException e) {
      log.error("a socket could not be looked after", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
