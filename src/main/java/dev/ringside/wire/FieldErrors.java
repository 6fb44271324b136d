package dev.ringside.wire;

import dev.ringside.wire.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with the values of one body, so that its sender learns of all at once. Not
 * for several threads.
 */
public final class FieldErrors {

  private final List<FieldError> errors = new ArrayList<>();

  /** Notes that a field is wrong. */
  public void add(String field, String detail) {
    errors.add(new FieldError(field, detail));
  }

  /** Notes a text that is longer than {@code max} characters, or that PostgreSQL cannot keep. */
  public void text(String field, @Nullable String value, int max) {
    if (value == null) {
      return;
    }
    if (value.length() > max && value.codePointCount(0, value.length()) > max) {
      add(field, "is longer than " + max + " characters");
    } else if (!Text.isStorable(value)) {
      add(field, "holds a NUL character or half of a surrogate pair");
    }
  }

  /** Notes a number outside of {@code min} to {@code max}, both allowed. */
  public void range(String field, @Nullable Number value, long min, long max) {
    if (value != null && (value.longValue() < min || value.longValue() > max)) {
      add(field, "must be from " + min + " to " + max);
    }
  }

  /** What was noted so far. */
  public List<FieldError> errors() {
    return List.copyOf(errors);
  }

  /**
   * Ends the check.
   *
   * @throws ProblemException a 422 that names every field noted
   */
  public void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.of(Problem.Kind.INVALID, errors));
    }
  }
}
