package dev.ringside.identity;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * Who sent a request, and what told.
 *
 * @param caller who it is
 * @param credential what was shown
 */
public record Identified(Caller caller, Credential credential) implements Principal {

  /** Who sent a request, once the authentication filter has let it pass. */
  public static Identified of(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Identified identified) {
      return identified;
    }
    throw new IllegalStateException("the authentication filter has not seen this request");
  }

  @Override
  public String getName() {
    return caller.name();
  }
}
