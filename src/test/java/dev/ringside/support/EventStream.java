package dev.ringside.support;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of server-sent events that checks every frame, and can be dropped and resumed. Speaks
 * HTTP by itself, so that it is cut when it is told to. Its monitor orders its callers with the
 * thread that reads.
 */
public final class EventStream implements AutoCloseable {

  private final Supplier<? extends Node> nodes;
  private final String path;
  private final InboxModel model;

  @GuardedBy("this")
  private @Nullable Socket socket;

  private volatile @Nullable Throwable failure;

  private volatile boolean refused;

  public EventStream(Node node, String user) {
    this(() -> node, user);
  }

  /** A stream that takes another node whenever it connects. */
  public EventStream(Supplier<? extends Node> nodes, String user) {
    this.nodes = nodes;
    this.path = "/api/users/" + TestNode.encode(user) + "/events";
    this.model = new InboxModel(user);
  }

  public InboxModel model() {
    return model;
  }

  /** Whether it was ever answered 503. */
  public boolean wasRefused() {
    return refused;
  }

  /** Whether nothing is being read. */
  public synchronized boolean isOver() {
    return socket == null;
  }

  /** Connects, from the last event that came if there was one. */
  public synchronized void connect() {
    check();
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    request.append("Authorization: Bearer " + TestNode.KEY + "\r\nAccept: text/event-stream\r\n");
    if (model.frames() == 0) {
      model.startOver(50, false);
    } else {
      InboxModel.Position last = model.resume();
      request.append("Last-Event-ID: " + last.epoch() + ":" + last.revision() + "\r\n");
    }
    try {
      Socket now =
          new Socket(InetAddress.getLoopbackAddress(), nodes.get().httpAddress().getPort());
      OutputStream out = now.getOutputStream();
      out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      socket = now;
      Thread.ofVirtual().name("events").start(() -> read(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Socket now) {
    try (now;
        var answer = new BufferedInputStream(now.getInputStream())) {
      String status = readLine(answer);
      if (status.contains(" 503 ")) {
        refused = true;
        return;
      }
      if (!status.contains(" 200 ")) {
        throw new AssertionError("the stream was answered by " + status);
      }
      while (!readLine(answer).isEmpty()) {
        // The headers say nothing that is needed here.
      }
      var in =
          new BufferedReader(new InputStreamReader(new Chunks(answer), StandardCharsets.UTF_8));
      String id = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          take(now, id, line.substring(6));
        }
      }
    } catch (IOException gone) {
      // Cut, by either side.
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      over(now);
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** A body in chunks, as one stream. */
  private static final class Chunks extends InputStream {

    private final InputStream in;
    private int left;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        left = Integer.parseInt(readLine(in), 16);
        if (left == 0) {
          return -1;
        }
      }
      int read = in.read(into, offset, Math.min(length, left));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
      if (left == 0) {
        readLine(in);
      }
      return read;
    }
  }

  private synchronized void take(Socket from, String id, String data) {
    if (from.equals(socket)) {
      model.apply(TestNode.json(data));
      InboxModel.Position at = model.position();
      if (!id.equals(at.epoch() + ":" + at.revision())) {
        throw new AssertionError("the event " + data + " has the id " + id);
      }
    }
  }

  private synchronized void over(Socket which) {
    if (which.equals(socket)) {
      socket = null;
    }
  }

  /** Cuts the connection without a word. */
  public synchronized void drop() {
    Socket now = socket;
    socket = null;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Fails if a frame broke a rule. */
  public void check() {
    Throwable broken = failure;
    if (broken != null) {
      throw new AssertionError("A stream saw a rule broken: " + broken.getMessage(), broken);
    }
  }

  @Override
  public void close() {
    drop();
    check();
  }
}
