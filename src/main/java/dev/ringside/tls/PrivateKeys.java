package dev.ringside.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/**
 * Private keys in the forms in which people have them. Java reads PKCS #8 alone; the older forms,
 * one of RSA and one of elliptic curves, are what PKCS #8 has inside, so they get its frame.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">RFC 5958</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5915">RFC 5915</a>
 */
final class PrivateKeys {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  private PrivateKeys() {}

  /**
   * Reads a key.
   *
   * @param own the public key that it should belong to
   * @throws InvalidKeySpecException where it is damaged, of another algorithm, or none
   */
  static PrivateKey read(Pem block, PublicKey own)
      throws InvalidKeySpecException, NoSuchAlgorithmException {
    byte[] encoded =
        switch (block.label()) {
          case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
              element(SEQUENCE, VERSION, algorithmOf(own), element(OCTETS, block.content()));
          default -> block.content();
        };
    return KeyFactory.getInstance(own.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /**
   * The name of the algorithm, with the curve where there is one: the first thing in a public key,
   * and the same in the private one's frame.
   */
  private static byte[] algorithmOf(PublicKey own) {
    ByteBuffer key = ByteBuffer.wrap(own.getEncoded());
    skipHeader(key);
    int start = key.position();
    int length = skipHeader(key);
    byte[] algorithm = new byte[key.position() + length - start];
    key.get(start, algorithm);
    return algorithm;
  }

  /** Steps over the tag and the length of an element, and returns the latter. */
  private static int skipHeader(ByteBuffer element) {
    element.get();
    int length = element.get() & 0xFF;
    if (length <= 0x7F) {
      return length;
    }
    int bytes = length & 0x7F;
    length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << Byte.SIZE | (element.get() & 0xFF);
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length > 0xFF) {
      element.write(0x82);
      element.write(length >> Byte.SIZE);
    } else if (length > 0x7F) {
      element.write(0x81);
    }
    element.write(length);
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }
}
