package dev.ringside.support;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate of this machine that vouches for itself, and its key. */
public record TestCertificate(X509Certificate certificate, KeyPair keys) {

  /** A good one with a key of an elliptic curve. */
  public static TestCertificate elliptic() {
    return of("EC", 256, Duration.ofDays(-1), Duration.ofDays(30));
  }

  /** A good one with a key of RSA. */
  public static TestCertificate rsa() {
    return of("RSA", 2048, Duration.ofDays(-1), Duration.ofDays(30));
  }

  /** One that was good from then to then, counted from now. */
  public static TestCertificate of(String algorithm, int bits, Duration from, Duration to) {
    return of("localhost", algorithm, bits, from, to);
  }

  /** One of somebody else. */
  public static TestCertificate stranger() {
    return of("stranger", "EC", 256, Duration.ofDays(-1), Duration.ofDays(30));
  }

  private static TestCertificate of(
      String host, String algorithm, int bits, Duration from, Duration to) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=" + host);
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(64, new SecureRandom()),
                  Date.from(Instant.now().plus(from)),
                  Date.from(Instant.now().plus(to)),
                  name,
                  keys.getPublic())
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(
                      new GeneralName[] {
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                      }));
      String signature = algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      var holder = builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()));
      return new TestCertificate(new JcaX509CertificateConverter().getCertificate(holder), keys);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate in PEM. */
  public String certificatePem() {
    return pem(certificate);
  }

  /** The key in PKCS #8. */
  public String keyPem() {
    try {
      return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key in the form that its algorithm had before PKCS #8. */
  public String oldKeyPem() {
    return pem(keys.getPrivate());
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /** Puts both files into a folder, in place of what is there. */
  public Pair writeTo(Path folder) {
    Pair pair = new Pair(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    replace(pair.certificate, certificatePem());
    replace(pair.key, keyPem());
    return pair;
  }

  /** Where both files are. */
  public record Pair(Path certificate, Path key) {

    /** The settings of a node that uses them. */
    public String[] settings(String... more) {
      String[] all = new String[more.length + 4];
      System.arraycopy(more, 0, all, 4, more.length);
      all[0] = "ringside.tls.certificate";
      all[1] = certificate.toString();
      all[2] = "ringside.tls.key";
      all[3] = key.toString();
      return all;
    }
  }

  private static void replace(Path file, String text) {
    try {
      Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client needs to believe this certificate, and no other. */
  public SSLContext trusting() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("it", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
