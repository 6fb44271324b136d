package dev.ringside.room;

import dev.ringside.identity.DisplayName;
import dev.ringside.identity.UserId;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import org.jspecify.annotations.Nullable;

/** What may be said in a room, checked alike wherever it comes from. */
public final class Say {

  /** The most characters of a message. */
  static final int MAX_CONTENT = 8_000;

  /** The most characters of a client's name for a message. */
  static final int MAX_ID = 64;

  private Say() {}

  /** The words; noted as wrong where there are none, or too many. */
  public static String content(@Nullable String content, FieldErrors errors) {
    if (content == null || content.isBlank()) {
      errors.add("content", "is missing or blank");
      return "";
    }
    errors.text("content", content, MAX_CONTENT);
    return content;
  }

  /** The client's name for it, or null for none. */
  public static @Nullable String id(@Nullable String id, FieldErrors errors) {
    if (id != null) {
      try {
        Text.requireName("id", id, MAX_ID);
      } catch (ProblemException e) {
        e.problem().errors().forEach(each -> errors.add(each.field(), each.detail()));
      }
    }
    return id;
  }

  /** Whom the application speaks for; null for nobody. */
  static @Nullable Participant inNameOf(@Nullable String user, @Nullable String name) {
    if (user == null) {
      if (name != null) {
        throw ProblemException.ofField(Problem.Kind.INVALID, "name", "needs a user");
      }
      return null;
    }
    UserId id = UserId.of(user);
    return named(id, name);
  }

  /** A user by the name that the application gives, or else by the id. */
  static Participant named(UserId user, @Nullable String name) {
    if (name != null) {
      Text.requireName("name", name, DisplayName.MAX);
    }
    return new Participant(user.value(), name == null ? user.value() : name, false);
  }
}
