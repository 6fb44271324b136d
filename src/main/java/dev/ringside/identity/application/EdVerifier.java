package dev.ringside.identity.application;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/**
 * Ed25519 by the JDK, where the token library would need another one beside it. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037">RFC 8037</a>
 */
final class EdVerifier extends BaseJWSProvider implements JWSVerifier {

  static final String FAMILY = "Ed25519";

  /** What stands before the 32 bytes of such a key in its X.509 form (RFC 8410, section 4). */
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private final PublicKey key;

  EdVerifier(PublicKey key) {
    super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519));
    this.key = key;
  }

  static PublicKey publicKey(OctetKeyPair pair) throws JOSEException {
    byte[] point = pair.getDecodedX();
    if (!Curve.Ed25519.equals(pair.getCurve()) || point.length != KEY_BYTES) {
      throw new JOSEException("the one curve known for EdDSA is Ed25519");
    }
    byte[] encoded = new byte[X509_HEAD.length + KEY_BYTES];
    System.arraycopy(X509_HEAD, 0, encoded, 0, X509_HEAD.length);
    System.arraycopy(point, 0, encoded, X509_HEAD.length, KEY_BYTES);
    try {
      return KeyFactory.getInstance(FAMILY).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new JOSEException("the key cannot be read", e);
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
    if (header.getCriticalParams() != null) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(FAMILY);
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature.decode());
    } catch (GeneralSecurityException e) {
      // So it is none.
      return false;
    }
  }
}
