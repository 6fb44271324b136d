package dev.ringside.http;

import dev.ringside.wire.ClientAddress;
import dev.ringside.wire.Home;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.security.Principal;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.Container;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs the JAX-RS resources.
 *
 * <p>Not Jersey's own container for Grizzly, for four reasons: it makes four URIs of the {@code
 * Host} header for each request, which costs time and turns a malformed one into status 500; an
 * answer that is completed later leaves the connection readable, so that a pipelined request may
 * overtake it; a stream is sent when a buffer is full or closed, not when its writer writes; and
 * what fails outside of a resource is answered with a page of HTML. Safe for any thread.
 */
final class JerseyContainer implements Container {

  private static final URI BASE = URI.create("/");
  private static final SecurityContext NOBODY = new Nobody();

  /** Warns of every resource given as an instance that it is no provider; kept to stay silenced. */
  private static final Logger PROVIDERS =
      Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

  private final ApplicationHandler application;

  JerseyContainer(Collection<?> resources) {
    PROVIDERS.setLevel(Level.SEVERE);
    ResourceConfig config = new ResourceConfig();
    config.property(CommonProperties.USE_VIRTUAL_THREADS, true);
    config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    config.property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
    config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    config.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    // A relative Location is right behind any proxy, and is not to be normalised.
    config.property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
    config.registerInstances(new ProblemMapper(), new ProblemFilter());
    config.register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bind(new ContextParameters()).to(ValueParamProvider.class);
          }
        });
    resources.forEach(config::registerInstances);
    application = new ApplicationHandler(config);
    application.onStartup(this);
  }

  /**
   * Answers one request, now or later, and whatever happens.
   *
   * @param startOver serves it again on a thread that may wait
   */
  void serve(Exchange exchange, URI uri, Runnable startOver) {
    ContainerRequest request =
        new ContainerRequest(
            BASE,
            uri,
            exchange.request().getMethodDC().toString(),
            NOBODY,
            new MapPropertiesDelegate(),
            application.getConfiguration());
    request.setProperty(Home.PROPERTY, exchange.peer().home());
    request.setProperty(ClientAddress.PROPERTY, exchange.client());
    request.setEntityStream(exchange.body());
    MimeHeaders headers = exchange.request().getHeaders();
    for (int i = 0; i < headers.size(); i++) {
      request.headers(headers.getName(i).toString(), headers.getValue(i).toString());
    }
    request.setWriter(new JerseyAnswer(exchange, startOver));
    application.handle(request);
  }

  void stop() {
    application.onShutdown(this);
  }

  @Override
  public ResourceConfig getConfiguration() {
    return application.getConfiguration();
  }

  @Override
  public ApplicationHandler getApplicationHandler() {
    return application;
  }

  @Override
  public void reload() {
    throw new UnsupportedOperationException("The resources are fixed at start.");
  }

  @Override
  public void reload(ResourceConfig configuration) {
    reload();
  }

  /** Nobody, until a filter finds out who is asking. */
  private static final class Nobody implements SecurityContext {

    @Override
    public @Nullable Principal getUserPrincipal() {
      return null;
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
    public @Nullable String getAuthenticationScheme() {
      return null;
    }
  }
}
