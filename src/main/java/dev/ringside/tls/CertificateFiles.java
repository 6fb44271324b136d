package dev.ringside.tls;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The two files of a certificate, and what they held when they were read. For one thread. */
final class CertificateFiles {

  /** Far more than any chain has. */
  private static final int MAX_BYTES = 1024 * 1024;

  private final RingsideConfig.Tls settings;
  private byte @Nullable [] certificate;
  private byte @Nullable [] key;

  CertificateFiles(RingsideConfig.Tls settings) {
    this.settings = settings;
  }

  /**
   * Reads them.
   *
   * @return what they hold, or null where that is the same as the last time
   * @throws TlsFault where they cannot be read or make no pair: once, until they change again
   */
  @Nullable ServerCertificate next() throws TlsFault {
    byte[] certificateNow = read(settings.certificate(), Setting.TLS_CERTIFICATE);
    byte[] keyNow = read(settings.key(), Setting.TLS_KEY);
    if (Arrays.equals(certificateNow, certificate) && Arrays.equals(keyNow, key)) {
      return null;
    }
    certificate = certificateNow;
    key = keyNow;
    return ServerCertificate.of(certificateNow, keyNow);
  }

  private static byte[] read(Path file, Setting setting) throws TlsFault {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TlsFault(setting.variable() + " names " + file + ", which is no PEM file.");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new TlsFault(setting.variable() + " names " + file + ", and there is no such file.");
    } catch (IOException e) {
      throw new TlsFault(setting.variable() + " names " + file + ", which cannot be read: " + e);
    }
  }
}
