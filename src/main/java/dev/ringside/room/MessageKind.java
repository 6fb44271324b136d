package dev.ringside.room;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a message of a room is. */
public enum MessageKind {
  /** Somebody said it. */
  @JsonProperty("chat")
  CHAT,
  /** Somebody has become a member. */
  @JsonProperty("joined")
  JOINED,
  /** Somebody is a member no more. */
  @JsonProperty("left")
  LEFT,
  /** The application said it, in nobody's name. */
  @JsonProperty("notice")
  NOTICE;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** As it stands on the wire and in the table. */
  String wire() {
    return wire;
  }

  static MessageKind ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return wire;
  }
}
