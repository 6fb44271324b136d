package dev.ringside.push;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tyrus's view of the socket: one object for all sessions, as it has no state. Public, since Tyrus
 * calls it by reflection.
 */
public final class SocketEndpoint extends Endpoint {

  private static final Logger log = LoggerFactory.getLogger(SocketEndpoint.class);

  /** The connection that the session being opened on this thread belongs to. */
  static final ScopedValue<SocketConnection> OPENING = ScopedValue.newInstance();

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.addMessageHandler(String.class, OPENING.get());
  }

  @Override
  public void onError(Session session, Throwable failure) {
    log.warn("A socket failed and is closed", failure);
    try {
      session.close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, null));
    } catch (IOException | IllegalStateException e) {
      log.debug("It was closed already", e);
    }
  }
}
