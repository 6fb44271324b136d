package dev.ringside.identity.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Authenticator;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.DisplayName;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.wire.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JWTs that a sign-in gives, as a cookie or else. The signature tells that Ringside has given
 * it; whether its sign-in has not ended, the database is asked each time, so that a sign-out counts
 * at once on all nodes. Immutable, safe for any thread.
 */
@ApplicationScoped
public class AccountTokens implements Authenticator {

  private static final Logger log = LoggerFactory.getLogger(AccountTokens.class);

  static final String ISSUER = "ringside-account";
  private static final String SIGN_IN = "sid";
  private static final String NAME = "name";

  private final boolean on;
  private final Duration life;
  private final MACSigner signer;
  private final MACVerifier verifier;
  private final AccountCookies cookies;
  private final SignIns signIns;

  @Inject
  AccountTokens(
      RingsideConfig config, AccountSecret secret, AccountCookies cookies, SignIns signIns) {
    this.on = config.accounts().on();
    this.life = config.accounts().session();
    this.cookies = cookies;
    this.signIns = signIns;
    try {
      signer = secret.signer();
      verifier = secret.verifier();
    } catch (JOSEException e) {
      throw new IllegalStateException("the secret of the accounts cannot be used", e);
    }
  }

  /**
   * A token that was just made.
   *
   * @param expiresAt when it ends, in whole seconds
   */
  record Minted(String token, Instant expiresAt) {}

  /**
   * What a token says whose signature is good.
   *
   * @param name what the account is called; null in a token of before it said so
   * @param end when it ends, which may be past
   */
  private record Claims(UserId user, @Nullable String name, UUID signIn, Instant end) {}

  /** A token that is not what it should be, and why. */
  private static final class BadToken extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    BadToken(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  /**
   * Makes a token of a sign-in.
   *
   * @param name what the account is called
   */
  Minted mint(UserId user, String name, UUID signIn) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(life);
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(user.value())
            .claim(NAME, name)
            .claim(SIGN_IN, signIn.toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(end))
            .build();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
    return new Minted(jwt.serialize(), end);
  }

  /** The sign-in that a token belongs to, even one that has run out; null for no such token. */
  @Nullable UUID signInOf(@Nullable String token) {
    SignedJWT jwt = token == null ? null : ours(token);
    try {
      return jwt == null ? null : read(jwt).signIn();
    } catch (BadToken e) {
      return null;
    }
  }

  @Override
  public Kind kind() {
    return Kind.ACCOUNT;
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public @Nullable String cookie() {
    return cookies.sessionName();
  }

  @Override
  public Verdict judge(Credential credential) {
    return switch (credential) {
      case Credential.Bearer(String token) -> {
        SignedJWT jwt = ours(token);
        yield jwt == null ? new Verdict.NotMine() : judge(jwt);
      }
      case Credential.Cookies shown -> {
        String token = cookies.sessionToken(shown);
        SignedJWT jwt = token == null ? null : ours(token);
        if (jwt != null) {
          yield judge(jwt);
        }
        yield token == null
            ? new Verdict.NotMine()
            : new Verdict.Refused("The session's cookie is none that was given here; sign in.");
      }
      case Credential.Ticket _, Credential.Vouched _ -> new Verdict.NotMine();
    };
  }

  private Verdict judge(SignedJWT jwt) {
    try {
      Claims claims = read(jwt);
      if (!claims.end().isAfter(Instant.now())) {
        return new Verdict.Refused("The session ended at " + claims.end() + "; refresh it.");
      }
      return new Verdict.Asks(() -> ask(claims));
    } catch (BadToken e) {
      return new Verdict.Refused(e.reason);
    }
  }

  private Verdict ask(Claims claims) {
    try {
      return signIns.lives(claims.signIn(), claims.user())
          ? new Verdict.Known(
              new Caller.User(claims.user(), claims.end(), claims.signIn().toString())
                  .by(claims.name()))
          : new Verdict.Refused("The session was signed out; sign in again.");
    } catch (DatabaseException e) {
      log.warn("a sign-in could not be looked up: {}", e.getMessage());
      return new Verdict.Unknown("Sign-ins cannot be looked up at the moment.");
    }
  }

  private static @Nullable SignedJWT ours(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return ISSUER.equals(jwt.getJWTClaimsSet().getIssuer()) ? jwt : null;
    } catch (ParseException e) {
      return null;
    }
  }

  private Claims read(SignedJWT jwt) throws BadToken {
    try {
      // The algorithm is ours, whatever the token says of itself.
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
        throw new BadToken("The session's signature is not Ringside's.");
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      UUID signIn = Text.uuid(claims.getStringClaim(SIGN_IN)).orElse(null);
      Date end = claims.getExpirationTime();
      String user = claims.getSubject();
      if (signIn != null && end != null && user != null) {
        String name = DisplayName.claimed(claims.getClaim(NAME));
        return new Claims(new UserId(user), name, signIn, end.toInstant());
      }
    } catch (JOSEException | ParseException e) {
      // As for one that lacks something.
    }
    throw new BadToken("The session cannot be read; sign in again.");
  }
}
