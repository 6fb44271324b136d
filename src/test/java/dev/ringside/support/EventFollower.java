package dev.ringside.support;

import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event stream that is cut and resumed at random. */
public final class EventFollower extends Follower {

  private final EventStream stream;
  private final Weather weather;
  private final Random random;

  /** A stream that is not connected yet, and asks where to at each time. */
  public EventFollower(
      Supplier<? extends Node> nodes, Followed user, Weather weather, Random random) {
    super(user);
    this.stream = new EventStream(nodes, user.name());
    this.weather = weather;
    this.random = random;
  }

  @Override
  public InboxModel model() {
    return stream.model();
  }

  @Override
  public void act() {
    if (stream.isOver()) {
      connect();
    } else if (random.nextInt(8) == 0) {
      stream.drop();
    }
    pause(random, 40);
  }

  private void connect() {
    check();
    try {
      stream.connect();
    } catch (UncheckedIOException e) {
      if (!weather.mayCut()) {
        throw e;
      }
    }
  }

  @Override
  public void settle() {
    if (stream.isOver()) {
      connect();
    }
  }

  @Override
  public void check() {
    stream.check();
    if (stream.wasRefused() && !weather.mayRefuse()) {
      throw new AssertionError("a stream was answered 503");
    }
  }

  @Override
  public @Nullable String differsFrom(InboxTable table) {
    settle();
    return super.differsFrom(table);
  }

  @Override
  public void close() {
    stream.close();
  }
}
