package dev.ringside.torture;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.support.Relay;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands between nodes and Redis, and does to published messages all that a broker must not be
 * trusted not to do: drops, doubles, holds back until later ones have passed, and tells old ones
 * again, of histories too that are over. Everything else passes unchanged. Safe for any thread.
 */
final class RedisMangler implements AutoCloseable {

  private static final int KEPT = 4_000;

  private final Relay relay;
  private final AtomicLong mangled = new AtomicLong();
  private volatile Mangling how = Mangling.NONE;

  @GuardedBy("this")
  private final Random random;

  /** Of all connections, so that a message may come to a node that never had it. */
  @GuardedBy("this")
  private final List<Resp.Value> old = new ArrayList<>();

  RedisMangler(int redisPort, Random random) throws IOException {
    this.random = random;
    this.relay = new Relay(redisPort, this::carry);
  }

  int port() {
    return relay.port();
  }

  /** The relay itself, to be cut. */
  Relay relay() {
    return relay;
  }

  /** What to do from now on. */
  void mangle(Mangling now) {
    how = now;
  }

  /** How many messages were not passed on as they came. */
  long mangled() {
    return mangled.get();
  }

  private void carry(Socket redis, Socket node) throws IOException {
    Resp values = new Resp(new BufferedInputStream(redis.getInputStream()));
    OutputStream out = node.getOutputStream();
    Deque<Resp.Value> held = new ArrayDeque<>();
    while (true) {
      Resp.Value value = values.next();
      List<Resp.Value> passed = value.isMessage() ? pass(value, held) : List.of(value);
      for (Resp.Value each : passed) {
        out.write(each.bytes());
      }
      out.flush();
    }
  }

  /** What comes out where a message goes in. */
  private synchronized List<Resp.Value> pass(Resp.Value message, Deque<Resp.Value> held) {
    Mangling now = how;
    if (now == Mangling.DROPPED) {
      return List.of();
    }
    keep(message);
    boolean on = now == Mangling.ALL_SORTS;
    List<Resp.Value> passed = new ArrayList<>();
    int chance = on ? random.nextInt(100) : 100;
    if (chance < 15) {
      // dropped
    } else if (chance < 30) {
      held.add(message);
    } else if (chance < 45) {
      passed.add(message);
      passed.add(message);
    } else {
      passed.add(message);
      if (chance < 60) {
        passed.add(random.nextInt(passed.size() + 1), anOldOne(message));
      }
    }
    if (chance < 60) {
      mangled.incrementAndGet();
    }
    if (!on || random.nextInt(3) == 0) {
      while (!held.isEmpty()) {
        passed.add(held.removeLast());
      }
    }
    return passed;
  }

  @GuardedBy("this")
  private void keep(Resp.Value message) {
    if (old.size() < KEPT) {
      old.add(message);
    } else {
      old.set(random.nextInt(KEPT), message);
    }
  }

  @GuardedBy("this")
  private Resp.Value anOldOne(Resp.Value like) {
    Resp.Value found = old.get(random.nextInt(old.size()));
    return found.channel().equals(like.channel()) ? found : like;
  }

  @Override
  public void close() {
    relay.close();
  }
}
