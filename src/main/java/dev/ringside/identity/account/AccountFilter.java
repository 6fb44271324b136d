package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Origins;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;

/**
 * Stands before the accounts: where there are none, nothing is there; where there are, pages of
 * other sites set or use no cookie. A page could else sign its visitor in as somebody else. Runs
 * before anybody is asked for a credential, since signing in takes none.
 */
@Provider
@PreMatching
@Singleton
@Priority(Priorities.AUTHENTICATION - 1)
public class AccountFilter implements ContainerRequestFilter {

  private static final String ROOT = "api/accounts";
  private static final Pattern MATRIX = Pattern.compile(";[^/]*");

  private final boolean on;
  private final Origins origins;

  @Inject
  AccountFilter(RingsideConfig config, Origins origins) {
    this.on = config.accounts().on();
    this.origins = origins;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    // Whatever stands behind a semicolon, a resource is found without it.
    String path = request.getUriInfo().getPath();
    if (path.indexOf(';') >= 0) {
      path = MATRIX.matcher(path).replaceAll("");
    }
    if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
      return;
    }
    if (!on) {
      throw ProblemException.of(Problem.Kind.NOT_FOUND, "There is nothing at this address.");
    }
    origins.requireAllowed(request.getHeaderString("Origin"));
    if (request.getHeaderString(HttpHeaders.COOKIE) != null) {
      origins.requireOwnPage(request);
    }
  }
}
