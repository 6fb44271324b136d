package dev.ringside.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A user under test, and the ids of what was published to it. Safe for any thread. */
public final class Followed {

  private final String name;
  private final List<String> ids = new ArrayList<>();

  public Followed(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Adds what was published. */
  public synchronized void add(String id) {
    ids.add(id);
  }

  /** Up to that many ids, of those that are there and of those that are gone. */
  public synchronized List<String> some(Random random, int most) {
    List<String> some = new ArrayList<>();
    for (int i = random.nextInt(most) + 1; i > 0 && !ids.isEmpty(); i--) {
      // More often what is young, which is more often there.
      int back = (int) Math.min(ids.size() - 1, Math.abs(random.nextGaussian()) * 30);
      some.add(ids.get(ids.size() - 1 - back));
    }
    return some;
  }
}
