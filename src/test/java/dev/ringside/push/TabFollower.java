package dev.ringside.push;

import dev.ringside.support.InboxModel;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A tab that is dropped, stalled, reloaded and used at random. */
final class TabFollower extends Follower {

  private static final int ERASED = 4410;

  private final Tab tab;
  private final Followed followed;
  private final Random random;
  private boolean away = true;
  private boolean stalled;

  /** An answer that should have been another. */
  private volatile @Nullable String wrong;

  TabFollower(TestNode node, Followed user, Random random) {
    super(user.name());
    this.tab = Tab.of(node, user.name());
    this.followed = user;
    this.random = random;
  }

  @Override
  InboxModel model() {
    return tab.model();
  }

  @Override
  void act() {
    check();
    if (away || tab.isOver()) {
      comeBack();
      return;
    }
    switch (random.nextInt(10)) {
      case 0 -> {
        tab.drop();
        away = true;
      }
      case 1 -> {
        tab.stall();
        stalled = true;
      }
      case 2, 3 -> {
        tab.readOn();
        stalled = false;
      }
      case 4, 5, 6 -> {
        if (!stalled) {
          use();
        }
      }
      default -> pause(random, 30);
    }
  }

  private void check() {
    tab.check();
    if (wrong != null) {
      throw new AssertionError(wrong);
    }
  }

  private void use() {
    String message =
        switch (random.nextInt(4)) {
          case 0 -> "{\"type\":\"read\",\"ids\":" + some() + "}";
          case 1 -> "{\"type\":\"unread\",\"ids\":" + some() + "}";
          case 2 -> "{\"type\":\"ack\",\"revision\":" + model().position().revision() + "}";
          default -> "{\"type\":\"read\",\"through\":" + random.nextInt(200) + "}";
        };
    var _ =
        tab.ask(message)
            .whenComplete(
                (answer, gone) -> {
                  if (answer != null && !answer.path("type").asText().equals("ok")) {
                    wrong = message + " was answered by " + answer;
                  }
                });
    pause(random, 10);
  }

  private String some() {
    return RandomOperation.texts(followed.some(random, 4));
  }

  private void comeBack() {
    if (!away) {
      int code = tab.awaitClose();
      if (code != ERASED || tab.bye() == null) {
        throw new AssertionError("closed by " + code + " after " + tab.bye());
      }
    }
    pause(random, 40);
    if (model().frames() == 0 || random.nextInt(6) == 0) {
      tab.connect(random.nextInt(3) == 0 ? random.nextInt(20) : 100, random.nextInt(5) == 0);
    } else {
      tab.resume(random.nextBoolean() ? 0 : 2_048);
    }
    away = false;
    stalled = false;
  }

  @Override
  void settle() {
    if (away || tab.isOver()) {
      comeBack();
    }
    tab.readOn();
  }

  @Override
  @Nullable String differsFrom(InboxTable table) {
    check();
    if (tab.isOver()) {
      // Erased at the very end, and told only now.
      comeBack();
    }
    return super.differsFrom(table);
  }

  @Override
  public void close() {
    tab.close();
    check();
  }
}
