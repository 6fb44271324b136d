package dev.ringside.http;

import dev.ringside.metrics.Metrics;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** What this node has counted, for Prometheus. Asks for no credential. */
@Singleton
@Path("metrics")
public class MetricsResource {

  /** What Prometheus knows its text format by. */
  static final String TEXT_FORMAT = "text/plain;charset=utf-8;version=0.0.4";

  private final Metrics metrics;

  @Inject
  MetricsResource(Metrics metrics) {
    this.metrics = metrics;
  }

  /** All metrics. */
  @GET
  @Produces(TEXT_FORMAT)
  public String metrics() {
    return metrics.text();
  }
}
