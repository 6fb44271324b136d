package dev.ringside.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection with at most one request on its way. Reconnects by itself before the
 * next request where the server has closed it. For the loop's thread.
 */
final class HttpConnection implements EventLoop.Handler {

  /** Who is told of what became of a request. */
  interface Answers {

    /** The answer came; it and the bytes hold during the call only. */
    void answered(HttpConnection connection, HttpAnswer answer, byte[] bytes, long nowNanos)
        throws IOException;

    /** The connection broke with a request on its way, which may or may not have been done. */
    void lost(HttpConnection connection, IOException why);
  }

  private static final int OUT_BYTES = 4096;

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final Answers answers;
  private final HttpAnswer answer = new HttpAnswer();
  private ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES);
  private byte[] in = new byte[4096];
  private int received;
  private @Nullable SelectionKey key;
  private boolean waiting;
  private long tag;
  private long sentNanos;

  HttpConnection(EventLoop loop, InetSocketAddress address, Answers answers) {
    this.loop = loop;
    this.address = address;
    this.answers = answers;
  }

  /** What {@link #send} was given with the last request. */
  long tag() {
    return tag;
  }

  /** What {@link #send} returned for the last request. */
  long sentNanos() {
    return sentNanos;
  }

  /**
   * Sends a request, whole, over a connection on which none is on its way.
   *
   * @return the moment just before, by {@link System#nanoTime}
   * @throws BenchException if nothing accepts the connection
   */
  long send(byte[] request, long requestTag) {
    if (out.capacity() < request.length) {
      out = ByteBuffer.allocateDirect(request.length);
    }
    out.clear().put(request).flip();
    tag = requestTag;
    waiting = true;
    received = 0;
    SelectionKey registered = key == null ? connect() : key;
    long sent = System.nanoTime();
    sentNanos = sent;
    try {
      write(registered);
    } catch (IOException e) {
      // The server has closed an idle connection a moment ago; the request may have left.
      broken(e);
    }
    return sent;
  }

  private SelectionKey connect() {
    try {
      SocketChannel open = SocketChannel.open(address);
      open.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey registered = loop.register(open, SelectionKey.OP_READ, this);
      key = registered;
      return registered;
    } catch (IOException e) {
      throw new BenchException(
          "Cannot connect to " + address + ": " + e.getMessage() + ". Is Ringside running?", e);
    }
  }

  private void write(SelectionKey registered) throws IOException {
    ((SocketChannel) registered.channel()).write(out);
    registered.interestOps(
        out.hasRemaining() ? SelectionKey.OP_WRITE | SelectionKey.OP_READ : SelectionKey.OP_READ);
  }

  @Override
  public void ready(SelectionKey ready) throws IOException {
    if (ready.isWritable()) {
      write(ready);
    }
    if (ready.isReadable()) {
      read((SocketChannel) ready.channel());
    }
  }

  private void read(SocketChannel open) throws IOException {
    ByteBuffer buffer = loop.buffer();
    int count = open.read(buffer);
    if (count < 0) {
      throw new IOException("the server closed the connection");
    }
    if (in.length < received + count) {
      in = Arrays.copyOf(in, Math.max(in.length * 2, received + count));
    }
    buffer.flip().get(in, received, count);
    received += count;
    if (!waiting) {
      throw new IOException("the server answered what was not asked");
    }
    if (answer.parse(in, received)) {
      if (answer.end() != received) {
        throw new IOException("the server sent more than its answer");
      }
      waiting = false;
      if (answer.closes()) {
        close();
      }
      answers.answered(this, answer, in, System.nanoTime());
    }
  }

  @Override
  public void broken(IOException why) {
    close();
    if (waiting) {
      waiting = false;
      answers.lost(this, why);
    }
  }

  void close() {
    SelectionKey registered = key;
    key = null;
    EventLoop.close(registered);
  }
}
