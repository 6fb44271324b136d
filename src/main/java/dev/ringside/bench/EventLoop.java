package dev.ringside.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread's wait for all its connections. Everything but {@link #wakeUp} belongs to the
 * thread that turns the loop.
 */
final class EventLoop implements Closeable {

  /** A connection, called when its channel is ready for what it asked. */
  interface Handler {

    void ready(SelectionKey key) throws IOException;

    /** Its channel failed; the loop has nothing more to do with it. */
    void broken(IOException why);
  }

  /** No frame or answer of the protocol comes near this many bytes. */
  private static final int BUFFER_BYTES = 4 << 20;

  private final Selector selector;

  /**
   * What all connections read into, one after the other: ten thousand buffers would cost more than
   * the connections. On the heap, since scanning an array is faster than scanning a direct buffer.
   */
  private final byte[] bytes = new byte[BUFFER_BYTES];

  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

  EventLoop() throws IOException {
    selector = Selector.open();
  }

  /** The shared read buffer, empty; free from one call of {@link Handler#ready} to the next. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** The bytes of {@link #buffer}, from its start. */
  byte[] bytes() {
    return bytes;
  }

  SelectionKey register(SelectableChannel channel, int interests, Handler handler)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, interests, handler);
  }

  /** Ends the current wait; from any thread. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Waits until something is ready or the time has come, and handles what is ready. */
  void turn(long untilNanos) throws IOException {
    long millis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    if (millis > 0) {
      selector.select(this::handle, millis);
    } else {
      selector.selectNow(this::handle);
    }
  }

  /**
   * Turns until the condition holds.
   *
   * @return false if the time ran out first
   */
  boolean turnUntil(BooleanSupplier condition, long seconds) throws IOException {
    return turnUntilNanos(condition, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  /** Turns for a while, whatever happens. */
  void turnFor(long millis) throws IOException {
    turnUntilNanos(() -> false, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private boolean turnUntilNanos(BooleanSupplier condition, long deadline) throws IOException {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      // Never less than a millisecond, the least a selector can wait: the deadline may be overrun
      // by that, which is cheaper than spinning beside the server that is measured.
      turn(Math.max(deadline, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2)));
    }
    return true;
  }

  /** Closes the channel of a key, if there is one. */
  static void close(@Nullable SelectionKey key) {
    if (key != null) {
      try {
        key.channel().close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  private void handle(SelectionKey key) {
    if (!key.isValid()) {
      return; // closed while another key of the same turn was handled
    }
    Handler handler = (Handler) key.attachment();
    try {
      handler.ready(key);
    } catch (IOException e) {
      key.cancel();
      handler.broken(e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
