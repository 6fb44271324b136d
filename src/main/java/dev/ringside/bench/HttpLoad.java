package dev.ringside.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A number of connections to the HTTP side that share a queue of requests, and the count of what
 * they were answered. For the loop's thread.
 */
final class HttpLoad implements HttpConnection.Answers, AutoCloseable {

  /** Who is told of answers, successes or not. */
  interface Listener {

    /** The request that was submitted with {@code tag} has been handed to the kernel. */
    default void sent(long tag, long sentNanos) {}

    /**
     * An answer came to the request that was submitted with {@code tag}. What is given holds during
     * the call only.
     */
    void answered(
        HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes)
        throws IOException;

    /** No answer will come to it: its outcome is unknown. */
    void lost(HttpLoad load, long tag);
  }

  private static final class Waiting {
    private final byte[] request;
    private final long tag;

    Waiting(byte[] request, long tag) {
      this.request = request;
      this.tag = tag;
    }
  }

  private static final int BODY_TOLD = 300;

  private final Listener listener;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final Deque<HttpConnection> idle = new ArrayDeque<>();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();
  private int onTheirWay;

  HttpLoad(EventLoop loop, InetSocketAddress address, int count, Listener listener) {
    this.listener = listener;
    for (int i = 0; i < count; i++) {
      connections.add(new HttpConnection(loop, address, this));
    }
    idle.addAll(connections);
  }

  /** Sends a request over an idle connection, or as soon as there is one. */
  void submit(byte[] request, long tag) {
    HttpConnection connection = idle.poll();
    if (connection == null) {
      queue.add(new Waiting(request, tag));
    } else {
      send(connection, request, tag);
    }
  }

  /** Whether every request that was submitted has been answered, or lost. */
  boolean isDone() {
    return onTheirWay == 0 && queue.isEmpty();
  }

  /** What was answered otherwise than 2xx, or not at all, with how often and an example. */
  List<String> failures() {
    List<String> sentences = new ArrayList<>();
    errors.forEach(
        (what, count) ->
            sentences.add(count + " requests " + what + ", such as: " + examples.get(what)));
    return sentences;
  }

  /** How many requests were answered otherwise than 2xx, or not at all. */
  int failed() {
    return errors.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void send(HttpConnection connection, byte[] request, long tag) {
    onTheirWay++;
    listener.sent(tag, connection.send(request, tag));
  }

  @Override
  public void answered(HttpConnection connection, HttpAnswer answer, byte[] bytes, long nowNanos)
      throws IOException {
    onTheirWay--;
    if (!answer.isSuccess()) {
      count("were answered " + answer.status(), beginning(answer, bytes));
    }
    long tag = connection.tag();
    long sentNanos = connection.sentNanos();
    next(connection);
    listener.answered(this, tag, sentNanos, nowNanos, answer, bytes);
  }

  @Override
  public void lost(HttpConnection connection, IOException why) {
    onTheirWay--;
    count("were not answered", String.valueOf(why.getMessage()));
    long tag = connection.tag();
    next(connection);
    listener.lost(this, tag);
  }

  private void next(HttpConnection connection) {
    Waiting waiting = queue.poll();
    if (waiting == null) {
      idle.push(connection);
    } else {
      send(connection, waiting.request, waiting.tag);
    }
  }

  private void count(String what, String example) {
    errors.merge(what, 1, Integer::sum);
    examples.putIfAbsent(what, example);
  }

  private static String beginning(HttpAnswer answer, byte[] bytes) {
    int length = Math.min(answer.bodyTo() - answer.bodyFrom(), BODY_TOLD);
    return new String(bytes, answer.bodyFrom(), length, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
  }
}
