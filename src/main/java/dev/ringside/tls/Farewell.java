package dev.ringside.tls;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLUtils;

/**
 * The last word on a connection. Under TLS whoever reads takes an end without one for a cut, and
 * may throw away what it has read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-6.1">RFC 8446, section 6.1</a>
 */
public final class Farewell {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private Farewell() {}

  /**
   * Says it, behind all that was written, and nothing can be written after it.
   *
   * @param then runs once it is out, at once where there is nothing to say, and never where the
   *     connection is gone
   */
  public static void say(NIOConnection connection, Runnable then) {
    SSLEngine engine = SSLUtils.getSSLEngine(connection);
    if (engine == null) {
      then.run();
      return;
    }
    synchronized (connection) {
      engine.closeOutbound();
      write(connection, engine, then);
    }
  }

  /** Says it and closes the connection behind that. */
  public static void close(NIOConnection connection) {
    say(connection, connection::closeSilently);
  }

  /** Tells the peer why its handshake has failed, where the engine has something to tell. */
  static void alert(Connection<?> connection, SSLEngine engine) {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      synchronized (connection) {
        write((NIOConnection) connection, engine, () -> {});
      }
    }
  }

  private static void write(NIOConnection connection, SSLEngine engine, Runnable then) {
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      while (!engine.isOutboundDone()
          && engine.wrap(NOTHING.duplicate(), out).bytesProduced() > 0) {
        // One record a time: an alert, and then the goodbye.
      }
    } catch (SSLException e) {
      // There is nothing to tell somebody with whom nothing was agreed on.
    }
    if (out.flip().hasRemaining()) {
      ((TCPNIOTransport) connection.getTransport())
          .getAsyncQueueIO()
          .getWriter()
          .write(
              connection,
              null,
              Buffers.wrap(connection.getMemoryManager(), out),
              new EmptyCompletionHandler<WriteResult<WritableMessage, SocketAddress>>() {
                @Override
                public void completed(WriteResult<WritableMessage, SocketAddress> result) {
                  then.run();
                }
              });
    } else {
      then.run();
    }
  }
}
