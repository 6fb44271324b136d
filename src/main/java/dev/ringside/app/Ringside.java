package dev.ringside.app;

import dev.ringside.cluster.Membership;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.RingsideConfig.BrokerKind;
import dev.ringside.config.Setting;
import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.config.Version;
import dev.ringside.http.HttpServer;
import dev.ringside.http.PageHeaders;
import dev.ringside.http.Readiness;
import dev.ringside.identity.ApiKeys;
import dev.ringside.identity.Origins;
import dev.ringside.identity.Proxies;
import dev.ringside.inbox.InboxService;
import dev.ringside.job.JobService;
import dev.ringside.metrics.Metrics;
import dev.ringside.outbox.OutboxAlarm;
import dev.ringside.persistence.Chores;
import dev.ringside.persistence.Database;
import dev.ringside.persistence.Generation;
import dev.ringside.persistence.Transactions;
import dev.ringside.push.Reconciliation;
import dev.ringside.push.Sockets;
import dev.ringside.push.Streams;
import dev.ringside.recipients.Operations;
import dev.ringside.retention.Sweeper;
import dev.ringside.room.RoomService;
import dev.ringside.schedule.ScheduledResource;
import dev.ringside.tls.Tls;
import dev.ringside.topic.TopicResource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node. It starts from the ground up, database, identity, HTTP, socket, and says that it
 * is ready when all of it is; it stops from the top down. Closing is safe from any thread.
 */
public final class Ringside implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ringside.class);

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_LIST_BODY_BYTES = 2 * 1024 * 1024;

  private final RingsideConfig config;
  private final WeldContainer container;
  private final HttpServer http;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Ringside(RingsideConfig config, WeldContainer container, HttpServer http) {
    this.config = config;
    this.container = container;
    this.http = http;
  }

  /**
   * Starts a node by the settings of this process.
   *
   * @param out gets the ready line, and the API key where one was made
   * @throws StartException where it cannot
   */
  public static Ringside start(PrintStream out) {
    log.info("{}", Version.line());
    return start(settings(), out);
  }

  private static RingsideConfig settings() {
    Settings settings = Settings.ofProcess();
    for (String name : settings.unknown()) {
      log.warn("{} is set, but is no setting of Ringside", name);
    }
    return settings.read();
  }

  /**
   * Renews the generation of the database that the settings of this process name, so that no client
   * goes on from a position of before. For after a restore; nodes that run notice it by themselves.
   *
   * @throws StartException where the database cannot be reached, or is in use by another Ringside
   */
  public static void renewEpochs() {
    WeldContainer container = container(settings());
    try {
      container.select(Transactions.class).get().run(Generation::renew);
    } catch (RuntimeException e) {
      throw startException(e);
    } finally {
      container.shutdown();
    }
  }

  /**
   * Starts a node.
   *
   * @param out gets the ready line, and the API key where one was made
   * @throws StartException where it cannot
   */
  public static Ringside start(RingsideConfig config, PrintStream out) {
    WeldContainer container = container(config);
    try {
      return start(config, container, out);
    } catch (RuntimeException e) {
      container.shutdown();
      throw startException(e);
    }
  }

  @SuppressWarnings("unchecked") // the array of two classes that Weld's varargs make
  private static WeldContainer container(RingsideConfig config) {
    System.setProperty("org.jboss.logging.provider", "slf4j");
    return new Weld()
        .disableDiscovery()
        .addExtension(new ConfigExtension(config))
        .addPackages(true, Membership.class, HttpServer.class, ApiKeys.class, InboxService.class)
        .addPackages(true, Operations.class, TopicResource.class, ScheduledResource.class)
        .addPackages(true, Database.class, Sockets.class, Metrics.class)
        .addPackages(
            true, OutboxAlarm.class, Sweeper.class, Tls.class, RoomService.class, JobService.class)
        .addBeanDefiningAnnotations(Path.class, Provider.class)
        .skipShutdownHook()
        .initialize();
  }

  private static Ringside start(RingsideConfig config, WeldContainer container, PrintStream out) {
    makeAll(container);
    warnOfForeignDatabase(config, container);
    try {
      return open(config, container, out);
    } catch (RuntimeException e) {
      // It is stored by now, and no later start could show it.
      showKey(container, out);
      throw e;
    }
  }

  private static Ringside open(RingsideConfig config, WeldContainer container, PrintStream out) {
    Tls tls = container.select(Tls.class).get();
    PageHeaders pages = new PageHeaders(hsts(config));
    HttpServer http =
        HttpServer.start(
            new HttpServer.Options(
                config.http().host(),
                config.http().port(),
                config.edge().httpConnections(),
                MAX_BODY_BYTES,
                MAX_LIST_BODY_BYTES,
                config.http().bodyTimeout(),
                config.http().idleTimeout()),
            new HttpServer.Parts(
                container.select(Metrics.class).get(),
                container.select(Origins.class).get(),
                container.select(Proxies.class).get(),
                tls,
                pages),
            resources(container));
    try {
      container.select(Membership.class).get().join();
      Sockets sockets = container.select(Sockets.class).get();
      container.select(Origins.class).get().servedAt(scheme(tls), http.address());
      sockets.start();
      pages.socketAt(sockets.publicUrl());
      container.select(Reconciliation.class).get().start();
      container.select(Chores.class).get().start();
      container.select(OutboxAlarm.class).get().start();
      container.select(Readiness.class).get().set(true);
      announce(container, scheme(tls) + "://" + display(http.address()), sockets, out);
      return new Ringside(config, container, http);
    } catch (RuntimeException e) {
      http.close();
      throw e;
    }
  }

  private static String scheme(Tls tls) {
    return tls.isOn() ? "https" : "http";
  }

  private static Duration hsts(RingsideConfig config) {
    RingsideConfig.Tls tls = config.edge().tls();
    return tls == null ? Duration.ZERO : tls.hsts();
  }

  /** Makes every bean now, where a fault ends the start, rather than during somebody's request. */
  private static void makeAll(WeldContainer container) {
    for (Instance.Handle<Object> handle : beans(container)) {
      if (handle.getBean().getScope() == ApplicationScoped.class) {
        // The proxy passes this on to the bean itself, which it makes for it.
        log.debug("made {}", handle.get().toString());
      }
    }
  }

  private static Iterable<? extends Instance.Handle<Object>> beans(WeldContainer container) {
    return container.select(Object.class, Any.Literal.INSTANCE).handles();
  }

  private static void warnOfForeignDatabase(RingsideConfig config, WeldContainer container) {
    boolean local = config.cluster().broker() == BrokerKind.LOCAL;
    if (local && !container.select(Database.class).get().isEmbedded()) {
      log.warn(
          "{}=local carries changes within one node: run a single Ringside on this schema",
          Setting.BROKER.variable());
    }
  }

  /** The resources and providers of all features, whoever they are. */
  private static List<Object> resources(WeldContainer container) {
    List<Object> resources = new ArrayList<>();
    for (Instance.Handle<Object> handle : beans(container)) {
      Class<?> type = handle.getBean().getBeanClass();
      if (type.isAnnotationPresent(Path.class) || type.isAnnotationPresent(Provider.class)) {
        resources.add(handle.get());
      }
    }
    return resources;
  }

  private static void announce(
      WeldContainer container, String base, Sockets sockets, PrintStream out) {
    out.println("ringside ready: " + base + " and " + sockets.publicUrl());
    String key = showKey(container, out).map(made -> "#key=" + made).orElse("");
    out.println("demo page: " + base + "/" + key);
    out.flush();
  }

  private static Optional<String> showKey(WeldContainer container, PrintStream out) {
    Optional<String> made = container.select(ApiKeys.class).get().made();
    made.ifPresent(key -> out.println("API key (shown this once): " + key));
    return made;
  }

  private static String display(InetSocketAddress address) {
    String host = address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static StartException startException(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException start) {
        return start;
      }
    }
    log.error("the start failed", failure);
    return new StartException("an unexpected failure; the log above says more.", failure);
  }

  /** Where HTTP is served. */
  public InetSocketAddress httpAddress() {
    return http.address();
  }

  /** Where the socket is served. */
  public InetSocketAddress socketAddress() {
    return container.select(Sockets.class).get().address();
  }

  /** A bean of this node, for tests that look inside. */
  public <T> T bean(Class<T> type) {
    return container.select(type).get();
  }

  /** The beans of this node that serve one port, for tests that look inside. */
  public <T> Stream<T> beans(Class<T> port) {
    return container.select(port, Any.Literal.INSTANCE).stream();
  }

  /**
   * Stops: no longer ready, everybody sent away or answered, then closed from the top down. An
   * interrupt hurries all that it waits for.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    log.info("stopping");
    container.select(Readiness.class).get().set(false);
    giveNotice(config.drain().notice());
    Duration limit = config.drain().limit();
    container.select(Streams.class).get().drain();
    container.select(Sockets.class).get().drain(limit.dividedBy(2));
    http.drain(limit.dividedBy(2));
    container.select(OutboxAlarm.class).get().stop();
    container.select(Chores.class).get().stop();
    container.select(JobService.class).get().settle();
    container.select(Membership.class).get().leave();
    container.shutdown();
    log.info("stopped");
  }

  /**
   * Serves on for a while, so that whoever asks whether this node is ready can hear that it is not.
   */
  private static void giveNotice(Duration notice) {
    try {
      Thread.sleep(notice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
