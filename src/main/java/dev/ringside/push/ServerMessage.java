package dev.ringside.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ringside.wire.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What the server says on the socket beside the frames of logs: the one table of those messages, by
 * their {@code type}.
 */
@JsonPropertyOrder("type")
sealed interface ServerMessage {

  @JsonProperty
  String type();

  /** Answers a good hello. */
  record Welcome(String session, String user, long heartbeatSeconds) implements ServerMessage {
    @Override
    public String type() {
      return "welcome";
    }
  }

  /** A message was understood and done. */
  record Ok(String ref) implements ServerMessage {
    @Override
    public String type() {
      return "ok";
    }
  }

  /** A message could not be understood, or not be done. */
  record Failed(@Nullable String ref, Problem problem) implements ServerMessage {
    @Override
    public String type() {
      return "error";
    }
  }

  /** Answers a ping. */
  record Pong() implements ServerMessage {
    @Override
    public String type() {
      return "pong";
    }
  }

  /** Comes before a close that the server has chosen. */
  record Bye(String reason, @Nullable Long retryAfterMillis) implements ServerMessage {
    @Override
    public String type() {
      return "bye";
    }
  }
}
