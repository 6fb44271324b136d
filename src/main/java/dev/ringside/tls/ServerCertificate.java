package dev.ringside.tls;

import dev.ringside.config.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate with those of its issuers, and the key that belongs to it: checked.
 *
 * @param chain the server's own first
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

  private static final String CERTIFICATE = Setting.TLS_CERTIFICATE.variable();
  private static final String KEY = Setting.TLS_KEY.variable();
  private static final char[] NO_PASSWORD = {};

  /**
   * Reads both files.
   *
   * @throws TlsFault where they do not make a pair; says what is wrong, and what to do
   */
  static ServerCertificate of(byte[] certificateFile, byte[] keyFile) throws TlsFault {
    List<X509Certificate> chain = chain(certificateFile);
    PublicKey own = chain.getFirst().getPublicKey();
    PrivateKey key = key(keyFile, own);
    if (!belong(own, key)) {
      throw new TlsFault(notOfThis(chain, key));
    }
    return new ServerCertificate(List.copyOf(chain), key);
  }

  private static List<X509Certificate> chain(byte[] file) throws TlsFault {
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem block : blocks(file, CERTIFICATE)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(certificate(block));
      }
    }
    if (chain.isEmpty()) {
      throw new TlsFault(
          CERTIFICATE
              + " names a file without a certificate in PEM: it must hold the server's, and behind"
              + " it those of its issuers, each between BEGIN CERTIFICATE and END CERTIFICATE.");
    }
    return chain;
  }

  private static List<Pem> blocks(byte[] file, String setting) throws TlsFault {
    try {
      return Pem.blocks(file);
    } catch (IllegalArgumentException e) {
      throw new TlsFault(setting + " names a file that is damaged: " + e.getMessage() + ".");
    }
  }

  private static X509Certificate certificate(Pem block) throws TlsFault {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content()));
    } catch (CertificateException e) {
      throw new TlsFault(CERTIFICATE + " holds a certificate that cannot be read: " + e);
    }
  }

  private static PrivateKey key(byte[] file, PublicKey own) throws TlsFault {
    Pem block =
        blocks(file, KEY).stream()
            .filter(each -> each.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(
                () ->
                    new TlsFault(
                        KEY
                            + " names a file without a private key in PEM, which stands between"
                            + " BEGIN PRIVATE KEY and END PRIVATE KEY."));
    if (block.encrypted()) {
      throw new TlsFault(
          KEY
              + " names a key that is encrypted, and nobody is here to type its password. Decrypt"
              + " it by: openssl pkey -in key.pem -out plain.pem");
    }
    try {
      return PrivateKeys.read(block, own);
    } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
      throw new TlsFault(
          KEY
              + " names a "
              + block.label()
              + " that cannot be read as a key of the certificate's kind, which is "
              + own.getAlgorithm()
              + ". If it is the right one, bring it into another form by: openssl pkcs8 -topk8"
              + " -nocrypt -in key.pem -out pkcs8.pem");
    }
  }

  private static String notOfThis(List<X509Certificate> chain, PrivateKey key) {
    for (X509Certificate each : chain) {
      if (belong(each.getPublicKey(), key)) {
        return CERTIFICATE
            + " has the certificates in the wrong order: the server's own comes first, and then"
            + " each one's issuer.";
      }
    }
    return KEY + " does not belong to the certificate of " + CERTIFICATE + ".";
  }

  /** What the key signs, the certificate must verify. */
  private static boolean belong(PublicKey own, PrivateKey key) {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> own.getAlgorithm();
        };
    byte[] text = "ringside".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(text);
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(own);
      verifier.update(text);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Until when it is good. */
  Instant until() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** Whom it is for. */
  String subject() {
    return chain.getFirst().getSubjectX500Principal().getName();
  }

  /** Why a client will not like it at this time; empty where nothing is wrong. */
  String warning(Instant now) {
    if (now.isAfter(until())) {
      return "has expired";
    }
    return now.isBefore(chain.getFirst().getNotBefore().toInstant()) ? "is not valid yet" : "";
  }

  /**
   * What makes connections by it.
   *
   * @throws TlsFault where the certificates do not follow from each other
   */
  SSLContext context() throws TlsFault {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("ringside", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (KeyStoreException e) {
      throw new TlsFault(
          CERTIFICATE
              + " holds certificates that do not follow from each other: the server's own comes"
              + " first, and behind each one its issuer's, and no other.");
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFault("TLS cannot be set up with this certificate: " + e.getMessage());
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ServerCertificate[" + subject() + "]";
  }
}
