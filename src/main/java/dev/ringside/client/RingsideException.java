package dev.ringside.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a call failed: where, what, and what to do. It never holds a key or a token. */
public final class RingsideException extends RuntimeException {

  /** What kind of failure it is, by what can be done about it. */
  public enum Kind {
    /** No answer: it is not known whether the call was done. */
    UNREACHABLE(true, "Look whether Ringside runs there, and at its address (RINGSIDE_URL)."),
    /** The server cannot do it at the moment; nothing may be known about this attempt. */
    UNAVAILABLE(true, "Try again later."),
    /** Too much at once. */
    TOO_MANY(true, "Go more slowly."),
    /** TLS was refused: the certificate is not trusted, or not that host's. */
    UNTRUSTED(false, "Give the certificate's authority to this JVM, or mend the host's name."),
    /** The key or token is none, or no longer one. */
    UNAUTHENTICATED(false, "Look at the API key (RINGSIDE_API_KEY)."),
    /** The key has not the scope for it. */
    FORBIDDEN(false, ""),
    /** There is no such thing. */
    NOT_FOUND(false, ""),
    /** It is no longer as the caller believes. */
    CONFLICT(false, ""),
    /** What was sent is wrong; {@link RingsideException#errors} names the fields. */
    INVALID(false, ""),
    /** What came back is not Ringside's: another server, or a proxy's page. */
    UNREADABLE(false, "Look whether this is Ringside's address (RINGSIDE_URL)."),
    /** The calling thread was interrupted; its flag is set. */
    INTERRUPTED(false, "");

    private final boolean passes;
    private final String advice;

    Kind(boolean passes, String advice) {
      this.passes = passes;
      this.advice = advice;
    }

    boolean passes() {
      return passes;
    }

    static Kind of(int status) {
      return switch (status) {
        case 401 -> UNAUTHENTICATED;
        case 403 -> FORBIDDEN;
        case 404 -> NOT_FOUND;
        case 409 -> CONFLICT;
        case 429 -> TOO_MANY;
        case 408 -> UNAVAILABLE;
        default -> status >= 500 ? UNAVAILABLE : status >= 400 ? INVALID : UNREADABLE;
      };
    }
  }

  /**
   * What is wrong with one field.
   *
   * @param field its name
   * @param detail what is wrong
   */
  public record FieldError(String field, String detail) {}

  private final Kind kind;
  private final int status;
  private final String title;
  private final @Nullable String detail;
  private final List<FieldError> errors;
  private final @Nullable Duration retryAfter;

  RingsideException(
      Kind kind,
      int status,
      String title,
      @Nullable String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message(kind, status, title, detail, errors), cause);
    this.kind = kind;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  RingsideException(Kind kind, String title, @Nullable Throwable cause) {
    this(kind, 0, title, null, List.of(), null, cause);
  }

  /** Without more than its words. */
  static RingsideException of(Kind kind, int status, String title, @Nullable String detail) {
    return new RingsideException(kind, status, title, detail, List.of(), null, null);
  }

  /** What a problem of the server's says. */
  static RingsideException of(Json.Fields problem, int status, @Nullable Duration retryAfter) {
    String title = problem.text("title");
    List<FieldError> errors =
        problem.objects("errors").stream()
            .map(
                each ->
                    new FieldError(
                        String.valueOf(each.text("field")), String.valueOf(each.text("detail"))))
            .toList();
    return new RingsideException(
        Kind.of(status),
        status,
        title == null ? "Refused" : title,
        problem.text("detail"),
        errors,
        retryAfter,
        null);
  }

  private static String message(
      Kind kind, int status, String title, @Nullable String detail, List<FieldError> errors) {
    StringBuilder text = new StringBuilder(withoutStop(title));
    if (status != 0) {
      text.append(" (").append(status).append(')');
    }
    if (detail != null) {
      text.append(": ").append(withoutStop(detail));
    }
    for (FieldError each : errors) {
      text.append(text.indexOf(": ") < 0 ? ": " : "; ").append(each.field());
      text.append(' ').append(withoutStop(each.detail()));
    }
    text.append('.');
    return kind.advice.isEmpty()
        ? text.toString()
        : text.append(' ').append(kind.advice).toString();
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** The status of the answer, or the close code of a socket; 0 where there was none. */
  public int status() {
    return status;
  }

  /** The problem's title: what happened, in a few words. */
  public String title() {
    return title;
  }

  /** The problem's detail: what exactly, and what to do; null where there was none. */
  public @Nullable String detail() {
    return detail;
  }

  /** The fields that were wrong. */
  public List<FieldError> errors() {
    return errors;
  }

  /** How long the server asks to wait; null where it did not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the same call may go well a little later. */
  public boolean passes() {
    return kind.passes;
  }
}
