package dev.ringside.torture;

import java.util.Locale;

/** What happens to a part of the site, and is mended after a while. */
enum Fault {
  NODE_KILLED,
  NODE_STOPPED,
  NODE_PAUSED,
  POSTGRES_KILLED,
  BACKEND_KILLED,
  POSTGRES_CUT,
  BROKER_KILLED,
  BROKER_CUT;

  /** Whether it is a {@code kill -9}. */
  boolean isKill() {
    return switch (this) {
      case NODE_KILLED, POSTGRES_KILLED, BACKEND_KILLED, BROKER_KILLED -> true;
      case NODE_STOPPED, NODE_PAUSED, POSTGRES_CUT, BROKER_CUT -> false;
    };
  }

  /** Whether it can happen where nodes talk by that broker. */
  boolean happensWith(BrokerKind broker) {
    return switch (this) {
      case BROKER_KILLED -> broker == BrokerKind.REDIS;
      case BROKER_CUT -> broker != BrokerKind.LOCAL;
      default -> true;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
