package dev.ringside.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The credential behind a ticket, sealed by the ticket's own secret (AES-256-GCM). The database has
 * the seal and a hash of the secret, so nobody who reads it learns the credential; whoever shows
 * the ticket brings the key along.
 */
final class SealedCredential {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final byte BEARER = 'b';
  private static final byte COOKIES = 'c';

  private SealedCredential() {}

  static byte[] seal(String ticket, Credential credential) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, ticket, nonce, bytes(credential));
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  /** What was sealed; null for a ticket that was asked for by another ticket's session. */
  static @Nullable Credential open(String ticket, byte[] sealed) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
    byte[] bytes = crypt(Cipher.DECRYPT_MODE, ticket, nonce, rest);
    String text = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
    return switch (bytes[0]) {
      case BEARER -> new Credential.Bearer(text);
      case COOKIES -> new Credential.Cookies(text);
      default -> null;
    };
  }

  private static byte[] bytes(Credential credential) {
    String text =
        switch (credential) {
          case Credential.Bearer(String token) -> (char) BEARER + token;
          case Credential.Cookies(String header) -> (char) COOKIES + header;
          case Credential.Ticket _, Credential.Vouched _ -> "t";
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] crypt(int mode, String ticket, byte[] nonce, byte[] input) {
    try {
      // Another hash of the secret than the one that the database has.
      byte[] key = Secrets.hash("the key of a ticket: " + ticket);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a ticket could not be sealed or opened", e);
    }
  }
}
