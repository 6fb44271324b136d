package dev.ringside.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Hands resources the request and who sent it. Jersey would ask its injection for a new service
 * each time, which is a sixteenth of all that a publish costs.
 */
final class ContextParameters implements ValueParamProvider {

  @Override
  public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
    if (!parameter.isAnnotationPresent(Context.class)) {
      return null;
    }
    Class<?> type = parameter.getRawType();
    if (type == ContainerRequestContext.class) {
      return request -> request;
    }
    return type == SecurityContext.class ? ContainerRequest::getSecurityContext : null;
  }

  @Override
  public PriorityType getPriority() {
    return Priority.HIGH;
  }
}
