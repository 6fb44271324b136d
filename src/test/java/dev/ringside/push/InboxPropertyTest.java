package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.EventFollower;
import dev.ringside.support.Eventually;
import dev.ringside.support.Followed;
import dev.ringside.support.Follower;
import dev.ringside.support.InboxTable;
import dev.ringside.support.PollFollower;
import dev.ringside.support.RandomOperation;
import dev.ringside.support.TabFollower;
import dev.ringside.support.TestNode;
import dev.ringside.support.Weather;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to inboxes, and to the tabs that follow them, every frame keeps the rules of
 * {@code docs/protocol.md}, and in the end every tab equals the table. Heads are not compared in
 * the meantime, so that what a session lost would stay lost. {@code -Dseed=…} repeats one run.
 */
@Timeout(120)
class InboxPropertyTest {

  private static final int OPERATIONS = 250;
  private static final int USERS = 3;
  private static final int PUBLISHERS = 4;
  private static final int TABS = 4;
  private static final int ERASED_ONE_IN = 150;

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start(
            "ringside.reconcile.seconds", "3600",
            "ringside.socket.pending.bytes", "6000",
            "ringside.writer.timeout.seconds", "20",
            "ringside.database.timeout.seconds", "20",
            "ringside.frames.per.second", "0");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static LongStream seeds() {
    String given = System.getProperty("seed");
    return given == null
        ? LongStream.of(1, 20, 300, 4_000, ThreadLocalRandom.current().nextLong(1_000_000))
        : LongStream.of(Long.parseLong(given));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyTab_equalsTheTable_whateverHappens(long seed) throws Exception {
    System.out.println("InboxPropertyTest: -Dseed=" + seed);
    run(List.of(node), seed, false);
  }

  /**
   * Lets all happen, at these nodes in turn.
   *
   * @param compacting whether they forget what was deleted while it happens
   */
  static void run(List<TestNode> nodes, long seed, boolean compacting) throws Exception {
    TestNode first = nodes.getFirst();
    List<Followed> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      users.add(new Followed("p" + seed + " /é" + i));
    }
    List<Follower> followers = followers(nodes, users, seed);
    if (compacting) {
      followers.forEach(each -> each.mayBeCompacted(epoch -> compacted(first, each.user(), epoch)));
    }
    CountDownLatch publishing = new CountDownLatch(PUBLISHERS);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < PUBLISHERS; i++) {
      Random random = new Random(seed * 31 + i);
      TestNode own = nodes.get(i % nodes.size());
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int n = 0; n < OPERATIONS; n++) {
                        new RandomOperation(new Strict(own), ERASED_ONE_IN, random)
                            .run(users.get(random.nextInt(USERS)));
                      }
                    } catch (Throwable e) {
                      failures.add(e);
                    } finally {
                      publishing.countDown();
                    }
                  }));
    }
    for (Follower follower : followers) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (publishing.getCount() > 0) {
                        follower.act();
                      }
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    for (Follower follower : followers) {
      follower.settle();
    }
    for (Follower follower : followers) {
      Eventually.isNull(() -> follower.differsFrom(InboxTable.read(first, follower.user())));
      follower.close();
    }
    assertThat(followers.stream().mapToLong(f -> f.model().frames()).sum())
        .as("frames that were checked")
        .isGreaterThan(OPERATIONS);
  }

  /** Of a history that is over by now nobody knows how much was forgotten. */
  private static long compacted(TestNode at, String user, String epoch) {
    try (Connection connection = at.database();
        PreparedStatement query =
            connection.prepareStatement(
                "select i.compacted from inbox i, generation g"
                    + " where i.user_id = ? and i.epoch || g.name = ?")) {
      query.setString(1, user);
      query.setString(2, epoch);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MAX_VALUE;
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Follower> followers(List<TestNode> nodes, List<Followed> users, long seed) {
    TestNode last = nodes.getLast();
    List<Follower> followers = new ArrayList<>();
    for (Followed user : users) {
      for (int i = 0; i < TABS; i++) {
        TestNode own = nodes.get(i % nodes.size());
        followers.add(new TabFollower(() -> own, user, Weather.FAIR, random(seed, followers)));
      }
      followers.add(new EventFollower(() -> last, user, Weather.FAIR, random(seed, followers)));
      followers.add(new PollFollower(() -> last, user, Weather.FAIR));
    }
    return followers;
  }

  private static Random random(long seed, List<Follower> followers) {
    return new Random(seed * 77 + followers.size());
  }
}
