package dev.ringside.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client has gone, or takes nothing any more: no fault of anybody here, so it has no stack. */
final class GoneException extends IOException {

  private static final long serialVersionUID = 1L;

  GoneException(@Nullable Throwable cause) {
    super("The client has gone.", cause);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
