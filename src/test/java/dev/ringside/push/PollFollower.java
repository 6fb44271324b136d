package dev.ringside.push;

import dev.ringside.support.InboxModel;
import dev.ringside.support.InboxTable;
import dev.ringside.support.TestNode;
import org.jspecify.annotations.Nullable;

/** One long poll after the other. */
final class PollFollower extends Follower {

  private final TestNode node;
  private final InboxModel model;

  PollFollower(TestNode node, Followed user) {
    super(user.name());
    this.node = node;
    this.model = new InboxModel(user.name());
  }

  @Override
  InboxModel model() {
    return model;
  }

  @Override
  void act() {
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
    TestNode.Answer answer = node.call("GET", path, null);
    if (answer.status() == 200) {
      model.apply(answer.body());
    } else if (answer.status() != 503) {
      throw new AssertionError("a poll was answered by " + answer);
    }
  }

  @Override
  void settle() {}

  @Override
  @Nullable String differsFrom(InboxTable table) {
    poll(0);
    return super.differsFrom(table);
  }

  @Override
  public void close() {}
}
