package dev.ringside.cluster;

import dev.ringside.cluster.Link.LinkException;
import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.SideDoor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a broker carries a message, tried by the link that a node would use, on a channel at
 * which no node listens.
 */
public final class LinkTrial {

  private LinkTrial() {}

  /** What became of a message. */
  public sealed interface Outcome {

    /** It came back. */
    record Carried() implements Outcome {}

    /** All seemed well, and it never came. */
    record Lost() implements Outcome {}

    /** It could not even be sent. */
    record Failed(Exception why) implements Outcome {}
  }

  /**
   * Sends one through Redis.
   *
   * @param limit how long it may be under way
   */
  public static Outcome redis(RingsideConfig.Cluster settings, Duration limit)
      throws InterruptedException {
    RedisLink link;
    try {
      link = new RedisLink(settings.redisUrl(), "ringside:doctor:" + UUID.randomUUID());
    } catch (IllegalArgumentException e) {
      return new Outcome.Failed(e);
    }
    return carry(link, limit);
  }

  /**
   * Sends one by NOTIFY.
   *
   * @param limit how long it may be under way
   */
  public static Outcome postgres(RingsideConfig.Database settings, Duration limit)
      throws InterruptedException {
    return carry(
        new PostgresLink(
            () -> SideDoor.open(settings, limit),
            "ringside_doctor_" + UUID.randomUUID().toString().substring(0, 8)),
        limit);
  }

  private static Outcome carry(Link link, Duration limit) throws InterruptedException {
    byte[] message = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    CountDownLatch came = new CountDownLatch(1);
    try (link;
        Link.Open open =
            link.open(
                each -> {
                  if (Arrays.equals(each, message)) {
                    came.countDown();
                  }
                })) {
      open.send(List.of(message));
      return came.await(limit.toMillis(), TimeUnit.MILLISECONDS)
          ? new Outcome.Carried()
          : new Outcome.Lost();
    } catch (LinkException | RuntimeException e) {
      return new Outcome.Failed(e);
    }
  }
}
