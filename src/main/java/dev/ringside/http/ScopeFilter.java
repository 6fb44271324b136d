package dev.ringside.http;

import dev.ringside.identity.Identified;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Lets a request pass whose API key has the scopes that its route needs, before the body is looked
 * at. Safe for any thread, and never blocks.
 */
@Provider
@Singleton
public class ScopeFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getSecurityContext().getUserPrincipal() instanceof Identified identified) {
      Rule rule = Rule.of(request);
      if (rule != null) {
        identified.caller().require(rule.scopes());
      }
    }
  }
}
