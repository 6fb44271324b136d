package dev.ringside.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What an API key may do. */
public enum Scope {
  /** See what there is: lists, streams, states. */
  @JsonProperty("read")
  READ,
  /** Change what there is: publish, mark, subscribe, cancel. */
  @JsonProperty("publish")
  PUBLISH,
  /** Everything, with keys, secrets and the erasure of users. */
  @JsonProperty("admin")
  ADMIN;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** As it stands on the wire and in the table. */
  public String wire() {
    return wire;
  }

  @Override
  public String toString() {
    return wire;
  }
}
