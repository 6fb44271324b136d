package dev.ringside.push;

import dev.ringside.log.Visit;
import dev.ringside.wire.ClientAddress;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.InetAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Begins visits. */
final class Visits {

  /** Enough to tell one browser from another. */
  private static final int LONGEST_AGENT = 200;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Visits() {}

  /** The visit of a stream or a poll, which begins now. */
  static Visit begin(Visit.Kind kind, ContainerRequestContext request) {
    InetAddress client =
        request.getProperty(ClientAddress.PROPERTY) instanceof InetAddress known ? known : null;
    return begin(kind, client, request.getHeaderString(HttpHeaders.USER_AGENT));
  }

  /**
   * A visit that begins now.
   *
   * @param client where it comes from
   * @param agent the {@code User-Agent} header
   */
  static Visit begin(Visit.Kind kind, @Nullable InetAddress client, @Nullable String agent) {
    return new Visit(
        RANDOM.nextLong(),
        kind,
        System.currentTimeMillis(),
        client,
        agent == null || agent.length() <= LONGEST_AGENT
            ? agent
            : agent.substring(0, LONGEST_AGENT));
  }
}
