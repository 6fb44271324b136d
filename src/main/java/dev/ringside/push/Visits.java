package dev.ringside.push;

import dev.ringside.log.Visit;
import dev.ringside.wire.ClientAddress;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Begins visits. */
final class Visits {

  /** Enough to tell one browser from another. */
  private static final int LONGEST_AGENT = 200;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Visits() {}

  /** The visit of a stream or a poll, which begins now. */
  static Visit begin(Visit.Kind kind, ContainerRequestContext request) {
    String address =
        request.getProperty(ClientAddress.PROPERTY) instanceof InetAddress client
            ? client.getHostAddress()
            : null;
    return begin(kind, address, request.getHeaderString(HttpHeaders.USER_AGENT));
  }

  /**
   * A visit that begins now.
   *
   * @param address where it comes from, as digits
   * @param agent the {@code User-Agent} header
   */
  static Visit begin(Visit.Kind kind, @Nullable String address, @Nullable String agent) {
    return new Visit(
        Long.toUnsignedString(RANDOM.nextLong(), 36),
        kind,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        address,
        agent == null || agent.length() <= LONGEST_AGENT
            ? agent
            : agent.substring(0, LONGEST_AGENT));
  }
}
