package dev.ringside.push;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Hands Tyrus the one endpoint. Who may come in was decided before Tyrus is asked. */
final class SocketConfigurator extends ServerEndpointConfig.Configurator {

  private final SocketEndpoint endpoint = new SocketEndpoint();

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(endpoint);
  }

  @Override
  public boolean checkOrigin(String origin) {
    return true;
  }

  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> offered) {
    return supported.stream().filter(offered::contains).findFirst().orElse("");
  }

  /** None: a frame that is compressed for one connection cannot be shared by all. */
  @Override
  public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> asked) {
    return List.of();
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}
}
