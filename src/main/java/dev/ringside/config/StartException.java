package dev.ringside.config;

/**
 * Why Ringside cannot start, in a sentence or two that tell the person at the terminal what to do.
 * Printed as it is, without a stack.
 */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
