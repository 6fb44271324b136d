package dev.ringside.tls;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import java.time.Instant;
import java.util.Objects;

/**
 * A certificate as a start would find it.
 *
 * @param subject whom it is for
 * @param until when it ends
 * @param warning why clients will not like it, as in {@code has expired}; empty where nothing is
 *     wrong
 */
public record CertificateTrial(String subject, Instant until, String warning) {

  /**
   * Reads it with its key.
   *
   * @throws StartException where they are no good
   */
  public static CertificateTrial of(RingsideConfig.Tls settings) {
    try {
      ServerCertificate read = Objects.requireNonNull(new CertificateFiles(settings).next());
      return new CertificateTrial(read.subject(), read.until(), read.warning(Instant.now()));
    } catch (TlsFault e) {
      throw new StartException(e.why(), e);
    }
  }
}
