package dev.ringside.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that Ringside mints for the application's users: JWTs signed with HS256. All nodes share
 * the secret. Immutable after start, safe for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
@ApplicationScoped
public class UserTokens implements Authenticator {

  private static final String ISSUER = "ringside";
  private static final int SECRET_BYTES = 32;

  private final MACSigner signer;
  private final MACVerifier verifier;

  @Inject
  UserTokens(RingsideConfig config, Transactions transactions) {
    String configured = config.identity().tokenSecret();
    byte[] secret =
        configured == null ? shared(transactions) : configured.getBytes(StandardCharsets.UTF_8);
    try {
      signer = new MACSigner(secret);
      verifier = new MACVerifier(secret);
    } catch (JOSEException e) {
      throw new IllegalStateException("the token secret cannot be used", e);
    }
  }

  /**
   * The secret in the database; the first node makes it, and one that starts at once takes that.
   */
  private static byte[] shared(Transactions transactions) {
    byte[] fresh = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(fresh);
    return transactions.withEntities(
        entities -> {
          entities
              .createNativeQuery(
                  "insert into secret (name, value, created_at) values (:name, :value, now())"
                      + " on conflict do nothing",
                  Object.class)
              .setParameter("name", SecretEntity.TOKEN)
              .setParameter("value", fresh)
              .executeUpdate();
          return entities.find(SecretEntity.class, SecretEntity.TOKEN).value;
        });
  }

  /**
   * A minted token.
   *
   * @param token the JWT
   * @param expiresAt when it ends, in whole seconds
   */
  public record Minted(String token, Instant expiresAt) {}

  /** Mints a token for a user. */
  public Minted mint(UserId user, Duration life) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(life);
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(user.value())
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

  @Override
  public Kind kind() {
    return Kind.OWN_TOKEN;
  }

  @Override
  public Verdict judge(Credential credential) {
    return credential instanceof Credential.Bearer(String token)
        ? judge(token)
        : new Verdict.NotMine();
  }

  private Verdict judge(String token) {
    SignedJWT jwt = parse(token);
    if (jwt == null) {
      return new Verdict.NotMine();
    }
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!ISSUER.equals(claims.getIssuer())) {
        return new Verdict.NotMine();
      }
      // The algorithm is ours, whatever the token says of itself.
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
        return new Verdict.Refused("The token's signature is not Ringside's.");
      }
      return judge(claims);
    } catch (JOSEException | ParseException e) {
      return new Verdict.Refused("The token cannot be read.");
    }
  }

  private static Verdict judge(JWTClaimsSet claims) {
    Date end = claims.getExpirationTime();
    String subject = claims.getSubject();
    if (end == null || subject == null) {
      return new Verdict.Refused("The token was not minted by Ringside.");
    }
    if (!end.toInstant().isAfter(Instant.now())) {
      return new Verdict.Refused("The token ended at " + end.toInstant() + "; mint a fresh one.");
    }
    try {
      return new Verdict.Known(Caller.User.until(UserId.of(subject), end.toInstant()));
    } catch (ProblemException e) {
      return new Verdict.Refused("The token names no user.");
    }
  }

  private static @Nullable SignedJWT parse(String credential) {
    try {
      return SignedJWT.parse(credential);
    } catch (ParseException e) {
      return null;
    }
  }
}
