package dev.ringside.client;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that uses the client, run with nothing but it and the JDK. */
final class Alone {

  private Alone() {}

  public static void main(String[] arguments) throws Exception {
    BlockingQueue<InboxChange> changes = new ArrayBlockingQueue<>(10);
    try (Ringside ringside = Ringside.fromEnvironment();
        Following _ = ringside.follow("42", changes::add)) {
      InboxChange reset = changes.poll(30, TimeUnit.SECONDS);
      ringside.publish("42", Notice.titled("Alone"));
      InboxChange put = changes.poll(30, TimeUnit.SECONDS);
      if (!(reset instanceof InboxChange.Reset)
          || !(put instanceof InboxChange.Put(_, _, Notification told))) {
        throw new IllegalStateException(reset + ", " + put);
      }
      ringside.token("42", Duration.ofMinutes(1));
      System.out.println(told.title());
    }
  }
}
