package dev.ringside.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions, a limited number of handshakes at a time, and counts what becomes of them. For
 * the loop's thread.
 */
final class SocketLoad implements SocketSession.Listener, AutoCloseable {

  /** Who is told of inbox frames; the frame holds during the call only. */
  interface Frames {
    void received(SocketSession session, LogFrame frame, long nowNanos);
  }

  private static final String TOO_MANY_FILES = "Too many open files";
  private static final String NOT_OPENED = "did not open: ";

  private final EventLoop loop;
  private final List<Node> nodes;
  private final int addresses;
  private final int handshakesAtATime;
  private final Frames frames;
  private LogFrame frame = new LogFrame();
  private final Deque<Seat> waiting = new ArrayDeque<>();
  private final List<SocketSession> sessions = new ArrayList<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final Latencies connectLatencies = new Latencies();
  private final Latencies currentLatencies = new Latencies();
  private int handshaking;
  private int current;
  private int ended;
  private int endedEarly;
  private int receiveBytes;
  private long outOfOrder;
  private String firstOutOfOrder = "";
  private long lastCurrentNanos;
  private long lastOpenedNanos;

  /**
   * @param nodes where sessions are opened, at one after the other
   * @param addresses from how many loopback addresses sessions come, one after the other
   * @param handshakesAtATime how many sessions may be connecting at once; 0 is no limit
   */
  SocketLoad(
      EventLoop loop, List<Node> nodes, int addresses, int handshakesAtATime, Frames frames) {
    this.loop = loop;
    this.nodes = nodes;
    this.addresses = addresses;
    this.handshakesAtATime = handshakesAtATime == 0 ? Integer.MAX_VALUE : handshakesAtATime;
    this.frames = frames;
  }

  /** Gives each session that is opened from now on a receive buffer of so many bytes. */
  SocketLoad receiving(int bytes) {
    receiveBytes = bytes;
    return this;
  }

  /** Has sessions that are opened from now on follow rooms, and not their inboxes. */
  SocketLoad ofRooms() {
    frame = new LogFrame("room");
    return this;
  }

  /** Opens a session on each seat, as fast as the limit lets it; turning the loop does the rest. */
  void open(Collection<Seat> seats) {
    waiting.addAll(seats);
    connectMore();
  }

  /** Whether each session that was opened has become current, or has ended. */
  boolean isSettled() {
    return waiting.isEmpty() && current + endedEarly >= sessions.size();
  }

  /** How many sessions are current, or were before they ended. */
  int current() {
    return current;
  }

  /** Whether each session that was opened has ended otherwise than by {@link #close}. */
  boolean haveAllEnded() {
    return waiting.isEmpty() && ended == sessions.size();
  }

  List<SocketSession> sessions() {
    return sessions;
  }

  /** From starting to connect to the end of the handshake. */
  Latencies connectLatencies() {
    return connectLatencies;
  }

  /** From starting to connect until the session had what it waited for. */
  Latencies currentLatencies() {
    return currentLatencies;
  }

  /** When the last handshake was through, by {@link System#nanoTime}. */
  long lastOpenedNanos() {
    return lastOpenedNanos;
  }

  /** When the last session became current, by {@link System#nanoTime}. */
  long lastCurrentNanos() {
    return lastCurrentNanos;
  }

  /** What went wrong with sessions, for the report. */
  List<String> failures() {
    List<String> sentences = new ArrayList<>();
    failures.forEach((what, count) -> sentences.add(count + " sessions " + what + advice(what)));
    if (outOfOrder > 0) {
      sentences.add(outOfOrder + " frames out of order, the first: " + firstOutOfOrder);
    }
    return sentences;
  }

  private static String advice(String what) {
    if (what.contains("4409")) {
      return "; start the server with RINGSIDE_SESSIONS_PER_USER=0, or spread over more --users";
    }
    if (what.contains("HTTP/1.1 403")) {
      return "; start the server with RINGSIDE_SESSIONS_PER_ADDRESS=0, or use more --addresses";
    }
    return "";
  }

  private void connectMore() {
    while (handshaking < handshakesAtATime && !waiting.isEmpty()) {
      Seat seat = waiting.remove();
      Node node = nodes.get(seat.index() % nodes.size());
      handshaking++;
      try {
        sessions.add(
            new SocketSession(loop, node, localAddress(node), receiveBytes, seat, frame, this));
      } catch (ConnectException e) {
        handshaking--;
        failures.merge(NOT_OPENED + e.getMessage(), 1, Integer::sum);
      } catch (IOException e) {
        throw new BenchException(
            String.valueOf(e.getMessage()).contains(TOO_MANY_FILES)
                ? "Only " + sessions.size() + " files may be open here: raise 'ulimit -n'."
                : "Cannot connect to " + node.address() + ": " + e.getMessage(),
            e);
      }
    }
  }

  private @Nullable InetSocketAddress localAddress(Node node) {
    boolean canSpread =
        node.address().getAddress() instanceof java.net.Inet4Address address
            && address.isLoopbackAddress();
    return canSpread && addresses > 1
        ? new InetSocketAddress("127.0.0." + (1 + sessions.size() % addresses), 0)
        : null;
  }

  @Override
  public void opened(SocketSession session) {
    lastOpenedNanos = System.nanoTime();
    connectLatencies.add(lastOpenedNanos - session.startedNanos());
    handshaking--;
    connectMore();
  }

  @Override
  public void inbox(SocketSession session, boolean becameCurrent, LogFrame read, long nowNanos) {
    if (becameCurrent) {
      current++;
      lastCurrentNanos = nowNanos;
      currentLatencies.add(nowNanos - session.startedNanos());
    }
    frames.received(session, read, nowNanos);
  }

  @Override
  public void outOfOrder(SocketSession session, String what) {
    if (outOfOrder++ == 0) {
      firstOutOfOrder = what;
    }
  }

  @Override
  public void refused(SocketSession session, String error) {
    failures.merge("were told " + error, 1, Integer::sum);
  }

  @Override
  public void ended(SocketSession session, boolean wasHandshaking, String why) {
    failures.merge((wasHandshaking ? NOT_OPENED : "ended: ") + why, 1, Integer::sum);
    ended++;
    if (!session.isCurrent()) {
      endedEarly++;
    }
    if (wasHandshaking) {
      handshaking--;
      connectMore();
    }
  }

  /** Closes all sessions. */
  @Override
  public void close() {
    waiting.clear();
    sessions.forEach(SocketSession::close);
  }
}
