package dev.ringside.identity.application;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Authenticator;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.DisplayName;
import dev.ringside.identity.UserId;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JWTs that the application signs for its users. The algorithm and the key are configured: what a
 * token says of itself decides neither. Immutable, safe for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, best current practices</a>
 */
@ApplicationScoped
public class ApplicationTokens implements Authenticator {

  private static final Logger log = LoggerFactory.getLogger(ApplicationTokens.class);

  /** What the {@code typ} of an access token may be; it may also be left out. */
  private static final List<String> TYPES = List.of("JWT", "at+jwt");

  /** What others in a room see; OpenID Connect calls it so too. */
  private static final String NAME = "name";

  private static final long TELL_AGAIN_NANOS = 10_000_000_000L;
  private static final AtomicLong LAST_TOLD =
      new AtomicLong(System.nanoTime() - 2 * TELL_AGAIN_NANOS);

  private final RingsideConfig.Users.@Nullable Jwt config;
  private final @Nullable SigningKeys keys;

  @Inject
  ApplicationTokens(RingsideConfig config) {
    this.config = config.users().jwt();
    keys = this.config == null ? null : SigningKeys.of(this.config);
  }

  @Override
  public Kind kind() {
    return Kind.APPLICATION_TOKEN;
  }

  @Override
  public boolean isOn() {
    return config != null;
  }

  @Override
  public @Nullable String cookie() {
    return config == null ? null : config.cookie();
  }

  @Override
  public Verdict judge(Credential credential) {
    String token = credential.secret(cookie());
    SignedJWT jwt = token == null ? null : parse(token);
    if (config == null || keys == null || jwt == null) {
      return credential instanceof Credential.Cookies && token != null
          ? new Verdict.Refused("The cookie " + cookie() + " holds no token.")
          : new Verdict.NotMine();
    }
    if (!config.algorithm().equals(algorithmOf(jwt.getHeader()))) {
      return new Verdict.Refused("The token is not signed with " + config.algorithm() + ".");
    }
    JWSHeader header = jwt.getHeader();
    if (header.getType() != null && !TYPES.contains(header.getType().getType())) {
      return new Verdict.Refused("The token is of another type than JWT.");
    }
    return keys.areElsewhere()
        ? new Verdict.Asks(() -> judge(config, keys, jwt))
        : judge(config, keys, jwt);
  }

  /** Says so once in a while, since anybody may send what asks for the keys. */
  private static void told(KeySourceException failure) {
    long now = System.nanoTime();
    long last = LAST_TOLD.get();
    if (now - last > TELL_AGAIN_NANOS && LAST_TOLD.compareAndSet(last, now)) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      log.warn("the application's keys cannot be read: {}", cause.toString());
    }
  }

  /** The older and the newer name are of the same algorithm. */
  private static String algorithmOf(JWSHeader header) {
    String name = header.getAlgorithm().getName();
    return name.equals("Ed25519") ? "EdDSA" : name;
  }

  private static Verdict judge(RingsideConfig.Users.Jwt config, SigningKeys keys, SignedJWT jwt) {
    try {
      return keys.verify(jwt)
          ? judge(config, jwt)
          : new Verdict.Refused("The token's signature is not by a key of the application's.");
    } catch (RateLimitReachedException e) {
      return new Verdict.Unknown("The application's keys were read a moment ago; try again.");
    } catch (KeySourceException e) {
      told(e);
      return new Verdict.Unknown("The application's keys cannot be read at the moment.");
    } catch (JOSEException | ParseException e) {
      return new Verdict.Refused("The token cannot be read.");
    }
  }

  private static Verdict judge(RingsideConfig.Users.Jwt config, SignedJWT jwt)
      throws ParseException {
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    Instant now = Instant.now();
    Date end = claims.getExpirationTime();
    if (end == null) {
      return new Verdict.Refused("The token never ends; it needs an exp.");
    }
    Instant until = end.toInstant().plus(config.skew());
    if (!until.isAfter(now)) {
      return new Verdict.Refused("The token ended at " + end.toInstant() + ".");
    }
    if (isAhead(claims.getNotBeforeTime(), now, config)) {
      return new Verdict.Refused("The token is not good before a time that lies ahead (nbf).");
    }
    if (isAhead(claims.getIssueTime(), now, config)) {
      return new Verdict.Refused("The token was issued at a time that lies ahead (iat).");
    }
    if (config.issuer() != null && !config.issuer().equals(claims.getIssuer())) {
      return new Verdict.Refused("The token's iss is not " + config.issuer() + ".");
    }
    if (!isFor(config.audience(), claims.getAudience())) {
      return new Verdict.Refused(
          config.audience() == null
              ? "The token names an audience, and RINGSIDE_JWT_AUDIENCE names none."
              : "The token's aud is not " + config.audience() + ".");
    }
    String name = DisplayName.claimed(claims.getClaim(NAME));
    return user(
        config.userClaim(), jwt.getPayload().toJSONObject().get(config.userClaim()), until, name);
  }

  private static boolean isAhead(
      @Nullable Date time, Instant now, RingsideConfig.Users.Jwt config) {
    return time != null && time.toInstant().isAfter(now.plus(config.skew()));
  }

  /** A token that names an audience is refused by everybody who does not know to be of it. */
  private static boolean isFor(@Nullable String audience, List<String> named) {
    return audience == null ? named.isEmpty() : named.contains(audience);
  }

  private static Verdict user(
      String claim, @Nullable Object value, Instant until, @Nullable String name) {
    if (value == null) {
      return new Verdict.Refused("The token has no " + claim + ", which names the user.");
    }
    try {
      // Applications number their users as often as they name them; a number that was rounded
      // could be anybody's.
      String id = String.valueOf(value);
      boolean plain = value instanceof String || value instanceof Long || value instanceof Integer;
      return plain
          ? new Verdict.Known(Caller.User.until(UserId.of(id), until).by(name))
          : new Verdict.Refused("The token's " + claim + " is neither a text nor a whole number.");
    } catch (ProblemException e) {
      return new Verdict.Refused("The token's " + claim + " can be no user: it " + because(e));
    }
  }

  private static String because(ProblemException e) {
    return e.problem().errors().isEmpty()
        ? e.problem().detail()
        : e.problem().errors().getFirst().detail() + ".";
  }

  private static @Nullable SignedJWT parse(String token) {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException e) {
      return null;
    }
  }
}
