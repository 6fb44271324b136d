package dev.ringside.inbox;

import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which notifications to mark, as it came over HTTP or the socket: by id, or all up to a revision.
 *
 * @param ids up to 1,000 ids
 * @param through the revision up to which all are meant
 * @param epoch the history that {@code through} is of
 */
public record MarkBody(
    @Nullable List<@Nullable String> ids, @Nullable Long through, @Nullable String epoch) {

  static final int MAX_IDS = 1_000;

  /**
   * Checks it.
   *
   * @throws dev.ringside.wire.ProblemException a 422 that names what is wrong
   */
  public Which check() {
    FieldErrors errors = new FieldErrors();
    if ((ids == null) == (through == null)) {
      errors.add("ids", "is needed, or else through, and not both");
    }
    errors.range("through", through, 0, Long.MAX_VALUE);
    if (epoch != null && through == null) {
      errors.add("epoch", "goes with through only");
    }
    List<UUID> checked = checkIds(errors);
    errors.throwIfAny();
    return through == null ? new Which.Ids(checked) : new Which.Through(through, epoch);
  }

  private List<UUID> checkIds(FieldErrors errors) {
    List<UUID> checked = new ArrayList<>();
    if (ids == null) {
      return checked;
    }
    if (ids.size() > MAX_IDS) {
      errors.add("ids", "must be " + MAX_IDS + " at most");
      return checked;
    }
    for (int i = 0; i < ids.size(); i++) {
      String text = ids.get(i);
      if (text == null || !Text.isStorable(text)) {
        errors.add("ids[" + i + "]", "must be the id of a notification");
        continue;
      }
      // What cannot be an id is one that nobody knows, and is passed over like those.
      Text.uuid(text).ifPresent(checked::add);
    }
    return checked;
  }
}
