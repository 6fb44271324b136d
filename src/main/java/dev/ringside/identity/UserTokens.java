package dev.ringside.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that Ringside mints for the application's users, and for guests: JWTs signed with HS256.
 * All nodes share the secret; those that signed before are good for a while yet. Other JWTs are not
 * looked at. Safe for any thread, and never blocks after the start.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
@ApplicationScoped
public class UserTokens implements Authenticator {

  private static final String ISSUER = "ringside";

  /** Another one, so that a node of before there were guests takes none for a user. */
  private static final String GUEST_ISSUER = "ringside-guest";

  private static final String NAME = "name";

  private final Keyring keyring;
  private final boolean guests;

  /** The secret of the settings, which signs instead of those of the database. */
  private final @Nullable TokenSecret configured;

  /** The secret of the settings that signed before; it only verifies. */
  private final @Nullable TokenSecret before;

  @Inject
  UserTokens(RingsideConfig config, Keyring keyring) {
    this.keyring = keyring;
    guests = config.guests().on();
    configured = configured(config.identity().tokenSecret());
    before = configured(config.identity().tokenSecretBefore());
  }

  private static @Nullable TokenSecret configured(@Nullable String secret) {
    return secret == null ? null : TokenSecret.of(secret);
  }

  /**
   * A minted token.
   *
   * @param token the JWT
   * @param expiresAt when it ends, in whole seconds, and no sooner than was asked for
   */
  public record Minted(String token, Instant expiresAt) {}

  /** Mints a token for a user without a name. */
  public Minted mint(UserId user, Duration life) {
    return mint(user, life, null);
  }

  /**
   * Mints a token for a user.
   *
   * @param name what others see, a {@link DisplayName}, or null for the id
   */
  public Minted mint(UserId user, Duration life, @Nullable String name) {
    return mint(ISSUER, user, life, name);
  }

  /** Mints a token for a guest. */
  Minted mintForGuest(UserId guest, Duration life, String name) {
    return mint(GUEST_ISSUER, guest, life, name);
  }

  private Minted mint(String issuer, UserId user, Duration life, @Nullable String name) {
    Instant now = Instant.now();
    // A JWT has whole seconds; rounded down, a token for one second could be over when it comes.
    Instant end = now.plus(life).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(user.value())
            .claim(NAME, name)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(end))
            .build();
    TokenSecret secret =
        configured == null ? TokenSecret.signing(keyring.contents().secrets()) : configured;
    var jwt = new SignedJWT(secret.header(), claims);
    try {
      jwt.sign(secret.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
    return new Minted(jwt.serialize(), end);
  }

  @Override
  public Kind kind() {
    return Kind.OWN_TOKEN;
  }

  @Override
  public Verdict judge(Credential credential) {
    return switch (credential) {
      case Credential.Bearer(String token) -> judge(token);
      case Credential.Vouched(String kid, Caller.Person person) -> judge(kid, person);
      case Credential.Cookies _, Credential.Ticket _ -> new Verdict.NotMine();
    };
  }

  /** Only what names a secret of Ringside's, and so is no application's token. */
  @Override
  public Credential kept(Credential credential, Caller caller) {
    if (credential instanceof Credential.Bearer(String token)
        && caller instanceof Caller.Person person) {
      for (TokenSecret secret : secrets()) {
        if (secret.isNamedBy(token)) {
          return new Credential.Vouched(secret.kid(), person);
        }
      }
    }
    return credential;
  }

  /** A token that was good once is, as long as its secret is and its time has not come. */
  private Verdict judge(String kid, Caller.Person person) {
    if (secrets().stream().noneMatch(each -> each.kid().equals(kid) && !each.end().isPast())) {
      return new Verdict.Refused("The secret that signed the token is good no more.");
    }
    return person.until().isAfter(Instant.now())
        ? new Verdict.Known(person)
        : ended(person.until());
  }

  private static Verdict ended(Instant end) {
    return new Verdict.Refused("The token ended at " + end + "; mint a fresh one.");
  }

  private Verdict judge(String token) {
    SignedJWT jwt = parse(token);
    if (jwt == null) {
      return new Verdict.NotMine();
    }
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      String issuer = claims.getIssuer();
      if (!ISSUER.equals(issuer) && !GUEST_ISSUER.equals(issuer)) {
        return new Verdict.NotMine();
      }
      // The algorithm is ours, whatever the token says of itself.
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !isSigned(jwt)) {
        return new Verdict.Refused("The token's signature is not Ringside's.");
      }
      return judge(claims);
    } catch (JOSEException | ParseException e) {
      return new Verdict.Refused("The token cannot be read.");
    }
  }

  /** Whether a secret that is good has signed it; the token may name one, or none. */
  private boolean isSigned(SignedJWT jwt) throws JOSEException {
    String kid = jwt.getHeader().getKeyID();
    for (TokenSecret secret : secrets()) {
      if ((kid == null || kid.equals(secret.kid()))
          && !secret.end().isPast()
          && jwt.verify(secret.verifier())) {
        return true;
      }
    }
    return false;
  }

  private List<TokenSecret> secrets() {
    if (configured != null) {
      return before == null ? List.of(configured) : List.of(configured, before);
    }
    List<TokenSecret> stored = keyring.contents().secrets();
    return before == null ? stored : Stream.concat(stored.stream(), Stream.of(before)).toList();
  }

  private Verdict judge(JWTClaimsSet claims) {
    Date end = claims.getExpirationTime();
    String subject = claims.getSubject();
    if (end == null || subject == null) {
      return new Verdict.Refused("The token was not minted by Ringside.");
    }
    if (!end.toInstant().isAfter(Instant.now())) {
      return ended(end.toInstant());
    }
    try {
      return known(claims, UserId.of(subject), end.toInstant());
    } catch (ProblemException e) {
      return new Verdict.Refused("The token names no user.");
    }
  }

  private Verdict known(JWTClaimsSet claims, UserId id, Instant end) {
    String name = DisplayName.claimed(claims.getClaim(NAME));
    if (ISSUER.equals(claims.getIssuer())) {
      return new Verdict.Known(Caller.User.until(id, end).by(name));
    }
    return guests
        ? new Verdict.Known(new Caller.Guest(id, name == null ? id.value() : name, end))
        : new Verdict.Refused("The token is a guest's, and there are no guests here.");
  }

  private static @Nullable SignedJWT parse(String credential) {
    try {
      return SignedJWT.parse(credential);
    } catch (ParseException e) {
      return null;
    }
  }
}
