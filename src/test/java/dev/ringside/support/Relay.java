package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port that stays, in front of a server that comes and goes, whose connections can be cut. Its
 * threads end with it. Safe for any thread.
 */
public final class Relay implements AutoCloseable {

  private final ServerSocket listener;
  private final Pump answers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean shut;

  /** Carries what one side sends to the other, until the end of either. */
  public interface Pump {

    /** Returns or throws at the end. */
    void carry(Socket from, Socket to) throws IOException;
  }

  /** Listens at a free port and passes connections on to a port of this machine. */
  public Relay(int target) throws IOException {
    this(target, Relay::unchanged);
  }

  /** The same, with another way to carry what the server answers. */
  public Relay(int target, Pump answers) throws IOException {
    this.target = target;
    this.answers = answers;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Passes connections on to another port from now on. */
  public void target(int port) {
    target = port;
  }

  /** Ends all connections without a word, and lets nobody through until {@link #open}. */
  public void shut() {
    shut = true;
    cut();
  }

  /** Lets connections through again. */
  public void open() {
    shut = false;
  }

  /** Ends all connections without a word. */
  public void cut() {
    open.forEach(Relay::close);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Nobody listens at the target, or the relay is closed: the client sees a closed
        // connection.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      Thread.startVirtualThread(() -> pump(Relay::unchanged, client, server));
      Thread.startVirtualThread(() -> pump(answers, server, client));
      if (shut) {
        cut();
      }
    } catch (IOException e) {
      client.close();
    }
  }

  private void pump(Pump pump, Socket from, Socket to) {
    try (from;
        to) {
      pump.carry(from, to);
    } catch (IOException e) {
      // One side has gone, so both are closed.
    } finally {
      open.remove(from);
    }
  }

  private static void unchanged(Socket from, Socket to) throws IOException {
    from.getInputStream().transferTo(to.getOutputStream());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
