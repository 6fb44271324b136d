package dev.ringside.push;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.tls.Farewell;
import jakarta.websocket.MessageHandler;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.tyrus.core.CloseReasons;
import org.glassfish.tyrus.spi.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket.
 *
 * <p>Any thread may call it, and no call blocks. What is written goes to the Grizzly connection as
 * it is: Tyrus reads what arrives, and only its pongs and close replies go out, through here, too.
 * The monitor orders writes with closing, so that nothing follows a close frame. All that comes in,
 * and the end, is told on the connection's selector thread, never inside a call of the caller's.
 */
final class SocketConnection extends EmptyCompletionHandler<WriteResult<Buffer, SocketAddress>>
    implements FrameReader.Sink, MessageHandler.Partial<String>, SocketFilter.Phase {

  private static final Logger log = LoggerFactory.getLogger(SocketConnection.class);

  /** How many times longer than others a stalled peer is given to take its close frame. */
  private static final int STALLED_PATIENCE = 10;

  private enum State {
    OPEN,
    /** A close frame went out; what comes in is dropped until the peer goes, or time is up. */
    CLOSING,
    GONE
  }

  private final NIOConnection connection;
  private final SocketResources resources;
  private final InetAddress peer;

  /** Written under the monitor alone; read without it where a late answer does no harm. */
  private volatile State state = State.OPEN;

  // Written under the monitor, as a stopping server may end what the selector thread opens.
  private @Nullable Connection tyrus;
  private @Nullable SocketListener listener;
  private boolean ended;

  // The selector thread's own.
  private final FrameReader reader;
  private @Nullable StringBuilder unfinished;
  private boolean peerSaidClose;

  SocketConnection(NIOConnection connection, SocketResources resources, InetAddress peer) {
    this.connection = connection;
    this.resources = resources;
    this.peer = peer;
    this.reader = new FrameReader(resources.options().maxFrameBytes(), this);
    resources.open().incrementAndGet();
  }

  /** Whether nothing has begun to close it. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Where the connection comes from, which may be a proxy. */
  InetAddress peer() {
    return peer;
  }

  /** Whether it is open and fewer bytes wait to be sent than {@link SocketServer.Options} allow. */
  boolean canTake() {
    return isOpen() && pendingBytes() < resources.options().maxPendingBytes();
  }

  /** How many bytes were written that the operating system has not taken yet. */
  long pendingBytes() {
    return connection.getAsyncWriteQueue().spaceInBytes();
  }

  /**
   * Sends one or more whole frames, which may be shared: the buffer's position is left as it is.
   * Takes them whatever is pending; see {@link #canTake}. Does nothing once it is closing.
   */
  void write(ByteBuffer frames) {
    synchronized (this) {
      if (state == State.OPEN) {
        send(frames);
      }
    }
  }

  /** Sends a ping; {@link SocketListener#pong} tells the answer. */
  void ping() {
    write(Frames.ping());
  }

  /**
   * Runs the task once on the selector thread, as soon as less than half of what may be pending is:
   * half, so that it is not called for every few bytes that leave. Never if it closes before.
   */
  void onceWritable(Runnable task) {
    connection.notifyCanWrite(
        new WriteHandler() {
          @Override
          public void onWritePossible() {
            onSelectorThread(() -> runIfOpen(task));
          }

          @Override
          public void onError(Throwable gone) {}
        });
  }

  /**
   * Says goodbye: a close frame goes out behind what is pending, nothing after it, and nothing more
   * is told to the listener than the end. The connection is cut when the peer has answered, or
   * after the grace of {@link SocketServer.Options}. Does nothing if it is closing already.
   */
  void close(CloseCode code) {
    // A peer that took nothing learns why only if it is given time to take what stands before it.
    int patience = code == CloseCode.STALLED ? STALLED_PATIENCE : 1;
    sendClose(Frames.close(code), patience);
  }

  /** Cuts the connection at once, without a word. */
  void terminate() {
    connection.terminateSilently();
  }

  // ---- what the transport tells

  /** A write failed. Grizzly would close behind what is queued, which may be never. */
  @Override
  public void failed(Throwable gone) {
    terminate();
  }

  /** Tyrus opened its session. */
  void readBy(Connection session) {
    synchronized (this) {
      if (!ended) {
        tyrus = session;
        return;
      }
    }
    endSession(session);
  }

  /** From now on, what arrives is told. */
  void tell(SocketListener told) {
    synchronized (this) {
      if (!ended) {
        listener = told;
        return;
      }
    }
    tellTheEnd(told);
  }

  /** Bytes arrived. */
  void received(ByteBuffer bytes) {
    if (state != State.GONE) {
      reader.read(bytes);
    }
  }

  /** The TCP connection is gone; called by any thread, in the midst of anything. */
  void gone() {
    synchronized (this) {
      if (state == State.GONE) {
        return;
      }
      if (state == State.OPEN) {
        resources.counts().lost();
      }
      state = State.GONE;
    }
    onSelectorThread(this::end);
  }

  // ---- what the frame reader tells

  @Override
  public void frame(ByteBuffer frame, int opcode) {
    if (opcode == Frames.CLOSE) {
      reader.goDeaf();
      peerSaidClose = true;
      if (!isOpen()) {
        Farewell.close(connection);
        return;
      }
    }
    Connection session = tyrus;
    if (isOpen() && session != null) {
      session.getReadHandler().handle(frame);
    }
  }

  @Override
  public void counted(int opcode) {
    SocketListener told = listener;
    if (isOpen() && told != null) {
      guarded(opcode == Frames.PONG ? told::pong : told::control);
    }
  }

  @Override
  public void broken(CloseCode code) {
    close(code);
  }

  // ---- what Tyrus tells

  /** A piece of a message. Joined here, as Tyrus would keep its buffer for the session's life. */
  @Override
  public void onMessage(String piece, boolean last) {
    SocketListener told = listener;
    if (!isOpen() || told == null) {
      return;
    }
    if (!last) {
      unfinished = unfinished == null ? new StringBuilder() : unfinished;
      unfinished.append(piece);
      return;
    }
    String message = unfinished == null ? piece : unfinished.append(piece).toString();
    unfinished = null;
    guarded(() -> told.text(message));
  }

  /** A pong, or a close frame: the answer to the peer's, or a complaint. */
  void reply(ByteBuffer frame) {
    if ((frame.get(frame.position()) & 0x0F) == Frames.CLOSE) {
      sendClose(frame, 1);
    } else if (canTake()) {
      // Dropped otherwise: who pings and reads nothing gets no queue of pongs.
      write(frame);
    }
  }

  /** Tyrus has nothing more to say. */
  void finished() {
    if (peerSaidClose) {
      Farewell.close(connection);
    }
    // Otherwise the peer may still be sending: cutting now could cost it the close frame.
  }

  // ----

  private void sendClose(ByteBuffer frame, int patience) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CLOSING;
      resources.counts().closed(frame);
      send(frame);
    }
    long grace = resources.options().closeGrace().toMillis() * patience;
    var _ = resources.clock().schedule(this::terminate, grace, TimeUnit.MILLISECONDS);
  }

  @GuardedBy("this")
  private void send(ByteBuffer frames) {
    resources.counts().sent(frames.remaining());
    connection.write(Buffers.wrap(connection.getMemoryManager(), frames.duplicate()), this);
  }

  /** On the selector thread, or, where a stop overtook that, on the one that stops the server. */
  private void end() {
    Connection session;
    SocketListener told;
    synchronized (this) {
      ended = true;
      session = tyrus;
      told = listener;
      tyrus = null;
      listener = null;
    }
    if (session != null) {
      endSession(session);
    }
    if (told != null) {
      tellTheEnd(told);
    }
    resources.open().decrementAndGet();
  }

  private static void endSession(Connection session) {
    try {
      session.close(CloseReasons.GOING_AWAY.getCloseReason());
    } catch (RuntimeException e) {
      log.warn("Tyrus failed to end its session", e);
    }
  }

  private static void tellTheEnd(SocketListener told) {
    try {
      told.closed();
    } catch (RuntimeException | Error e) {
      log.error("A session failed on hearing that its socket is gone", e);
    }
  }

  private void runIfOpen(Runnable task) {
    if (isOpen()) {
      guarded(task);
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      // An error, too, must not end the thread that serves so many other connections.
      log.error("A session failed on what its socket told; the connection is cut", e);
      terminate();
    }
  }

  /** Runs the task on the selector thread, after what that is at; never once it is closing. */
  void later(Runnable task) {
    onSelectorThread(() -> runIfOpen(task));
  }

  private void onSelectorThread(Runnable task) {
    SelectorThread.run(connection, task);
  }
}
