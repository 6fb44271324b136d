package dev.ringside.identity.account;

import dev.ringside.wire.ClientAddress;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns at what only a few may do at a time. The addresses that wait take turns, not those who
 * wait: whoever sends many at once from one address waits behind the own ones, and everybody else
 * behind one of them.
 *
 * <p><b>Order.</b> The monitor guards who waits and how many have a turn; whoever is told that it
 * has come waits outside of it.
 */
final class Turns {

  private final int atOnce;

  /** Who waits at each address; the first of them is next. None is empty. */
  private final SequencedMap<InetAddress, Queue<CountDownLatch>> waiting = new LinkedHashMap<>();

  private int taken;

  Turns(int atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * Waits for a turn, which is to be given back.
   *
   * @param from who asks; of IPv6 the /64 is one
   * @return false where none came in time
   */
  boolean take(InetAddress from, long nanos) throws InterruptedException {
    InetAddress network = ClientAddress.network(from);
    CountDownLatch turn = new CountDownLatch(1);
    synchronized (this) {
      if (taken < atOnce) {
        taken++;
        return true;
      }
      waiting.computeIfAbsent(network, _ -> new ArrayDeque<>()).add(turn);
    }
    try {
      return turn.await(nanos, TimeUnit.NANOSECONDS) || !leave(network, turn);
    } catch (InterruptedException e) {
      if (!leave(network, turn)) {
        giveBack();
      }
      throw e;
    }
  }

  /** Waits no longer; false where the turn has come at that moment. */
  private synchronized boolean leave(InetAddress network, CountDownLatch turn) {
    Queue<CountDownLatch> queue = waiting.get(network);
    if (queue == null || !queue.remove(turn)) {
      return false;
    }
    if (queue.isEmpty()) {
      waiting.remove(network);
    }
    return true;
  }

  /** Passes a turn on to the next address. */
  synchronized void giveBack() {
    Map.Entry<InetAddress, Queue<CountDownLatch>> next = waiting.pollFirstEntry();
    if (next == null) {
      taken--;
      return;
    }
    next.getValue().remove().countDown();
    if (!next.getValue().isEmpty()) {
      waiting.put(next.getKey(), next.getValue());
    }
  }
}
