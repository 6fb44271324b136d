package dev.ringside.cli.doctor;

import java.util.Optional;

/** What lies behind a failure. */
final class Causes {

  private static final int DEEPEST = 20;

  private Causes() {}

  /** The first cause of that kind, the failure itself included. */
  static <T extends Throwable> Optional<T> of(Throwable failure, Class<T> kind) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return of(failure, kind).isPresent();
  }

  /** What the innermost of them says. */
  static String words(Throwable failure) {
    Throwable last = failure;
    String words = "";
    for (int depth = 0; last != null && depth < DEEPEST; depth++) {
      String message = last.getMessage();
      words = message == null || message.isBlank() ? words : message;
      last = last.getCause();
    }
    return words.isEmpty() ? failure.getClass().getSimpleName() : words;
  }

  /** Whether any of them says so. */
  static boolean say(Throwable failure, String words) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (String.valueOf(cause.getMessage()).contains(words)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
