package dev.ringside.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs user tokens, or signed them before.
 *
 * @param header of the tokens that it signs; names it by its kid, which is the same on every node
 * @param opening what those tokens begin with
 * @param made when it was made, by {@link System#nanoTime}
 * @param end until when it is good
 */
record TokenSecret(
    JWSHeader header,
    String opening,
    MACSigner signer,
    MACVerifier verifier,
    long made,
    Deadline end) {

  /**
   * For how long a new secret only verifies: other nodes hear of it in less, and must know it when
   * the first token comes that it has signed.
   */
  private static final Duration SPREADING = Duration.ofSeconds(1);

  private static final int KID_BYTES = 9;

  static TokenSecret of(byte[] secret, long made, Deadline end) {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid(secret)).build();
    String opening = header.toBase64URL() + ".";
    try {
      return new TokenSecret(
          header, opening, new MACSigner(secret), new MACVerifier(secret), made, end);
    } catch (JOSEException e) {
      throw new IllegalStateException("the token secret cannot be used", e);
    }
  }

  /** A secret of the settings. */
  static TokenSecret of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8), 0, Deadline.NEVER);
  }

  /** What the tokens call it. */
  String kid() {
    return header.getKeyID();
  }

  /** Whether a token that was verified names this secret, in the words that Ringside uses. */
  boolean isNamedBy(String token) {
    return token.startsWith(opening);
  }

  /** Tells nothing of the secret, and needs nothing but it. */
  private static String kid(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] name = mac.doFinal("ringside kid".getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(name, KID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has HMAC with SHA-256", e);
    }
  }

  /** The one of these that signs now; they are in the order of their age, the newest first. */
  static TokenSecret signing(List<TokenSecret> secrets) {
    long now = System.nanoTime();
    TokenSecret oldest = secrets.getFirst();
    for (TokenSecret each : secrets) {
      if (!each.end.isPast()) {
        oldest = each;
        if (now - each.made >= SPREADING.toNanos()) {
          return each;
        }
      }
    }
    return oldest;
  }

  @Override
  public String toString() {
    return "TokenSecret[" + kid() + "]";
  }
}
