package dev.ringside.wire;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} to whoever answers the caller. It has no stack: it is no fault. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** A problem of this kind, its detail made as by {@link String#format}. */
  @FormatMethod
  public static ProblemException of(
      Problem.Kind kind, @FormatString String detail, Object... values) {
    return new ProblemException(
        Problem.of(kind, values.length == 0 ? detail : String.format(detail, values)));
  }

  /** A problem of one field of a body. */
  public static ProblemException ofField(Problem.Kind kind, String field, String detail) {
    return new ProblemException(Problem.of(kind, List.of(new Problem.FieldError(field, detail))));
  }

  /** What was thrown, rather than what it travelled in from another thread. */
  public static Throwable causeOf(@Nullable Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> wrapped.getCause();
      case null -> new IllegalStateException("neither an outcome nor a failure");
      default -> failure;
    };
  }

  /** What to answer. */
  public Problem problem() {
    return problem;
  }
}
