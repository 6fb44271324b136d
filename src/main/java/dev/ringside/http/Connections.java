package dev.ringside.http;

import dev.ringside.identity.Proxies;
import dev.ringside.metrics.Metric;
import dev.ringside.wire.Problem;
import io.micrometer.core.instrument.Counter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * All open connections, first in the chain behind the transport, and the clock that ends those in
 * which nothing moves. Safe for any thread: the clock only looks, and leaves what is to be done to
 * the connection's selector thread, which looks again.
 */
final class Connections extends BaseFilter {

  /** How long a client may take to close after its last answer. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** A body may arrive in many small steps, but not for longer than this many times its timeout. */
  private static final int SLOWEST = 4;

  /**
   * What bounds connections.
   *
   * @param atATime how many there may be; 0 for any number
   * @param body how long a head, a body or the taking of an answer may stall
   * @param idle how long a connection may wait for its next request
   */
  record Limits(int atATime, Duration body, Duration idle) {}

  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
  private final Homes homes = new Homes();
  private final AnswerCounts answers;
  private final Cors cors;
  private final Proxies proxies;
  private final boolean greeting;
  private final int atATime;
  private final Counter refused;
  private final long bodyNanos;
  private final long idleNanos;
  private final ScheduledExecutorService clock;
  private volatile boolean draining;

  Connections(Limits limits, HttpServer.Parts parts) {
    answers = new AnswerCounts(parts.metrics());
    cors = new Cors(parts.origins());
    proxies = parts.proxies();
    greeting = parts.tls().isOn();
    refused = parts.metrics().counter(Metric.REFUSED, "http_connections");
    atATime = limits.atATime();
    bodyNanos = limits.body().toNanos();
    idleNanos = limits.idle().toNanos();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("http-clock").daemon().factory());
    long tick = Math.clamp(Math.min(bodyNanos, idleNanos) / 8, 5_000_000L, 500_000_000L);
    var _ = clock.scheduleWithFixedDelay(this::sweep, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** Runs what must happen later; what it runs must not block. */
  ScheduledExecutorService clock() {
    return clock;
  }

  @Override
  public NextAction handleAccept(FilterChainContext ctx) {
    var connection = (NIOConnection) ctx.getConnection();
    if (atATime > 0 && peers.size() >= atATime) {
      refused.increment();
      connection.terminateSilently();
      return ctx.getStopAction();
    }
    if (!(connection.getPeerAddress() instanceof InetSocketAddress from)) {
      return ctx.getStopAction(); // It has gone already.
    }
    Peer peer = Peer.attach(connection, from.getAddress(), homes.of(connection));
    if (greeting) {
      peer.greeting();
    }
    peers.add(peer);
    return ctx.getInvokeAction();
  }

  @Override
  public NextAction handleClose(FilterChainContext ctx) {
    Peer peer = Peer.of(ctx.getConnection());
    if (peer != null) {
      peers.remove(peer);
      Exchange exchange = peer.exchange();
      if (exchange != null) {
        exchange.breakOff();
      }
    }
    return ctx.getInvokeAction();
  }

  /** TLS is agreed on. */
  static void greeted(Connection<?> connection) {
    Peer peer = Peer.of(connection);
    if (peer != null) {
      peer.greeted();
    }
  }

  /** Who is believed about where a request comes from. */
  Proxies proxies() {
    return proxies;
  }

  /** How long a client may take to send the next part of a body. */
  Duration patience() {
    return Duration.ofNanos(bodyNanos);
  }

  /** Counts what is answered. */
  AnswerCounts answers() {
    return answers;
  }

  /** Tells pages what they may read. */
  Cors cors() {
    return cors;
  }

  /** Whether each answer is the last of its connection. */
  boolean isDraining() {
    return draining;
  }

  /** From now on each answer is the last of its connection, and who asks for nothing is let go. */
  void drain() {
    draining = true;
    sweep();
  }

  /** How many connections have a request that is arriving, being answered or being sent. */
  long busy() {
    return peers.stream()
        .filter(
            peer ->
                switch (peer.phase()) {
                  case HEAD, BODY, BUSY, FLUSH -> true;
                  case GREETING, IDLE, LEAVING -> false;
                })
        .count();
  }

  void stop() {
    clock.shutdownNow();
  }

  private void sweep() {
    for (Peer peer : peers) {
      if (isOverdue(peer)) {
        peer.home().execute(() -> end(peer));
      }
    }
  }

  private boolean isOverdue(Peer peer) {
    return switch (peer.phase()) {
      case IDLE -> draining || peer.age() > idleNanos;
      case GREETING -> draining || peer.age() > bodyNanos;
      case HEAD, BODY, FLUSH -> peer.age() > bodyNanos;
      case BUSY -> false;
      case LEAVING -> peer.age() > FAREWELL.toNanos();
    };
  }

  private void end(Peer peer) {
    Body body = peer.body();
    if (peer.phase() == Peer.Phase.BODY && body != null) {
      new Exchange(this, peer, body.request())
          .refuse(
              Problem.of(
                  Problem.Kind.TIMEOUT,
                  "The body stopped arriving. Send all of it, or fewer bytes at a time."));
    } else if (isOverdue(peer)) {
      peer.cut();
    }
  }

  /** Whether a body has been arriving for longer than any honest client would need. */
  boolean isTooSlow(Body body) {
    return body.age() > SLOWEST * bodyNanos;
  }
}
