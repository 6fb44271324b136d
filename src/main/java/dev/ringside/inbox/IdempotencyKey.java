package dev.ringside.inbox;

import dev.ringside.wire.FieldErrors;
import org.jspecify.annotations.Nullable;

/** The name of a call, which makes its repetition harmless: at most 255 visible characters. */
public final class IdempotencyKey {

  /** The header that carries it. */
  public static final String HEADER = "Idempotency-Key";

  static final int MAX_LENGTH = 255;

  private IdempotencyKey() {}

  /** Checks a key: visible ASCII, as header values are. */
  public static void check(@Nullable String key, FieldErrors errors) {
    check(HEADER, key, errors);
  }

  /** Checks a key that came as this field. */
  public static void check(String field, @Nullable String key, FieldErrors errors) {
    if (key != null
        && (key.isEmpty()
            || key.length() > MAX_LENGTH
            || !key.chars().allMatch(c -> c >= ' ' && c < 0x7f))) {
      errors.add(field, "must be 1 to " + MAX_LENGTH + " visible characters");
    }
  }
}
