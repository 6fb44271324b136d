package dev.ringside.cluster;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Redis's publish and subscribe. Lettuce's own reconnecting is off: it would queue commands, and
 * say nothing of what was missed meanwhile.
 */
final class RedisLink implements Link {

  private static final int MAX_MESSAGE = 1 << 18;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ClientResources threads =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient client;
  private final byte[] channel;

  /**
   * @param channel kept apart from that of other Ringsides on this Redis
   */
  RedisLink(String url, String channel) {
    RedisURI address = RedisURI.create(url);
    address.setTimeout(TIMEOUT);
    this.client = RedisClient.create(threads, address);
    this.client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(1_024)
            .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
            .build());
    this.channel = channel.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public int maxMessageBytes() {
    return MAX_MESSAGE;
  }

  @Override
  public Open open(Consumer<byte[]> receiver) throws LinkException {
    StatefulRedisPubSubConnection<byte[], byte[]> listener = null;
    try {
      listener = client.connectPubSub(ByteArrayCodec.INSTANCE);
      listener.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
              receiver.accept(message);
            }
          });
      listener.sync().subscribe(channel);
      return new Subscribed(listener, client.connect(ByteArrayCodec.INSTANCE), channel);
    } catch (RedisException e) {
      if (listener != null) {
        listener.close();
      }
      throw new LinkException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, TIMEOUT);
    var _ = threads.shutdown(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Both connections. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Subscribed(
      StatefulRedisPubSubConnection<byte[], byte[]> listener,
      StatefulRedisConnection<byte[], byte[]> sender,
      byte[] channel)
      implements Open {

    @Override
    public void send(List<byte[]> messages) throws LinkException {
      try {
        if (!listener.isOpen()) {
          throw new LinkException("the connection that listens has died");
        }
        if (messages.isEmpty()) {
          var _ = listener.sync().ping();
          var _ = sender.sync().ping();
        }
        for (byte[] message : messages) {
          var _ = sender.sync().publish(channel, message);
        }
      } catch (RedisException e) {
        throw new LinkException(e);
      }
    }

    @Override
    public void close() {
      listener.close();
      sender.close();
    }
  }
}
