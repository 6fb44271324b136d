package dev.ringside.push;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * Tyrus with one endpoint and no network of its own: the stock Grizzly container binds every
 * address, opens its port before the endpoint is there and never closes a silent connection.
 */
final class SocketContainer extends TyrusServerContainer {

  static final String PATH = "/ws";
  static final String SUBPROTOCOL = "ringside.v1";

  /**
   * What Tyrus may hold of one connection: the one frame that it is handed. Below 256 bytes it
   * rounds nothing up.
   */
  private static final int READ_BUFFER_BYTES =
      Frames.headerSize(FrameReader.PIECE) + FrameReader.PIECE;

  private final TyrusWebSocketEngine engine;

  SocketContainer() {
    super(Set.of());
    // 0, the default, would set a timer on every message.
    setDefaultMaxSessionIdleTimeout(-1);
    engine = TyrusWebSocketEngine.builder(this).incomingBufferSize(READ_BUFFER_BYTES).build();
  }

  /** A container that is ready for handshakes. */
  static SocketContainer started() {
    SocketContainer container = new SocketContainer();
    try {
      container.addEndpoint(
          ServerEndpointConfig.Builder.create(SocketEndpoint.class, PATH)
              .subprotocols(List.of(SUBPROTOCOL))
              .configurator(new SocketConfigurator())
              .build());
      container.start("/", 0);
      container.doneDeployment();
    } catch (DeploymentException | IOException e) {
      throw new IllegalStateException("the endpoint does not fit Tyrus", e);
    }
    return container;
  }

  @Override
  public void register(Class<?> endpointClass) throws DeploymentException {
    engine.register(endpointClass, "/");
  }

  @Override
  public void register(ServerEndpointConfig config) throws DeploymentException {
    engine.register(config, "/");
  }

  @Override
  public WebSocketEngine getWebSocketEngine() {
    return engine;
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of();
  }
}
