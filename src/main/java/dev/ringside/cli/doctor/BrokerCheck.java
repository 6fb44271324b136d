package dev.ringside.cli.doctor;

import dev.ringside.cluster.LinkTrial;
import dev.ringside.config.RingsideConfig;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/** What carries changes between nodes: a message there and back. */
final class BrokerCheck implements Check {

  private final RingsideConfig config;
  private final DatabaseCheck database;
  private final Duration limit;

  BrokerCheck(RingsideConfig config, DatabaseCheck database, Duration limit) {
    this.config = config;
    this.database = database;
    this.limit = limit;
  }

  @Override
  public String what() {
    return "broker";
  }

  @Override
  public void look(Notes notes) throws InterruptedException {
    switch (config.cluster().broker()) {
      case LOCAL -> local(notes);
      case POSTGRES -> postgres(notes);
      case REDIS -> redis(notes);
    }
  }

  private void local(Notes notes) {
    if (config.database().url() == null) {
      notes.ok("none is needed by one node with its embedded PostgreSQL.");
    } else {
      notes.warn(
          "it is local, so tabs at other nodes of this database hear of changes late.",
          "Run one node alone, or set RINGSIDE_BROKER to postgres or redis.");
    }
  }

  private void postgres(Notes notes) throws InterruptedException {
    if (!database.isReached() && config.database().url() == null) {
      notes.ok("it is the embedded PostgreSQL, which stands still.");
      return;
    }
    if (!database.isReached()) {
      notes.warn("it is the database, which was not reached.", "Mend that first.");
      return;
    }
    switch (LinkTrial.postgres(config.database(), limit)) {
      case LinkTrial.Outcome.Carried() -> notes.ok("a NOTIFY came back to who listened.");
      case LinkTrial.Outcome.Lost() ->
          notes.fault(
              "a NOTIFY went out and never came to who listened.",
              "A pooler that shares connections between transactions (PgBouncer) loses LISTEN: name"
                  + " PostgreSQL itself in RINGSIDE_DATABASE_URL, or have pool_mode = session.");
      case LinkTrial.Outcome.Failed(var why) ->
          notes.fault(
              "LISTEN and NOTIFY fail: " + Causes.words(why),
              "Name PostgreSQL itself in RINGSIDE_DATABASE_URL, or take RINGSIDE_BROKER=redis.");
    }
  }

  private void redis(Notes notes) throws InterruptedException {
    String place = place(config.cluster().redisUrl());
    switch (LinkTrial.redis(config.cluster(), limit)) {
      case LinkTrial.Outcome.Carried() ->
          notes.ok("a message through the Redis at %s came back.".formatted(place));
      case LinkTrial.Outcome.Lost() ->
          notes.fault(
              "the Redis at %s takes messages, and they never come to who has subscribed."
                  .formatted(place),
              "Is something between that does not carry pub/sub, or an ACL that forbids the"
                  + " channels ringside:*?");
      case LinkTrial.Outcome.Failed(var why) -> failed(notes, place, why);
    }
  }

  private static void failed(Notes notes, String place, Exception why) {
    if (Causes.has(why, UnknownHostException.class)) {
      notes.fault(
          "the host of the Redis at %s is not known: its name does not resolve.".formatted(place),
          "Mend the host in RINGSIDE_REDIS_URL.");
    } else if (Causes.has(why, ConnectException.class)) {
      notes.fault(
          "no Redis answers at %s: the connection is refused.".formatted(place),
          "Start it, have it listen at that address (bind), or mend RINGSIDE_REDIS_URL.");
    } else if (Causes.say(why, "WRONGPASS")
        || Causes.say(why, "NOAUTH")
        || Causes.say(why, "invalid password")
        || Causes.say(why, "without any password configured")) {
      notes.fault(
          "the Redis at %s refuses the login: %s".formatted(place, Causes.words(why)),
          "Give its user and password in RINGSIDE_REDIS_URL: redis://user:password@host:6379, or"
              + " redis://:password@host:6379 for the default user.");
    } else {
      notes.fault(
          "the Redis at %s cannot be used: %s".formatted(place, Causes.words(why)),
          "Mend RINGSIDE_REDIS_URL; rediss:// is for TLS.");
    }
  }

  /** Without user and password. */
  private static String place(String url) {
    try {
      URI address = URI.create(url);
      if (address.getHost() != null) {
        return address.getPort() < 0
            ? address.getHost()
            : address.getHost() + ":" + address.getPort();
      }
    } catch (IllegalArgumentException e) {
      // Told by what follows the login.
    }
    return url.substring(url.lastIndexOf('@') + 1).replaceFirst("^rediss?://", "");
  }
}
