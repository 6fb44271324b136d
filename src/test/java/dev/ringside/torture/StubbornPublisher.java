package dev.ringside.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.TestNode.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one notification after the other to a user, each until it is acknowledged. Its monitor
 * orders its thread with those that ask.
 */
final class StubbornPublisher implements Runnable {

  private static final long PAUSE_NANOS = 20_000_000;

  private final Node node;
  private final String user;
  private final String name;
  private final Thread thread;
  private volatile boolean stopping;

  @GuardedBy("this")
  private final List<JsonNode> acknowledged = new ArrayList<>();

  private volatile @Nullable Answer wrong;

  /** Starts to publish, by keys that start with the name. */
  StubbornPublisher(Node node, String user, String name) {
    this.node = node;
    this.user = user;
    this.name = name;
    this.thread = Thread.startVirtualThread(this);
  }

  @Override
  public void run() {
    for (int i = 0; !stopping && wrong == null; i++) {
      publish(name + " " + i);
    }
  }

  private void publish(String title) {
    while (true) {
      try {
        Answer answer =
            node.publish(user, "{\"title\":\"" + title + "\"}", "Idempotency-Key", title);
        if (answer.status() == 200 || answer.status() == 201) {
          add(answer.body());
          return;
        }
        if (answer.status() != 503) {
          wrong = answer;
          return;
        }
      } catch (UncheckedIOException gone) {
        // Nobody knows whether it is stored: once more.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized void add(JsonNode notification) {
    acknowledged.add(notification);
  }

  private synchronized int count() {
    Answer answer = wrong;
    if (answer != null) {
      throw new AssertionError("a publish was answered by " + answer);
    }
    return acknowledged.size();
  }

  /** Waits until so many more are acknowledged. */
  void awaitMore(int more) {
    int enough = count() + more;
    Eventually.holds(more + " more publishes acknowledged", () -> count() >= enough);
  }

  /** Ends when the last of them is acknowledged, and returns all in their order. */
  List<JsonNode> stop() throws InterruptedException {
    stopping = true;
    thread.join();
    int all = count();
    synchronized (this) {
      return List.copyOf(acknowledged.subList(0, all));
    }
  }
}
