package dev.ringside.recipients;

import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftBody;
import dev.ringside.wire.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to publish to whom, as it came.
 *
 * @param users up to 10,000 ids
 * @param everyone whether all are meant whom Ringside has met, instead of users
 * @param notification what each of them gets
 */
record RecipientsBody(
    @Nullable List<@Nullable String> users,
    @Nullable Boolean everyone,
    @Nullable DraftBody notification) {

  static final int MAX_USERS = 10_000;

  boolean isForEveryone() {
    return Boolean.TRUE.equals(everyone);
  }

  /** Checks who is meant: the users, or nobody where everyone is. */
  List<@Nullable String> checkUsers(FieldErrors errors) {
    if (isForEveryone()) {
      if (users != null) {
        errors.add("users", "must be left out where everyone is meant");
      }
      return List.of();
    }
    if (users == null || users.isEmpty() || users.size() > MAX_USERS) {
      errors.add("users", "must be a list of 1 to " + MAX_USERS + " ids, or everyone be true");
      return List.of();
    }
    return users;
  }

  Draft checkDraft(FieldErrors errors) {
    return checkDraft(notification, errors);
  }

  /** Checks a notification that stands as a field of this name. */
  static Draft checkDraft(@Nullable DraftBody notification, FieldErrors errors) {
    if (notification == null) {
      errors.add("notification", "is needed");
      return Draft.NOTHING;
    }
    FieldErrors inner = new FieldErrors();
    Draft draft = notification.check(inner);
    inner.errors().forEach(error -> errors.add("notification." + error.field(), error.detail()));
    return draft;
  }
}
