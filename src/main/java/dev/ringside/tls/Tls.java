package dev.ringside.tls;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.Filter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections are made by. Its files are looked at every now and then;
 * what they hold anew is used from then on, and where that is no good, what was there before stays.
 * Safe for any thread.
 */
@ApplicationScoped
public class Tls {

  private static final Logger log = LoggerFactory.getLogger(Tls.class);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** What connections are made by. */
  private record Current(SSLContext context, Instant until) {}

  private final @Nullable CertificateFiles files;
  private final Metrics metrics;
  private final @Nullable ScheduledExecutorService clock;
  private volatile @Nullable Current current;

  /** What was wrong when it was looked last; the clock's own. */
  private String complained = "";

  @Inject
  Tls(RingsideConfig config, Metrics metrics) {
    this(config.edge().tls(), metrics);
  }

  /**
   * The certificate of these settings.
   *
   * @param settings null where it is off
   * @throws StartException where the files are no good
   */
  public Tls(RingsideConfig.@Nullable Tls settings, Metrics metrics) {
    this.metrics = metrics;
    files = settings == null ? null : new CertificateFiles(settings);
    if (settings == null) {
      clock = null;
      return;
    }
    try {
      look();
    } catch (TlsFault e) {
      throw new StartException(e.why(), e);
    }
    metrics.watch(Metric.TLS_CERTIFICATE, this::secondsLeft);
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("tls-clock").daemon().factory());
    long every = settings.reload().toMillis();
    var _ = clock.scheduleWithFixedDelay(this::lookAgain, every, every, TimeUnit.MILLISECONDS);
  }

  /** Plain connections. */
  public static Tls off() {
    RingsideConfig.@Nullable Tls none = null;
    return new Tls(none, new Metrics());
  }

  /** Whether connections speak TLS. */
  public boolean isOn() {
    return files != null;
  }

  /**
   * What comes behind the transport in a chain: a filter that speaks TLS, or nothing.
   *
   * @param agreed is told of a connection that from now on carries what the peers have to say; also
   *     of one that has agreed on new keys
   */
  public List<Filter> filters(Consumer<Connection<?>> agreed) {
    return isOn() ? List.of(new TlsFilter(this::engine, agreed, metrics)) : List.of();
  }

  /** A server's side of a new connection. */
  private SSLEngine engine() {
    Current now = current;
    if (now == null) {
      throw new IllegalStateException("TLS is off");
    }
    SSLEngine engine = now.context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  private void look() throws TlsFault {
    if (files == null) {
      return;
    }
    ServerCertificate next = files.next();
    if (next == null) {
      return;
    }
    current = new Current(next.context(), next.until());
    log.info("TLS by the certificate of {}, which ends at {}", next.subject(), next.until());
    String warning = next.warning(Instant.now());
    if (!warning.isEmpty()) {
      log.warn("The certificate of {} {}: clients will refuse it", next.subject(), warning);
    }
  }

  private void lookAgain() {
    String wrong = "";
    try {
      look();
    } catch (TlsFault e) {
      wrong = e.why();
    } catch (RuntimeException | Error e) {
      wrong = e.toString();
    }
    if (!wrong.isEmpty() && !wrong.equals(complained)) {
      log.error("A new certificate cannot be used, so the one before stays: {}", wrong);
    }
    complained = wrong;
  }

  private long secondsLeft() {
    Current now = current;
    return now == null ? 0 : Duration.between(Instant.now(), now.until).toSeconds();
  }

  @PreDestroy
  void stop() {
    if (clock != null) {
      clock.shutdownNow();
    }
  }
}
