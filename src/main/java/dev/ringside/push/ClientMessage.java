package dev.ringside.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.MarkBody;
import dev.ringside.log.Position;
import dev.ringside.wire.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says on the socket: the one table of its messages, by their {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClientMessage.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = ClientMessage.Read.class, name = "read"),
  @JsonSubTypes.Type(value = ClientMessage.Unread.class, name = "unread"),
  @JsonSubTypes.Type(value = ClientMessage.Delete.class, name = "delete"),
  @JsonSubTypes.Type(value = ClientMessage.Ack.class, name = "ack"),
  @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = ClientMessage.Join.class, name = "join"),
  @JsonSubTypes.Type(value = ClientMessage.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = ClientMessage.Say.class, name = "say"),
  @JsonSubTypes.Type(value = ClientMessage.Edit.class, name = "edit"),
  @JsonSubTypes.Type(value = ClientMessage.Unsay.class, name = "unsay"),
  @JsonSubTypes.Type(value = ClientMessage.Typing.class, name = "typing")
})
sealed interface ClientMessage {

  /** The client's name for the message, under which it is answered; null for no answer. */
  @Nullable String ref();

  /** Names where the client stands in a log, or how much of it a snapshot is to bring. */
  sealed interface Following extends ClientMessage {

    /** How many rows a snapshot brings where nothing is said. */
    int DEFAULT_LIMIT = 50;

    @Nullable String epoch();

    @Nullable Long revision();

    @Nullable Integer limit();

    /** Checks the values. */
    default void check() {
      FieldErrors errors = new FieldErrors();
      errors.range("revision", revision(), 0, Long.MAX_VALUE);
      errors.range("limit", limit(), 0, 100);
      errors.text("epoch", epoch(), 64);
      errors.throwIfAny();
    }

    /** Where the client stands, or null for a snapshot. */
    default @Nullable Position position() {
      String epoch = epoch();
      Long revision = revision();
      return epoch == null || revision == null ? null : new Position(epoch, revision);
    }

    default int snapshotLimit() {
      Integer limit = limit();
      return limit == null ? DEFAULT_LIMIT : limit;
    }
  }

  /** Comes first, and again to renew the session's right with a fresh token. */
  record Hello(
      @Nullable String token,
      @Nullable String epoch,
      @Nullable Long revision,
      @Nullable Integer limit,
      @Nullable Boolean unreadOnly,
      @Nullable String ref)
      implements Following {

    boolean isUnreadOnly() {
      return Boolean.TRUE.equals(unreadOnly);
    }

    /** Whether it says nothing but who is there. */
    boolean isTokenAlone() {
      return token != null
          && epoch == null
          && revision == null
          && limit == null
          && unreadOnly == null;
    }
  }

  /** Marks notifications. */
  sealed interface Mark extends ClientMessage {

    @Nullable List<@Nullable String> ids();

    @Nullable Long through();

    @Nullable String epoch();

    /** What it makes of them. */
    As as();

    /** Which ones, as HTTP takes it too. */
    default MarkBody which() {
      return new MarkBody(ids(), through(), epoch());
    }
  }

  /** Marks as read. */
  record Read(
      @Nullable List<@Nullable String> ids,
      @Nullable Long through,
      @Nullable String epoch,
      @Nullable String ref)
      implements Mark {

    @Override
    public As as() {
      return As.READ;
    }
  }

  /** Marks as unread. */
  record Unread(
      @Nullable List<@Nullable String> ids,
      @Nullable Long through,
      @Nullable String epoch,
      @Nullable String ref)
      implements Mark {

    @Override
    public As as() {
      return As.UNREAD;
    }
  }

  /** Deletes. */
  record Delete(
      @Nullable List<@Nullable String> ids,
      @Nullable Long through,
      @Nullable String epoch,
      @Nullable String ref)
      implements Mark {

    @Override
    public As as() {
      return As.DELETED;
    }
  }

  /** Says that the page has what stands up to a revision. */
  record Ack(@JsonProperty(required = true) long revision, @Nullable String ref)
      implements ClientMessage {

    /** Checks the value. */
    void check() {
      FieldErrors errors = new FieldErrors();
      errors.range("revision", revision, 0, Long.MAX_VALUE);
      errors.throwIfAny();
    }
  }

  /** Asks for a pong. */
  record Ping(@Nullable String ref) implements ClientMessage {}

  /** Is about a room. */
  sealed interface InRoom extends ClientMessage {

    /** The room's id. */
    String room();
  }

  /** Comes into a room, and follows it from a position on, or with its last messages. */
  record Join(
      @JsonProperty(required = true) String room,
      @Nullable String epoch,
      @Nullable Long revision,
      @Nullable Integer limit,
      @Nullable String ref)
      implements InRoom, Following {}

  /** Follows a room no longer, and is no member of an open one any more. */
  record Leave(@JsonProperty(required = true) String room, @Nullable String ref)
      implements InRoom {}

  /**
   * Says something.
   *
   * @param id the client's name for it, which makes a retry harmless
   */
  record Say(
      @JsonProperty(required = true) String room,
      @Nullable String content,
      @Nullable String id,
      @Nullable String ref)
      implements InRoom {}

  /** Changes what was said. */
  record Edit(
      @JsonProperty(required = true) String room,
      @JsonProperty(required = true) String id,
      @Nullable String content,
      @Nullable String ref)
      implements InRoom {}

  /** Deletes what was said. */
  record Unsay(
      @JsonProperty(required = true) String room,
      @JsonProperty(required = true) String id,
      @Nullable String ref)
      implements InRoom {}

  /** Is typing. */
  record Typing(@JsonProperty(required = true) String room, @Nullable String ref)
      implements InRoom {}
}
