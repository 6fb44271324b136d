package dev.ringside.http;

import java.io.IOException;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.strategies.AbstractIOStrategy;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;

/**
 * Reads nothing of a connection while a request of it is answered, and does all on its selector
 * thread. Grizzly's own strategy takes each such connection out of the selector and puts it back,
 * two system calls a request; here that is done only where a client does send more meanwhile.
 * Stateless.
 */
final class OneRequestAtATime extends AbstractIOStrategy {

  private static final Logger LOG = Grizzly.logger(OneRequestAtATime.class);

  private final IOStrategy rest = SameThreadIOStrategy.getInstance();

  @Override
  @SuppressWarnings("rawtypes") // as Grizzly declares it
  public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled)
      throws IOException {
    if (event != IOEvent.READ) {
      return rest.executeIoEvent(connection, event, enabled);
    }
    Peer peer = Peer.of(connection);
    if (peer == null || !peer.holdsBack()) {
      fireIOEvent(connection, event, null, LOG);
    }
    return true;
  }
}
