package dev.ringside.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The text that an API key is: made, and hashed. */
final class KeySecret {

  /** What a key that Ringside made starts with, so that a leaked one can be recognised. */
  static final String PREFIX = "rsk_";

  private static final int BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeySecret() {}

  static String make() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Keys are random and long, so one round keeps them safe at rest. */
  static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
