package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tab that is dropped, stalled, reloaded and used at random, and takes whatever node there is.
 */
public final class TabFollower extends Follower {

  private static final int ERASED = 4410;
  private static final int RESTARTING = 1012;

  /** No close code, and: took nothing for too long. */
  private static final Set<Integer> LOST = Set.of(1006, 4413);

  private final Supplier<? extends Node> nodes;
  private final Weather weather;
  private final Random random;
  private Tab tab;
  private boolean away = true;
  private boolean stalled;

  /** An answer that should have been another. */
  private volatile @Nullable String wrong;

  /** A tab that is not connected yet, and asks where to at each time. */
  public TabFollower(
      Supplier<? extends Node> nodes, Followed user, Weather weather, Random random) {
    super(user);
    this.nodes = nodes;
    this.weather = weather;
    this.random = random;
    this.tab = Tab.of(nodes.get(), user.name());
  }

  @Override
  public InboxModel model() {
    return tab.model();
  }

  @Override
  public void act() {
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

  @Override
  public void check() {
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
                  if (answer != null && !isRight(answer)) {
                    wrong = message + " was answered by " + answer;
                  }
                });
    pause(random, 10);
  }

  private boolean isRight(JsonNode answer) {
    return answer.path("type").asText().equals("ok")
        || (weather.mayRefuse() && answer.path("problem").path("status").asInt() == 503);
  }

  private String some() {
    return RandomOperation.texts(followed().some(random, 4));
  }

  private void comeBack() {
    if (!away) {
      checkClose();
      away = true;
    }
    pause(random, 40);
    try {
      tab = tab.at(nodes.get());
      if (model().frames() == 0 || random.nextInt(6) == 0) {
        tab.connect(random.nextInt(3) == 0 ? random.nextInt(20) : 100, random.nextInt(5) == 0);
      } else {
        tab.resume(random.nextBoolean() ? 0 : 2_048);
      }
      away = false;
      stalled = false;
    } catch (UncheckedIOException e) {
      if (!weather.mayCut()) {
        throw e;
      }
    }
  }

  private void checkClose() {
    int code = tab.awaitClose();
    JsonNode bye = tab.bye();
    boolean right =
        switch (code) {
          case ERASED -> bye != null;
          case RESTARTING ->
              weather.mayCut() && bye != null && bye.path("retryAfterMillis").asLong() > 0;
          default -> weather.mayCut() && LOST.contains(code);
        };
    if (!right) {
      throw new AssertionError("closed by " + code + " after " + bye);
    }
  }

  @Override
  public void settle() {
    if (away || tab.isOver()) {
      comeBack();
    }
    if (!away) {
      tab.readOn();
      stalled = false;
    }
  }

  @Override
  public @Nullable String differsFrom(InboxTable table) {
    check();
    // Erased at the very end, or cut, and told only now.
    settle();
    return super.differsFrom(table);
  }

  @Override
  public void close() {
    tab.close();
    check();
  }
}
