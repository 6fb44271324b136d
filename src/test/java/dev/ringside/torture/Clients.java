package dev.ringside.torture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.EventFollower;
import dev.ringside.support.Followed;
import dev.ringside.support.Follower;
import dev.ringside.support.Node;
import dev.ringside.support.PollFollower;
import dev.ringside.support.TabFollower;
import dev.ringside.support.Weather;
import dev.ringside.torture.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The clients of some users, of all kinds. Made, and read in the end, by one thread. */
final class Clients {

  /** One frame in so many is held against the database. */
  private static final int WITNESSED = 3;

  private final List<Follower> all = new ArrayList<>();
  private final Witness witness;
  private final Findings findings;
  private final Figures figures;

  Clients(Witness witness, Findings findings, Figures figures) {
    this.witness = witness;
    this.findings = findings;
    this.figures = figures;
  }

  /** Adds some for a user. */
  void add(
      Followed user, int tabs, Weather weather, Supplier<? extends Node> nodes, Random random) {
    for (int i = 0; i < tabs; i++) {
      watch(new TabFollower(nodes, user, weather, new Random(random.nextLong())), random);
    }
    watch(new EventFollower(nodes, user, weather, new Random(random.nextLong())), random);
    watch(new PollFollower(nodes, user, weather), random);
  }

  private void watch(Follower follower, Random random) {
    follower.model().shownTo(new Watch(follower.user(), new Random(random.nextLong())));
    all.add(follower);
  }

  List<Follower> all() {
    return all;
  }

  /** Looks at each frame of one client, before the client does. For one thread at a time. */
  private final class Watch implements Consumer<JsonNode> {

    private final String user;
    private final Random random;

    /** Who bears a number, in one epoch. */
    private final Map<String, String> told = new HashMap<>();

    private String epoch = "";

    Watch(String user, Random random) {
      this.user = user;
      this.random = random;
    }

    @Override
    public synchronized void accept(JsonNode frame) {
      if (random.nextInt(WITNESSED) == 0) {
        witness.frame(user, frame);
      }
      figures.frames.incrementAndGet();
      if (frame.path("reset").asBoolean()) {
        figures.resets.incrementAndGet();
      }
      String now = frame.path("epoch").asText();
      if (!now.equals(epoch)) {
        epoch = now;
        told.clear();
      }
      int rows = 0;
      for (JsonNode change : frame.path("changes")) {
        rows += change.has("ids") ? change.path("ids").size() : 1;
        number(change.path("notification"));
      }
      if (rows < frame.path("revision").asLong() - frame.path("since").asLong()) {
        figures.catchUps.incrementAndGet();
      }
    }

    private void number(JsonNode notification) {
      String title = notification.path("title").asText();
      if (title.startsWith("n")) {
        String id = notification.path("id").asText();
        String before = told.put(title, id);
        if (before != null && !before.equals(id)) {
          findings.add(
              Kind.DUPLICATED, user + " was told of " + title + " as " + before + " and " + id);
        }
      }
    }
  }
}
