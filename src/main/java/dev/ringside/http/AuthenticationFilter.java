package dev.ringside.http;

import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.Identified;
import dev.ringside.identity.Origins;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
      Set.of(
          "api/client",
          "api/accounts",
          "api/accounts/sign-in",
          "api/accounts/refresh",
          "api/accounts/sign-out",
          "api/guests",
          "health/live",
          "health/ready",
          "metrics",
          "openapi.json");

  private final Authentication authentication;
  private final Origins origins;

  @Inject
  AuthenticationFilter(Authentication authentication, Origins origins) {
    this.authentication = authentication;
    this.origins = origins;
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
    Credential shown =
        authentication.shown(
            request.getHeaderString(HttpHeaders.AUTHORIZATION),
            ticket(request.getUriInfo()),
            Credential.Cookies.of(request.getHeaders().get(HttpHeaders.COOKIE)));
    if (shown == null) {
      throw Authentication.nothingShown();
    }
    if (shown instanceof Credential.Cookies) {
      origins.requireOwnPage(request);
    }
    request.setSecurityContext(new Known(new Identified(caller(shown), shown)));
  }

  /** A browser's event source can send no header, so there, and nowhere else, a ticket is read. */
  private static @Nullable String ticket(UriInfo target) {
    String path = target.getPath();
    return path.startsWith("api/users/") && path.endsWith("/events")
        ? target.getQueryParameters().getFirst("ticket")
        : null;
  }

  private Caller caller(Credential shown) {
    if (!StartOver.isNeeded()) {
      return authentication.of(shown);
    }
    Caller caller = authentication.ofNow(shown);
    if (caller == null) {
      throw new StartOver();
    }
    return caller;
  }

  /** A request whose caller is known. */
  private record Known(Identified identified) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
      return identified;
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
