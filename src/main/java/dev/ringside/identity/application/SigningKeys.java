package dev.ringside.identity.application;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys by which the application's tokens are checked. Safe for any thread. */
sealed interface SigningKeys {

  /** Whether checking may wait for somebody. */
  boolean areElsewhere();

  /**
   * Whether one of the keys has signed it. The token's algorithm is the configured one: that was
   * checked.
   *
   * @throws KeySourceException where the keys cannot be read
   */
  boolean verify(SignedJWT jwt) throws JOSEException;

  /**
   * The keys of the settings.
   *
   * @throws StartException where they are none
   */
  static SigningKeys of(RingsideConfig.Users.Jwt config) {
    try {
      if (config.secret() != null) {
        return new Fixed(new MACVerifier(config.secret().getBytes(StandardCharsets.UTF_8)));
      }
      URI jwks = config.jwks();
      return jwks == null ? fixed(config) : new Elsewhere(source(config, jwks));
    } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
      throw new StartException(
          "RINGSIDE_JWT_PUBLIC_KEY or RINGSIDE_JWT_SECRET holds no key for "
              + config.algorithm()
              + ": "
              + e.getMessage(),
          e);
    } catch (MalformedURLException e) {
      throw new StartException("RINGSIDE_JWT_JWKS_URL is no address: " + e.getMessage(), e);
    }
  }

  private static SigningKeys fixed(RingsideConfig.Users.Jwt config)
      throws JOSEException, GeneralSecurityException {
    JWSVerifier verifier = verifier(Pem.publicKey(config.algorithm(), config.publicKey()));
    if (!verifier.supportedJWSAlgorithms().contains(JWSAlgorithm.parse(config.algorithm()))) {
      throw new GeneralSecurityException("it is of another curve or kind");
    }
    return new Fixed(verifier);
  }

  private static JWSVerifier verifier(PublicKey key) throws JOSEException {
    return switch (key) {
      case RSAPublicKey rsa when rsa.getModulus().bitLength() < 2048 ->
          throw new JOSEException("an RSA key must have 2048 bits or more");
      case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
      case ECPublicKey ec -> new ECDSAVerifier(ec);
      default -> new EdVerifier(key);
    };
  }

  private static JWKSource<SecurityContext> source(RingsideConfig.Users.Jwt config, URI jwks)
      throws MalformedURLException {
    return JWKSourceBuilder.create(
            jwks.toURL(), new ApplicationCalls(config.timeout(), Elsewhere.MAX_BYTES))
        .cache(config.fresh().toMillis(), config.timeout().plus(Duration.ofSeconds(1)).toMillis())
        .refreshAheadCache(false)
        .rateLimited(config.pause().toMillis())
        .outageTolerant(config.stale().toMillis())
        .build();
  }

  /** One key, which is here. */
  record Fixed(JWSVerifier verifier) implements SigningKeys {

    @Override
    public boolean areElsewhere() {
      return false;
    }

    @Override
    public boolean verify(SignedJWT jwt) throws JOSEException {
      return jwt.verify(verifier);
    }
  }

  /**
   * A set of keys at the application's address. It is kept, read again when it is old or a token
   * names a key that is not in it, and not too often; if it cannot be read for too long, nobody is
   * let in by it.
   */
  record Elsewhere(JWKSource<SecurityContext> source) implements SigningKeys {

    static final int MAX_BYTES = 256 * 1024;

    @Override
    public boolean areElsewhere() {
      return true;
    }

    @Override
    public boolean verify(SignedJWT jwt) throws JOSEException {
      JWKMatcher matcher = JWKMatcher.forJWSHeader(jwt.getHeader());
      if (matcher == null) {
        return false;
      }
      for (JWK key : source.get(new JWKSelector(matcher), null)) {
        JWSVerifier verifier = verifier(key);
        if (verifier != null && jwt.verify(verifier)) {
          return true;
        }
      }
      return false;
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
      return switch (key) {
        case RSAKey rsa -> SigningKeys.verifier(rsa.toRSAPublicKey());
        case ECKey ec -> SigningKeys.verifier(ec.toECPublicKey());
        case OctetKeyPair pair -> SigningKeys.verifier(EdVerifier.publicKey(pair));
        // A shared secret has no place in what anybody may read.
        default -> null;
      };
    }
  }

  /** A key as text. */
  final class Pem {

    private Pem() {}

    private static PublicKey publicKey(String algorithm, @Nullable String pem)
        throws GeneralSecurityException {
      if (pem == null || !pem.contains("-----BEGIN PUBLIC KEY-----")) {
        throw new GeneralSecurityException(
            "it must be a PEM text that begins with -----BEGIN PUBLIC KEY-----");
      }
      String content =
          pem.lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining());
      String family =
          switch (algorithm.substring(0, 2)) {
            case "RS", "PS" -> "RSA";
            case "ES" -> "EC";
            default -> EdVerifier.FAMILY;
          };
      byte[] encoded = Base64.getMimeDecoder().decode(content);
      return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded));
    }
  }
}
