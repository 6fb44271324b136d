package dev.ringside.support;

import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One long poll after the other. */
public final class PollFollower extends Follower {

  /** After a poll that brought nothing. */
  private static final long PAUSE_NANOS = 30_000_000;

  private final Supplier<? extends Node> nodes;
  private final Weather weather;
  private final InboxModel model;

  /** Asks at each poll which node is polled. */
  public PollFollower(Supplier<? extends Node> nodes, Followed user, Weather weather) {
    super(user);
    this.nodes = nodes;
    this.weather = weather;
    this.model = new InboxModel(user.name());
  }

  @Override
  public InboxModel model() {
    return model;
  }

  @Override
  public void act() {
    poll(1);
  }

  private void poll(int wait) {
    String path = "/api/users/" + TestNode.encode(user()) + "/changes?wait=" + wait;
    if (model.frames() == 0) {
      model.startOver(50, false);
    } else {
      InboxModel.Position position = model.resume();
      path += "&epoch=" + position.epoch() + "&since=" + position.revision();
    }
    try {
      TestNode.Answer answer = nodes.get().call("GET", path, null);
      if (answer.status() == 200) {
        model.apply(answer.body());
        return;
      }
      if (answer.status() != 503) {
        throw new AssertionError("a poll was answered by " + answer);
      }
    } catch (UncheckedIOException e) {
      if (!weather.mayCut()) {
        throw e;
      }
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  @Override
  public void settle() {}

  @Override
  public void check() {}

  @Override
  public @Nullable String differsFrom(InboxTable table) {
    poll(0);
    return super.differsFrom(table);
  }

  @Override
  public void close() {}
}
