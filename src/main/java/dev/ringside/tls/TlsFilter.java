package dev.ringside.tls;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLConnectionContext;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;

/**
 * Speaks TLS on the selector thread, and never waits there: Grizzly's own filter reads on,
 * blocking, where a client begins another handshake in the midst of a connection, which with TLS
 * 1.2 anybody can; here that ends the connection. A client that is refused is told why by an alert.
 *
 * <p>Who sends holds the connection's monitor, so that records go out in their order.
 */
final class TlsFilter extends SSLBaseFilter {

  private final Consumer<Connection<?>> agreed;
  private final Counter completed;
  private final Counter failed;

  TlsFilter(Supplier<SSLEngine> engines, Consumer<Connection<?>> agreed, Metrics metrics) {
    super(new Engines(engines), false);
    setRenegotiationDisabled(true);
    this.agreed = agreed;
    completed = metrics.counter(Metric.TLS_HANDSHAKES, "completed");
    failed = metrics.counter(Metric.TLS_HANDSHAKES, "failed");
  }

  /** The engines of new connections, by the certificate of that moment. */
  private static final class Engines extends SSLEngineConfigurator {

    private final Supplier<SSLEngine> engines;

    Engines(Supplier<SSLEngine> engines) {
      this.engines = engines;
    }

    @Override
    public SSLEngine createSSLEngine(String peerHost, int peerPort) {
      return engines.get();
    }

    @Override
    public SSLEngineConfigurator copy() {
      return new Engines(engines);
    }
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    NextAction next = super.handleRead(ctx);
    SSLEngine engine = SSLUtils.getSSLEngine(ctx.getConnection());
    if (engine != null && engine.isInboundDone()) {
      // The peer has said goodbye; Grizzly would wait for it to hang up.
      ctx.getConnection().closeSilently();
    }
    return next;
  }

  /** One step and no more, where Grizzly's reads until the handshake is done. */
  @Override
  protected Buffer doHandshakeSync(
      SSLConnectionContext tls, FilterChainContext ctx, @Nullable Buffer input, long timeoutMillis)
      throws IOException {
    synchronized (ctx.getConnection()) {
      Buffer rest = doHandshakeStep(tls, ctx, input);
      if (SSLUtils.isHandshaking(tls.getSslEngine())) {
        throw new SSLHandshakeException("A second handshake on a connection is not done here.");
      }
      return rest;
    }
  }

  @Override
  protected Buffer doHandshakeStep(
      SSLConnectionContext tls,
      FilterChainContext ctx,
      @Nullable Buffer input,
      @Nullable Buffer output)
      throws IOException {
    try {
      return super.doHandshakeStep(tls, ctx, input, output);
    } catch (SSLException e) {
      Farewell.alert(ctx.getConnection(), tls.getSslEngine());
      throw e;
    }
  }

  @Override
  protected void notifyHandshakeComplete(Connection<?> connection, SSLEngine engine) {
    super.notifyHandshakeComplete(connection, engine);
    completed.increment();
    agreed.accept(connection);
  }

  @Override
  @SuppressWarnings("rawtypes") // as it is declared there
  protected void notifyHandshakeFailed(Connection connection, Throwable failure) {
    super.notifyHandshakeFailed(connection, failure);
    failed.increment();
  }
}
