package dev.ringside.push;

import dev.ringside.support.EventStream;
import dev.ringside.support.InboxModel;
import dev.ringside.support.InboxTable;
import dev.ringside.support.TestNode;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An event stream that is cut and resumed at random. */
final class EventFollower extends Follower {

  private final EventStream stream;
  private final Random random;

  EventFollower(TestNode node, Followed user, Random random) {
    super(user.name());
    this.stream = new EventStream(node, user.name());
    this.random = random;
  }

  @Override
  InboxModel model() {
    return stream.model();
  }

  @Override
  void act() {
    if (stream.isOver()) {
      stream.connect();
    } else if (random.nextInt(8) == 0) {
      stream.drop();
    }
    pause(random, 40);
  }

  @Override
  void settle() {
    if (stream.isOver()) {
      stream.connect();
    }
  }

  @Override
  @Nullable String differsFrom(InboxTable table) {
    settle();
    return super.differsFrom(table);
  }

  @Override
  public void close() {
    stream.close();
  }
}
