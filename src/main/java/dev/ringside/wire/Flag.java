package dev.ringside.wire;

/**
 * A yes or no in a query string. Anything but {@code true} and {@code false} is refused, where the
 * plain type would take it for a no.
 */
public record Flag(boolean value) {

  /** For JAX-RS, which turns what it throws into a 400 that names the parameter. */
  public static Flag valueOf(String text) {
    return switch (text) {
      case "true" -> new Flag(true);
      case "false" -> new Flag(false);
      default -> throw new NotAFlag();
    };
  }

  /** A text that is neither. */
  public static final class NotAFlag extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** What would be right. */
    public String detail() {
      return "must be true or false";
    }
  }
}
