package dev.ringside.torture;

import java.util.Locale;

/** What carries changes between the nodes. */
enum BrokerKind {
  LOCAL,
  POSTGRES,
  REDIS;

  /** As {@code RINGSIDE_BROKER} takes it. */
  String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
