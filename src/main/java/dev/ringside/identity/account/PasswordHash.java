package dev.ringside.identity.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: {@code pbkdf2-sha256$600000$salt$hash}.
 *
 * @param iterations the rounds that it took
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018#section-5.2">RFC 8018, section 5.2</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its bytes, in constant time.
record PasswordHash(int iterations, byte[] salt, byte[] hash) {

  private static final String SCHEME = "pbkdf2-sha256";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Hashes a password with a salt of its own. Takes long, as it is meant to. */
  static PasswordHash of(String password, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /** Reads what {@link #text} wrote. */
  static PasswordHash parse(String kept) {
    String[] parts = kept.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(SCHEME)) {
      throw new IllegalStateException("a password is kept in a form that is not known here");
    }
    Base64.Decoder decoder = Base64.getDecoder();
    return new PasswordHash(
        Integer.parseInt(parts[1]), decoder.decode(parts[2]), decoder.decode(parts[3]));
  }

  /** The text to be kept. */
  String text() {
    Base64.Encoder encoder = Base64.getEncoder();
    return String.join(
        "$",
        SCHEME,
        String.valueOf(iterations),
        encoder.encodeToString(salt),
        encoder.encodeToString(hash));
  }

  /** Whether this is the password. Takes as long as making the hash did. */
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  /** Takes the time of so many rounds, for nothing. */
  void waste(String password, int rounds) {
    if (rounds > 0) {
      byte[] _ = derive(password, salt, rounds);
    }
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    char[] characters = password.toCharArray();
    PBEKeySpec key = new PBEKeySpec(characters, salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot hash passwords", e);
    } finally {
      key.clearPassword();
      Arrays.fill(characters, '\0');
    }
  }

  @Override
  public String toString() {
    return "PasswordHash[]";
  }
}
