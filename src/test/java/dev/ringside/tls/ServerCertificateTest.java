package dev.ringside.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.support.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which files make a pair, and what is said of those that do not. */
class ServerCertificateTest {

  private static final TestCertificate RSA = TestCertificate.rsa();
  private static final TestCertificate EC = TestCertificate.elliptic();

  private static ServerCertificate of(String certificate, String key) throws TlsFault {
    return ServerCertificate.of(
        certificate.getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void key_inEveryForm_isRead() throws TlsFault {
    for (TestCertificate each : new TestCertificate[] {RSA, EC}) {
      assertThat(of(each.certificatePem(), each.keyPem()).key())
          .isEqualTo(each.keys().getPrivate());
      assertThat(of(each.certificatePem(), each.oldKeyPem()).key())
          .isEqualTo(each.keys().getPrivate());
      of(each.certificatePem(), each.oldKeyPem()).context();
    }
    assertThat(RSA.oldKeyPem()).contains("BEGIN RSA PRIVATE KEY");
    assertThat(EC.oldKeyPem()).contains("BEGIN EC PRIVATE KEY");
  }

  @Test
  void file_withOtherThingsAroundItsBlocks_isRead() throws TlsFault {
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    ServerCertificate read =
        of("Bag Attributes\n" + EC.certificatePem() + EC.keyPem(), parameters + EC.oldKeyPem());
    assertThat(read.chain()).containsExactly(EC.certificate());
    assertThat(read.subject()).isEqualTo("CN=localhost");
    assertThat(read.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void key_ofAnotherCertificate_isSaid() {
    assertThatThrownBy(() -> of(RSA.certificatePem(), TestCertificate.rsa().keyPem()))
        .hasMessageContaining("RINGSIDE_TLS_KEY does not belong to the certificate");
    assertThatThrownBy(() -> of(RSA.certificatePem(), EC.keyPem()))
        .hasMessageContaining("RINGSIDE_TLS_KEY")
        .hasMessageContaining("openssl pkcs8 -topk8");
  }

  @Test
  void key_encrypted_isRefusedWithWhatToDo() {
    String old =
        RSA.oldKeyPem()
            .replaceFirst("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X\n\n");
    String now = RSA.keyPem().replace(" PRIVATE", " ENCRYPTED PRIVATE");
    for (String key : new String[] {old, now}) {
      assertThatThrownBy(() -> of(RSA.certificatePem(), key))
          .hasMessageContaining("RINGSIDE_TLS_KEY names a key that is encrypted")
          .hasMessageContaining("openssl pkey -in key.pem -out plain.pem");
    }
  }

  @Test
  void files_withoutWhatTheyAreFor_areSaid() {
    assertThatThrownBy(() -> of("", RSA.keyPem()))
        .hasMessageContaining("RINGSIDE_TLS_CERTIFICATE names a file without a certificate");
    assertThatThrownBy(() -> of(RSA.certificatePem(), RSA.certificatePem()))
        .hasMessageContaining("RINGSIDE_TLS_KEY names a file without a private key");
    assertThatThrownBy(
            () -> of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ""))
        .hasMessageContaining("RINGSIDE_TLS_CERTIFICATE holds a certificate that cannot be read");
    assertThatThrownBy(
            () ->
                of(
                    RSA.certificatePem(),
                    "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n"))
        .hasMessageContaining("RINGSIDE_TLS_KEY");
    assertThatThrownBy(
            () ->
                of(
                    EC.certificatePem(),
                    "-----BEGIN EC PRIVATE KEY-----\nMP8C\n-----END EC PRIVATE KEY-----\n"))
        .hasMessageContaining("RINGSIDE_TLS_KEY");
  }

  @Test
  void chain_inAWrongOrder_isSaid() {
    assertThatThrownBy(() -> of(EC.certificatePem() + RSA.certificatePem(), RSA.keyPem()))
        .isInstanceOf(TlsFault.class);
    assertThatThrownBy(
            () -> of(TestCertificate.rsa().certificatePem() + RSA.certificatePem(), RSA.keyPem()))
        .hasMessageContaining("wrong order");
    assertThatThrownBy(
            () ->
                of(RSA.certificatePem() + TestCertificate.stranger().certificatePem(), RSA.keyPem())
                    .context())
        .hasMessageContaining("do not follow from each other");
  }

  @Test
  void certificate_notOfThisTime_isWarnedOf() throws TlsFault {
    TestCertificate old = TestCertificate.of("EC", 256, Duration.ofDays(-9), Duration.ofDays(-1));
    TestCertificate early = TestCertificate.of("EC", 256, Duration.ofDays(1), Duration.ofDays(9));
    Instant now = Instant.now();
    assertThat(of(old.certificatePem(), old.keyPem()).warning(now)).isEqualTo("has expired");
    assertThat(of(early.certificatePem(), early.keyPem()).warning(now)).contains("not valid yet");
    assertThat(of(EC.certificatePem(), EC.keyPem()).warning(now)).isEmpty();
  }
}
