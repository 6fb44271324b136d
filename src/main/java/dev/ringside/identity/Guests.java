package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Allowances;
import dev.ringside.wire.ClientAddress;
import dev.ringside.wire.FriendlyName;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whoever comes without a credential, as somebody new. Nothing is kept of a guest: all that
 * there is of one is in the token. Never blocks; safe for any thread.
 */
@ApplicationScoped
public class Guests {

  /** What the id of a guest starts with, for people to see. */
  static final String PREFIX = "guest-";

  private static final int ID_BYTES = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RingsideConfig.Guests config;
  private final UserTokens tokens;
  private final Allowances addresses;
  private final Counter refused;

  @Inject
  Guests(RingsideConfig config, UserTokens tokens, Metrics metrics) {
    this.config = config.guests();
    this.tokens = tokens;
    addresses = Allowances.perMinute(this.config.perAddress(), System.nanoTime());
    refused = metrics.counter(Metric.REFUSED, "guests_address");
  }

  /**
   * A guest who was let in.
   *
   * @param token for {@code Authorization: Bearer}, or the socket's hello
   * @param user the guest's id
   * @param name what others see
   * @param expiresAt when the visit ends at the latest, in whole seconds
   */
  public record Admitted(String token, String user, String name, Instant expiresAt) {}

  /**
   * Lets a guest in.
   *
   * @param chosen the name that the guest would like, or null for one that is made
   * @param from the client's address
   * @throws ProblemException a 404 where the settings want no guests, a 422 for what is no name
   * @throws WebApplicationException a 429 where too many have come from this address
   */
  public Admitted enter(@Nullable String chosen, InetAddress from) {
    if (!config.on()) {
      throw ProblemException.of(
          Problem.Kind.NOT_FOUND, "There are no guests here: RINGSIDE_GUESTS is false.");
    }
    String name = chosen == null ? FriendlyName.next() : DisplayName.of(chosen);
    long wait = addresses.take(ClientAddress.network(from).getHostAddress(), System.nanoTime());
    if (wait > 0) {
      refused.increment();
      throw tooMany(Math.ceilDiv(wait, NANOS_PER_SECOND));
    }
    UserId id = id();
    UserTokens.Minted minted = tokens.mintForGuest(id, config.ttl(), name);
    return new Admitted(minted.token(), id.value(), name, minted.expiresAt());
  }

  private static WebApplicationException tooMany(long seconds) {
    Problem problem =
        Problem.of(
            Problem.Kind.TOO_MANY,
            "Too many guests came from this address; the next may come in " + seconds + " s.");
    return new WebApplicationException(
        Response.status(problem.status())
            .header(HttpHeaders.RETRY_AFTER, seconds)
            .entity(problem)
            .build());
  }

  private static UserId id() {
    byte[] random = new byte[ID_BYTES];
    RANDOM.nextBytes(random);
    return new UserId(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }
}
