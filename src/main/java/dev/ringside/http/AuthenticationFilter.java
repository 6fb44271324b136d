package dev.ringside.http;

import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Set;

/**
 * Finds out who is asking, before anything else is looked at: who is not known learns nothing of
 * what there is.
 */
@Provider
@PreMatching
@Singleton
public class AuthenticationFilter implements ContainerRequestFilter {

  /** What is told to anybody. */
  private static final Set<String> OPEN =
      Set.of("api/client", "health/live", "health/ready", "metrics", "openapi.json");

  private final Authentication authentication;

  @Inject
  AuthenticationFilter(Authentication authentication) {
    this.authentication = authentication;
  }

  /** Whether a path, without its first slash, asks for no credential. */
  static boolean isOpen(String path) {
    return OPEN.contains(path);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (isOpen(request.getUriInfo().getPath())) {
      return;
    }
    Caller caller = authentication.ofHeader(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    request.setSecurityContext(new Known(caller));
  }

  /** A request whose caller is known. */
  private record Known(Caller caller) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
