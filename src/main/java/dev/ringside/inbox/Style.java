package dev.ringside.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How a notification is meant. */
public enum Style {
  @JsonProperty("info")
  INFO,
  @JsonProperty("success")
  SUCCESS,
  @JsonProperty("warning")
  WARNING,
  @JsonProperty("error")
  ERROR;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** As it stands on the wire and in the table. */
  public String wire() {
    return wire;
  }

  /** From the table. */
  public static Style ofWire(String wire) {
    return switch (wire) {
      case "info" -> INFO;
      case "success" -> SUCCESS;
      case "warning" -> WARNING;
      case "error" -> ERROR;
      default -> throw new IllegalArgumentException("no style: " + wire);
    };
  }

  @Override
  public String toString() {
    return wire;
  }
}
