package dev.ringside.cluster;

import dev.ringside.support.TestRedis;
import org.junit.jupiter.api.AfterEach;

/** Over a real Redis, which can be stopped. */
class RedisBrokerTest extends SharedBrokerContract {

  private final TestRedis redis = TestRedis.start();

  @AfterEach
  void stop() {
    redis.close();
  }

  @Override
  Link link() {
    return new RedisLink(redis.url(), "ringside:test");
  }

  @Override
  void cut() {
    redis.stop();
  }

  @Override
  void mend() {
    redis.startAgain();
  }
}
