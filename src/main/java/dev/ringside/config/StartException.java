package dev.ringside.config;

import org.jspecify.annotations.Nullable;

/**
 * Why Ringside cannot start, in a sentence or two that tell the person at the terminal what to do.
 * Printed as it is, without a stack.
 */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable Setting setting;

  public StartException(String message) {
    super(message);
    this.setting = null;
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
    this.setting = null;
  }

  StartException(Setting setting, String message) {
    super(message);
    this.setting = setting;
  }

  /** The one setting whose value is wrong, where it is that alone. */
  public @Nullable Setting setting() {
    return setting;
  }
}
