package dev.ringside.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * Secrets that Ringside makes, and how they are kept. They are random and long, so one SHA-256
 * keeps them safe at rest.
 */
public final class Secrets {

  /** A time that never comes, and that a database can hold. */
  static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

  private static final int BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /**
   * A new secret.
   *
   * @param prefix what it starts with, so that a leaked one can be recognised
   */
  public static String make(String prefix) {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What is kept of it. */
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
