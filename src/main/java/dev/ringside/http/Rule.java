package dev.ringside.http;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a resource's method say of those who call it: the one place that reads
 * them, for the filters as for the OpenAPI document.
 *
 * @param scopes what an API key needs, all of it
 * @param changes whether it may change something
 * @param audited whether the audit log tells of it by default
 * @param needsBody whether it cannot do without a JSON body
 * @param path its template
 */
record Rule(List<Scope> scopes, boolean changes, boolean audited, boolean needsBody, String path) {

  /** As many as there are methods. */
  private static final Map<Method, Rule> KNOWN = new ConcurrentHashMap<>();

  /** The rule of the method that a request has been matched with, or null for none. */
  static @Nullable Rule of(ContainerRequestContext request) {
    if (request.getUriInfo() instanceof ExtendedUriInfo matched) {
      var found = matched.getMatchedResourceMethod();
      return found == null ? null : of(found.getInvocable().getDefinitionMethod());
    }
    return null;
  }

  /** The rule of a resource's method. */
  static Rule of(Method method) {
    return KNOWN.computeIfAbsent(method, Rule::read);
  }

  private static Rule read(Method method) {
    if (!isOurs(method)) {
      // Jersey answers OPTIONS by itself.
      return new Rule(List.of(), false, false, false, "");
    }
    Needs needs = method.getAnnotation(Needs.class);
    boolean changes = !method.isAnnotationPresent(GET.class);
    return new Rule(
        needs == null ? List.of(changes ? Scope.PUBLISH : Scope.READ) : List.of(needs.value()),
        changes,
        method.isAnnotationPresent(Audited.class),
        new Route(method, "", "")
            .body()
            .filter(body -> body.required() && body.type().isRecord())
            .isPresent(),
        Route.pathOf(method));
  }

  private static boolean isOurs(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(each -> each.annotationType().isAnnotationPresent(HttpMethod.class));
  }
}
