package dev.ringside.push;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Admits all, or as told, and writes down what each socket hears. */
final class RecordedSockets implements SocketEvents {

  /** What one socket heard. */
  static final class Heard implements SocketListener {

    final SocketConnection connection;
    final Object context;
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicInteger controls = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    private final BiConsumer<Heard, String> onText;

    Heard(SocketConnection connection, Object context, BiConsumer<Heard, String> onText) {
      this.connection = connection;
      this.context = context;
      this.onText = onText;
    }

    @Override
    public void text(String message) {
      events.add("text " + message);
      onText.accept(this, message);
    }

    @Override
    public void pong() {
      events.add("pong");
    }

    @Override
    public void control() {
      controls.incrementAndGet();
    }

    @Override
    public void closed() {
      ends.incrementAndGet();
      events.add("closed");
    }

    /** The next thing heard, within ten seconds. */
    String next() {
      return taken(events);
    }
  }

  final BlockingQueue<Heard> opened = new LinkedBlockingQueue<>();
  final BlockingQueue<Handshake> handshakes = new LinkedBlockingQueue<>();
  volatile Function<Handshake, Admission> admission = _ -> new Admission.Accepted("context");
  volatile Runnable onOpened = () -> {};
  volatile BiConsumer<Heard, String> onText = (_, _) -> {};

  @Override
  public Admission admit(Handshake handshake) {
    handshakes.add(handshake);
    return admission.apply(handshake);
  }

  @Override
  public SocketListener opened(SocketConnection connection, Object context) {
    onOpened.run();
    Heard heard = new Heard(connection, context, (h, text) -> onText.accept(h, text));
    opened.add(heard);
    return heard;
  }

  /** The socket that was opened next, within ten seconds. */
  Heard next() {
    return taken(opened);
  }

  private static <T> T taken(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(10, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing came within ten seconds");
      }
      return taken;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
