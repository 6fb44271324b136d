package dev.ringside.bench;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sessions of which so many are under way at a time: as one has its first inbox frame it leaves,
 * and the next comes. For the loop's thread.
 */
final class Logins implements SocketSession.Listener, AutoCloseable {

  private static final byte[] PUT = Bytes.ascii("{\"op\":\"put\"");

  private final EventLoop loop;
  private final List<Node> nodes;
  private final List<Seat> seats;
  private final int unread;
  private final int atATime;
  private final LogFrame frame = new LogFrame();
  private final Set<SocketSession> underWay = new HashSet<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private Latencies latencies = new Latencies();
  private int next;
  private boolean closed;

  Logins(EventLoop loop, List<Node> nodes, List<Seat> seats, int unread, int atATime) {
    this.loop = loop;
    this.nodes = nodes;
    this.seats = seats;
    this.unread = unread;
    this.atATime = atATime;
  }

  void start() {
    for (int i = 0; i < atATime; i++) {
      come();
    }
  }

  /** Forgets what was measured so far. */
  void measure() {
    latencies = new Latencies();
  }

  /** From starting to connect to the first inbox frame. */
  Latencies latencies() {
    return latencies;
  }

  /** What went wrong, for the report. */
  List<String> failures() {
    return failures.entrySet().stream()
        .map(each -> each.getValue() + " logins " + each.getKey())
        .toList();
  }

  private void come() {
    if (closed) {
      return;
    }
    Seat seat = seats.get(next % seats.size());
    Node node = nodes.get(next % nodes.size());
    next++;
    try {
      underWay.add(new SocketSession(loop, node, null, 0, seat, frame, this));
    } catch (IOException e) {
      throw new BenchException("Cannot connect to " + node.address() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void opened(SocketSession session) {
    // It is in once it knows its inbox.
  }

  @Override
  public void inbox(SocketSession session, boolean becameCurrent, LogFrame read, long nowNanos) {
    if (!becameCurrent) {
      return;
    }
    latencies.add(nowNanos - session.startedNanos());
    int told = count(read);
    if (told != unread) {
      fail("were told of " + told + " notifications instead of " + unread);
    }
    session.close();
    underWay.remove(session);
    come();
  }

  private static int count(LogFrame read) {
    int count = 0;
    int at = Bytes.after(read.bytes(), read.changes(), read.to(), PUT);
    while (at >= 0) {
      count++;
      at = Bytes.after(read.bytes(), at, read.to(), PUT);
    }
    return count;
  }

  @Override
  public void outOfOrder(SocketSession session, String what) {
    fail("got a frame out of order");
  }

  @Override
  public void refused(SocketSession session, String error) {
    fail("were told " + error);
  }

  @Override
  public void ended(SocketSession session, boolean wasHandshaking, String why) {
    if (underWay.remove(session)) {
      fail("ended: " + why);
      come();
    }
  }

  private void fail(String why) {
    failures.merge(why, 1, Integer::sum);
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(SocketSession::close);
    underWay.clear();
  }
}
