package dev.ringside.http;

import dev.ringside.identity.Audit;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Identified;
import dev.ringside.wire.ClientAddress;
import dev.ringside.wire.Problem;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit log what was asked and how it was answered, once that is known. Comes before what
 * makes bytes of a problem. Safe for any thread.
 */
@Provider
@Singleton
@Priority(Priorities.USER + 1_000)
public class AuditFilter implements ContainerResponseFilter {

  private final Audit audit;

  @Inject
  AuditFilter(Audit audit) {
    this.audit = audit;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The mark is known by its identity.
  public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
    if (answer.getEntity() == StartOver.MARK) {
      return;
    }
    Rule rule = Rule.of(request);
    int status = answer.getStatus();
    if (status == 401 || status == 403) {
      String why = answer.getEntity() instanceof Problem problem ? problem.detail() : null;
      audit.refused(deed(request, rule, status, why));
    } else if (rule != null && (rule.changes() || rule.audited()) && audit.tells(rule.audited())) {
      audit.done(deed(request, rule, status, null));
    }
  }

  private static Audit.Deed deed(
      ContainerRequestContext request, @Nullable Rule rule, int status, @Nullable String why) {
    Object key = request.getProperty(Audit.TARGET_KEY);
    return new Audit.Deed(
        caller(request),
        request.getProperty(ClientAddress.PROPERTY) instanceof InetAddress client
            ? client.getHostAddress()
            : "",
        request.getMethod(),
        rule == null ? null : rule.path(),
        path(request, "user"),
        key instanceof String made ? made : path(request, "keyId"),
        status,
        why);
  }

  private static @Nullable Caller caller(ContainerRequestContext request) {
    return request.getSecurityContext().getUserPrincipal() instanceof Identified identified
        ? identified.caller()
        : null;
  }

  private static @Nullable String path(ContainerRequestContext request, String name) {
    return request.getUriInfo().getPathParameters().getFirst(name);
  }
}
