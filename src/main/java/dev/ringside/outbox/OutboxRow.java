package dev.ringside.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Delivery;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftBody;
import dev.ringside.inbox.IdempotencyKey;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.Style;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.ProblemException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row as an application has put it there, with anything in it. {@link #check} makes a publish of
 * it or tells all that is wrong.
 *
 * @param id its place in the order
 * @param waitedMillis since it was inserted, by the database's clock; 0 where that is not known,
 *     since the application has set it itself
 * @param data the text of a JSON value; cut off where it is longer than {@link #MAX_DATA}
 */
record OutboxRow(
    long id,
    long waitedMillis,
    @Nullable String user,
    @Nullable String title,
    @Nullable String content,
    @Nullable String style,
    @Nullable String link,
    @Nullable String data,
    @Nullable String category,
    @Nullable String key,
    @Nullable Integer progress,
    @Nullable Boolean quiet,
    @Nullable OffsetDateTime expiresAt,
    @Nullable Long ttlSeconds,
    @Nullable OffsetDateTime deliverAt,
    @Nullable Long deliverAfterSeconds,
    @Nullable String idempotencyKey) {

  /** Characters of JSON that are read; without its blanks it may be half as long. */
  static final int MAX_DATA = 32 * 1024;

  private static final Json.Reader<JsonNode> JSON = Json.reader(JsonNode.class);

  /** What a row turns out to be. */
  sealed interface Checked {

    /** One that can be published. */
    record Sound(InboxOperation.Publish publish) implements Checked {}

    /** One that is to be kept until it is due. */
    record Later(UserId user, Draft draft, @Nullable String idempotencyKey) implements Checked {}

    /** One that cannot, and why. */
    record Faulty(String reason) implements Checked {}
  }

  /** Whose rows it stands among; nothing where it names nobody. */
  String owner() {
    return user == null ? "" : user;
  }

  Checked check() {
    FieldErrors errors = new FieldErrors();
    UserId user = checkUser(errors);
    Draft draft = body(errors).check(errors);
    IdempotencyKey.check("idempotency_key", idempotencyKey, errors);
    if (user == null || !errors.errors().isEmpty()) {
      return new Checked.Faulty(reason(errors));
    }
    return draft.delivery() instanceof Delivery.Now
        ? new Checked.Sound(InboxOperation.Publish.of(user, draft, idempotencyKey))
        : new Checked.Later(user, draft, idempotencyKey);
  }

  private @Nullable UserId checkUser(FieldErrors errors) {
    if (user == null) {
      errors.add("user_id", "is needed");
      return null;
    }
    try {
      return UserId.of(user);
    } catch (ProblemException e) {
      e.problem().errors().forEach(error -> errors.add("user_id", error.detail()));
      return null;
    }
  }

  private DraftBody body(FieldErrors errors) {
    return new DraftBody(
        checkStyle(errors),
        title,
        content,
        link,
        checkData(errors),
        category,
        key,
        progress,
        expiresAt == null ? null : expiresAt.toString(),
        ttlSeconds,
        quiet,
        deliverAt == null ? null : deliverAt.toString(),
        deliverAfterSeconds);
  }

  private @Nullable Style checkStyle(FieldErrors errors) {
    if (style == null) {
      return null;
    }
    for (Style known : Style.values()) {
      if (known.wire().equals(style)) {
        return known;
      }
    }
    errors.add(
        "style",
        "must be one of "
            + Arrays.stream(Style.values()).map(Style::wire).collect(Collectors.joining(", ")));
    return null;
  }

  private @Nullable JsonNode checkData(FieldErrors errors) {
    if (data == null) {
      return null;
    }
    if (data.length() > MAX_DATA) {
      errors.add("data", "is longer than " + MAX_DATA + " characters");
      return null;
    }
    try {
      return JSON.read(data);
    } catch (ProblemException e) {
      errors.add("data", "must be JSON, or left out. " + e.problem().detail());
      return null;
    }
  }

  /** All that is wrong, in the words of an answer over HTTP, by the names of the columns. */
  private static String reason(FieldErrors errors) {
    return errors.errors().stream()
        .map(error -> error.field() + " " + error.detail())
        .collect(Collectors.joining("; "))
        .replace("expiresAt", "expires_at")
        .replace("deliverAt", "deliver_at")
        .replace("deliverAfterSeconds", "deliver_after_seconds")
        .replace("ttlSeconds", "ttl_seconds");
  }
}
