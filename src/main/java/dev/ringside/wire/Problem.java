package dev.ringside.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What went wrong, for a person: the body of every answer above 399 and of a socket's error frame.
 *
 * @param type a stable URI reference that names the kind of problem, such as {@code
 *     /problems/invalid}
 * @param title the kind in a few words, the same for every occurrence
 * @param status the HTTP status, from 400 to 599
 * @param detail what was wrong here, and what to do about it; never a secret, never a stack trace
 * @param errors the fields that were wrong, empty where the problem is not about a body
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type, String title, int status, String detail, List<FieldError> errors) {

  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /**
   * One wrong field.
   *
   * @param field its name, with a path for a nested one ({@code ids[3]})
   * @param detail what would be right
   */
  public record FieldError(String field, String detail) {}

  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem of this kind that is not about the fields of a body. */
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind.type(), kind.title(), kind.status(), detail, List.of());
  }

  /** A problem of this kind with the fields that caused it; the detail names the first. */
  public static Problem of(Kind kind, List<FieldError> errors) {
    FieldError first = errors.getFirst();
    return new Problem(
        kind.type(), kind.title(), kind.status(), first.field() + " " + first.detail(), errors);
  }

  /** Whether it is of this kind. */
  public boolean is(Kind kind) {
    return type.equals(kind.type());
  }

  /** Every kind of problem that Ringside answers with: the one table of them. */
  public enum Kind {
    UNREADABLE("unreadable", "The request could not be read", 400),
    UNAUTHENTICATED("unauthenticated", "Who is asking is not known", 401),
    FORBIDDEN("forbidden", "Not allowed", 403),
    NOT_FOUND("not-found", "Nothing is there", 404),
    METHOD_NOT_ALLOWED("method-not-allowed", "Not done with this method", 405),
    NOT_ACCEPTABLE("not-acceptable", "Not available in this form", 406),
    TIMEOUT("timeout", "The request did not arrive in time", 408),
    CONFLICT("conflict", "It is no longer as you believe", 409),
    TOO_LARGE("too-large", "Too large", 413),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", "Not readable in this form", 415),
    EXPECTATION_FAILED("expectation-failed", "An expectation that is not supported", 417),
    INVALID("invalid", "A value is out of range or missing", 422),
    TOO_MANY("too-many", "Too many at once", 429),
    HEADERS_TOO_LARGE("headers-too-large", "The headers are too large", 431),
    INTERNAL("internal", "Ringside failed", 500),
    NOT_IMPLEMENTED("not-implemented", "Not understood", 501),
    UNAVAILABLE("unavailable", "Not available at the moment", 503);

    private final String name;
    private final String title;
    private final int status;

    Kind(String name, String title, int status) {
      this.name = name;
      this.title = title;
      this.status = status;
    }

    /** The stable URI reference of this kind. */
    public String type() {
      return "/problems/" + name;
    }

    /** The kind in a few words. */
    public String title() {
      return title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
      return status;
    }

    /** The kind for a status that some container chose: the named one, else the nearest. */
    public static Kind ofStatus(int status) {
      for (Kind kind : values()) {
        if (kind.status == status) {
          return kind;
        }
      }
      return status < 500 ? UNREADABLE : INTERNAL;
    }
  }
}
