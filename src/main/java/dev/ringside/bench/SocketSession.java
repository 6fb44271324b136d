package dev.ringside.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One tab: connects, says hello and follows its inbox, or a room, checking of every frame that it
 * goes on where the one before ended. Ten thousand of them must cost next to nothing, so it holds a
 * few fields and no buffer. For the loop's thread.
 */
final class SocketSession implements EventLoop.Handler, FrameParser.Sink {

  /** Who is told of what a session sees. */
  interface Listener {

    /** The handshake is through. */
    void opened(SocketSession session);

    /**
     * A frame came, in order or not.
     *
     * @param becameCurrent whether it is the one that brought the session up to date
     */
    void inbox(SocketSession session, boolean becameCurrent, LogFrame frame, long nowNanos);

    /** A frame came that does not go on where the one before ended. */
    void outOfOrder(SocketSession session, String what);

    /** The server said {@code error}, to which nothing here should give it cause. */
    void refused(SocketSession session, String error);

    /** The connection has ended otherwise than by {@link #close}. */
    void ended(SocketSession session, boolean wasHandshaking, String why);
  }

  private enum State {
    CONNECTING,
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  private static final byte[] SWITCHING = Bytes.ascii("HTTP/1.1 101");
  private static final byte[] ACCEPT = Bytes.ascii("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  private static final byte[] END_OF_HEAD = Bytes.ascii("\r\n\r\n");
  private static final byte[] ERROR = Bytes.ascii("{\"type\":\"error\"");

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final EventLoop loop;
  private final Node node;
  private final Seat seat;
  private final Listener listener;
  private final FrameParser frames = new FrameParser();
  private final LogFrame frame;
  private State state = State.CONNECTING;
  private @Nullable SelectionKey key;
  private @Nullable ByteBuffer unsent;
  private long nowNanos;
  private final long startedNanos;
  private long revision;
  private boolean current;
  private boolean reading = true;

  /**
   * Starts connecting.
   *
   * @param from the local address to connect from, or null for any
   * @param receiveBytes how large the receive buffer is; 0 leaves it to the system
   * @param frame shared by all sessions of the loop
   * @throws java.net.ConnectException if nobody listens there, as far as that is known at once
   */
  SocketSession(
      EventLoop loop,
      Node node,
      @Nullable InetSocketAddress from,
      int receiveBytes,
      Seat seat,
      LogFrame frame,
      Listener listener)
      throws IOException {
    this.loop = loop;
    this.node = node;
    this.seat = seat;
    this.frame = frame;
    this.listener = listener;
    startedNanos = System.nanoTime();
    revision = seat.revision();
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (receiveBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      if (from != null) {
        channel.bind(from);
      }
      channel.configureBlocking(false);
      // The loopback connects at once but says so only if asked again, which saves a wait.
      boolean connected = channel.connect(node.address()) || channel.finishConnect();
      key =
          loop.register(channel, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
      if (connected) {
        shakeHands(key);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Seat seat() {
    return seat;
  }

  /** When it started to connect, by {@link System#nanoTime}. */
  long startedNanos() {
    return startedNanos;
  }

  /** The revision up to which it has everything. */
  long revision() {
    return revision;
  }

  /** Whether it has reached the revision that its seat waits for. */
  boolean isCurrent() {
    return current;
  }

  @Override
  public void ready(SelectionKey ready) throws IOException {
    if (ready.isConnectable()) {
      ((SocketChannel) ready.channel()).finishConnect();
      shakeHands(ready);
      return;
    }
    if (ready.isWritable()) {
      write(ready, NOTHING);
    }
    if (ready.isReadable()) {
      read((SocketChannel) ready.channel());
    }
  }

  private void shakeHands(SelectionKey connected) throws IOException {
    state = State.HANDSHAKE;
    write(connected, node.handshake().duplicate());
  }

  private void read(SocketChannel channel) throws IOException {
    ByteBuffer buffer = loop.buffer();
    frames.prepare(buffer);
    int count = channel.read(buffer);
    nowNanos = System.nanoTime();
    if (count < 0) {
      end("closed without a word");
      return;
    }
    int from = state == State.HANDSHAKE ? handshakeEnd(loop.bytes(), buffer.position()) : 0;
    if (state != State.CLOSED && from >= 0) {
      frames.parse(loop.bytes(), from, buffer.position(), this);
    }
  }

  /** Where the answer to the handshake ends, or -1 if it is not there or refuses. */
  private int handshakeEnd(byte[] bytes, int length) throws IOException {
    int end = Bytes.after(bytes, 0, length, END_OF_HEAD);
    if (end < 0) {
      frames.keep(bytes, 0, length);
    } else if (!Bytes.startsWith(bytes, 0, end, SWITCHING)) {
      String line = new String(bytes, 0, end, StandardCharsets.US_ASCII).lines().findFirst().get();
      end("handshake refused: " + line);
      return -1;
    } else if (Bytes.after(bytes, 0, end, ACCEPT) < 0) {
      end("handshake answered with a wrong Sec-WebSocket-Accept");
      return -1;
    } else {
      state = State.OPEN;
      write(ClientFrames.text(seat.hello()));
      if (seat.join() != null) {
        write(ClientFrames.text(seat.join()));
      }
      listener.opened(this);
    }
    return end;
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    if (state == State.CLOSED) {
      return; // left while an earlier frame of the same read was handled
    }
    if (frame.read(bytes, from, to)) {
      boolean was = current;
      follow();
      listener.inbox(this, current && !was, frame, nowNanos);
    } else if (Bytes.startsWith(bytes, from, to, ERROR)) {
      listener.refused(this, new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
  }

  private void follow() {
    boolean goesOn = frame.isReset() ? frame.since() == 0 : frame.since() == revision;
    if (!goesOn || frame.revision() < frame.since()) {
      listener.outOfOrder(
          this,
          "since %d to revision %d came after revision %d"
              .formatted(frame.since(), frame.revision(), revision));
    }
    revision = frame.revision();
    current |= revision >= seat.awaited();
  }

  @Override
  public void ping(byte[] payload) throws IOException {
    write(ClientFrames.pong(payload));
  }

  @Override
  public void closed(int code, String reason) {
    end("closed with " + code + (reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  @Override
  public void broken(IOException why) {
    end(String.valueOf(why.getMessage()));
  }

  private void end(String why) {
    if (state != State.CLOSED) {
      boolean handshaking = state != State.OPEN;
      shut();
      listener.ended(this, handshaking, why);
    }
  }

  /** Takes nothing more from the connection, which the server notices once its buffers are full. */
  void stall() {
    reading = false;
    listen();
  }

  /** Takes up reading where it stalled, with a receive buffer of so many bytes. */
  void recover(int receiveBytes) throws IOException {
    if (key != null) {
      ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
    }
    reading = true;
    listen();
  }

  private void listen() {
    if (key != null && key.isValid()) {
      key.interestOps(
          (reading ? SelectionKey.OP_READ : 0) | (unsent == null ? 0 : SelectionKey.OP_WRITE));
    }
  }

  /** Leaves as a page does that is asked to: with 1000. */
  void close() {
    if (state == State.OPEN && key != null) {
      try {
        write(ClientFrames.close(1000));
      } catch (IOException e) {
        // It is gone already, which is what was wanted.
      }
    }
    shut();
  }

  private void shut() {
    state = State.CLOSED;
    EventLoop.close(key);
    key = null;
  }

  private void write(ByteBuffer what) throws IOException {
    if (key != null) {
      write(key, what);
    }
  }

  private void write(SelectionKey registered, ByteBuffer what) throws IOException {
    ByteBuffer all = what;
    if (unsent != null) {
      all = ByteBuffer.allocate(unsent.remaining() + what.remaining());
      all.put(unsent).put(what).flip();
    }
    ((SocketChannel) registered.channel()).write(all);
    unsent = all.hasRemaining() ? all : null;
    listen();
  }
}
