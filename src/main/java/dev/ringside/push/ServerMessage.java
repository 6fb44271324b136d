package dev.ringside.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ringside.room.Members;
import dev.ringside.wire.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says on the socket beside the frames of logs: the one table of those messages, by
 * their {@code type}.
 */
@JsonPropertyOrder("type")
sealed interface ServerMessage {

  @JsonProperty
  String type();

  /**
   * Answers a good hello.
   *
   * @param guest true for a guest, who has no inbox; else left out
   */
  record Welcome(String session, String user, @Nullable Boolean guest, long heartbeatSeconds)
      implements ServerMessage {
    @Override
    public String type() {
      return "welcome";
    }
  }

  /**
   * A message was understood and done.
   *
   * @param id of what was said in a room; else left out
   */
  record Ok(String ref, @Nullable String id) implements ServerMessage {
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

  /**
   * The session follows a room no longer.
   *
   * @param reason {@code left}, {@code removed}, {@code banned} or {@code deleted}
   */
  record Left(String room, String reason) implements ServerMessage {
    @Override
    public String type() {
      return "left";
    }
  }

  /**
   * Who is in a room, and who is typing there.
   *
   * @param count how many members there are
   * @param online how many users are there
   * @param members all of them; left out where they are too many to be told each time
   * @param typing users who are typing
   */
  record Presence(
      String room,
      long count,
      long online,
      @Nullable List<Members.Shown> members,
      List<String> typing)
      implements ServerMessage {
    @Override
    public String type() {
      return "presence";
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
