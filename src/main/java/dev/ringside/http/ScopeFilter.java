package dev.ringside.http;

import dev.ringside.identity.Identified;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Lets a request pass whose API key has the scopes that its route needs, and that brings a body
 * where the route needs one, before that is looked at. Safe for any thread, and never blocks.
 */
@Provider
@Singleton
public class ScopeFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    Rule rule = Rule.of(request);
    if (rule == null) {
      return;
    }
    if (request.getSecurityContext().getUserPrincipal() instanceof Identified identified) {
      identified.caller().require(rule.scopes());
    }
    // Of an empty body without a type Jersey makes null, which no resource asks for.
    if (rule.needsBody() && request.getMediaType() == null && !request.hasEntity()) {
      throw ProblemException.of(
          Problem.Kind.UNREADABLE, "A JSON body is needed, with Content-Type: application/json.");
    }
  }
}
