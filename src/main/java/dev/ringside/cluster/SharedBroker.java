package dev.ringside.cluster;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.CommitWitness;
import dev.ringside.log.BoundedQueue;
import dev.ringside.log.Broker;
import dev.ringside.log.Change;
import dev.ringside.log.Delivery;
import dev.ringside.log.Signal;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker of many nodes: what it is given goes to the sessions of this node at once, and over a
 * {@link Link} to those of the others. A link that is broken is opened again, for ever; what does
 * not fit into the queue meanwhile is dropped, and the other nodes find it when they compare heads.
 *
 * <p><b>Order.</b> One thread of its own sends, in the order in which the queue was filled.
 */
final class SharedBroker implements Broker, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedBroker.class);

  private static final int MAX_WAITING = 1 << 16;
  private static final int MAX_TAKEN = 1_024;

  /** How often a link that has nothing to carry is looked after. */
  private static final Duration CHECK = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Link link;
  private final String node;
  private final Delivery delivery;
  private final CommitWitness witness;
  private final BoundedQueue<Hint> waiting;
  private final BrokerCounts counts;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean up;

  /** The thread's own, as is {@code outageTold}. */
  private final Backoff backoff;

  private boolean outageTold;

  private volatile boolean garbageTold;

  /** Set before the start. */
  private Consumer<Signal.Called> onCall = _ -> {};

  SharedBroker(
      Link link,
      String node,
      Delivery delivery,
      CommitWitness witness,
      RingsideConfig.Cluster settings,
      Metrics metrics) {
    this.counts = new BrokerCounts(metrics, () -> up);
    this.link = link;
    this.node = node;
    this.delivery = delivery;
    this.witness = witness;
    this.backoff = new Backoff(FIRST_PAUSE, settings.retry());
    this.waiting = new BoundedQueue<>(MAX_WAITING, settings.waitingBytes(), Hint::bytes);
    this.thread = Thread.ofPlatform().name("broker").daemon().unstarted(this::run);
  }

  /** Who answers when another node calls the roll. Set before the start; must not block. */
  void onCall(Consumer<Signal.Called> answer) {
    onCall = answer;
  }

  /** Starts to carry. */
  void start() {
    thread.start();
  }

  @Override
  public void publish(List<Change> changes) {
    delivery.deliver(changes);
    changes.forEach(change -> tell(new Hint.Changed(change)));
  }

  @Override
  public void signal(Signal signal) {
    delivery.signal(signal);
    tell(new Hint.Signalled(signal));
  }

  @Override
  public boolean isUp() {
    return up;
  }

  private void tell(Hint hint) {
    if (!waiting.offer(hint)) {
      counts.dropped(up ? BrokerCounts.Reason.OVERFLOW : BrokerCounts.Reason.DOWN);
    }
  }

  private void run() {
    try {
      while (!closing) {
        try (Link.Open open = link.open(this::receive)) {
          cameUp();
          backoff.reset();
          carry(open);
        } catch (Link.LinkException e) {
          isDown(e.getMessage());
        } catch (RuntimeException e) {
          // A fault of ours must not silence this node for good.
          log.error("the broker ({}) could not carry on", link.name(), e);
          isDown("a fault");
        }
        if (!closing) {
          backoff.pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cameUp() {
    up = true;
    outageTold = false;
    log.info("the broker ({}) is up", link.name());
  }

  /** Logs an outage once, however long it lasts. */
  private void isDown(@Nullable String why) {
    up = false;
    if (!outageTold && !closing) {
      log.warn("the broker ({}) is down, so changes reach other nodes late: {}", link.name(), why);
    }
    outageTold = true;
  }

  /** Until it breaks, or this node has nothing more to say. */
  private void carry(Link.Open open) throws Link.LinkException {
    while (!closing || !waiting.isEmpty()) {
      List<byte[]> messages = Messages.pack(node, next(), link.maxMessageBytes());
      try {
        open.send(messages);
        counts.sent(messages.size());
      } catch (Link.LinkException e) {
        counts.failed(messages.size());
        throw e;
      }
    }
  }

  private List<Hint> next() {
    try {
      return waiting.take(MAX_TAKEN, closing ? Duration.ZERO : CHECK);
    } catch (InterruptedException e) {
      return List.of(); // What woke it is the end, which carry sees.
    }
  }

  private void receive(byte[] message) {
    counts.received();
    Messages.Received received = Messages.unpack(message);
    if (received == null) {
      counts.dropped(BrokerCounts.Reason.UNREADABLE);
      if (!garbageTold) {
        log.warn("a message came by the broker ({}) that is none of Ringside's", link.name());
        garbageTold = true; // The rest is counted.
      }
      return;
    }
    if (received.node().equals(node)) {
      return;
    }
    List<Change> changes = new ArrayList<>();
    for (Hint hint : received.hints()) {
      switch (hint) {
        case Hint.Changed(Change change) -> changes.add(change);
        case Hint.Signalled(Signal signal) -> {
          deliver(changes);
          hear(signal);
        }
      }
    }
    deliver(changes);
  }

  private void hear(Signal signal) {
    if (signal instanceof Signal.Called called) {
      onCall.accept(called);
      return;
    }
    if (signal instanceof Signal.Erased erased) {
      witness.forget(erased.log());
    }
    delivery.signal(signal);
  }

  private void deliver(List<Change> changes) {
    if (!changes.isEmpty()) {
      witness.heard(changes);
      delivery.deliver(List.copyOf(changes));
      changes.clear();
    }
  }

  /** Sends what waits, where the link is up, and closes it. Takes a second at most. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      var _ = thread.getState() == Thread.State.NEW || thread.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
