package dev.ringside.identity;

import com.nimbusds.jose.JOSEException;
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
 * @param kid names it in the tokens that it has signed; the same on every node
 * @param made when it was made, by {@link System#nanoTime}
 * @param end until when it is good
 */
record TokenSecret(String kid, MACSigner signer, MACVerifier verifier, long made, Deadline end) {

  /**
   * For how long a new secret only verifies: other nodes hear of it in less, and must know it when
   * the first token comes that it has signed.
   */
  private static final Duration SPREADING = Duration.ofSeconds(1);

  private static final int KID_BYTES = 9;

  static TokenSecret of(byte[] secret, long made, Deadline end) {
    try {
      return new TokenSecret(
          kid(secret), new MACSigner(secret), new MACVerifier(secret), made, end);
    } catch (JOSEException e) {
      throw new IllegalStateException("the token secret cannot be used", e);
    }
  }

  /** A secret of the settings. */
  static TokenSecret of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8), 0, Deadline.NEVER);
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
    return "TokenSecret[" + kid + "]";
  }
}
