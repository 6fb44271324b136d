package dev.ringside.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database of this node: started where it is embedded, migrated, pooled, and mapped. Opened by
 * its first use, closed with the container; immutable in between, so safe for any thread.
 */
@ApplicationScoped
public class Database {

  private final @Nullable EmbeddedPostgres embedded;
  private final DataSource direct;
  private final HikariDataSource pool;
  private final EntityManagerFactory entities;

  /**
   * Opens it.
   *
   * @throws dev.ringside.config.StartException where that cannot be
   */
  @Inject
  Database(
      RingsideConfig config,
      Instance<EntityClasses> features,
      Instance<Witness> witnesses,
      Metrics metrics) {
    RingsideConfig.Database settings = config.database();
    embedded =
        settings.url() == null
            ? EmbeddedPostgres.start(settings.dataDir(), settings.restartPause())
            : null;
    try {
      direct = source(new ServerDataSource(embedded), settings);
      List<String> _ =
          Migrations.run(source(new SteppingAside(embedded), settings), settings.schema());
      pool = pool(source(new CheckedDataSource(embedded, witnesses), settings), config);
      entities = entities(pool, features);
    } catch (RuntimeException e) {
      closeEmbedded();
      throw e;
    }
    watch(pool.getHikariPoolMXBean(), metrics);
  }

  private static void watch(HikariPoolMXBean pool, Metrics metrics) {
    metrics.watch(Metric.DATABASE_CONNECTIONS, "active", pool::getActiveConnections);
    metrics.watch(Metric.DATABASE_CONNECTIONS, "idle", pool::getIdleConnections);
    metrics.watch(Metric.DATABASE_WAITING, pool::getThreadsAwaitingConnection);
  }

  static DataSource source(ServerDataSource source, RingsideConfig.Database settings) {
    if (settings.url() != null) {
      source.setURL(settings.url());
      if (settings.user() != null) {
        source.setUser(settings.user());
      }
      if (settings.password() != null) {
        source.setPassword(settings.password());
      }
    }
    source.setApplicationName("ringside");
    source.setCurrentSchema(settings.schema());
    source.setTcpKeepAlive(true);
    source.setReWriteBatchedInserts(true);
    source.setSocketTimeout(Math.toIntExact(Math.max(1, settings.socketTimeout().toSeconds())));
    return source;
  }

  private static HikariDataSource pool(DataSource source, RingsideConfig config) {
    RingsideConfig.Database settings = config.database();
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("ringside");
    hikari.setDataSource(source);
    hikari.setMaximumPoolSize(settings.poolSize());
    hikari.setMinimumIdle(2);
    hikari.setConnectionTimeout(Math.max(250, settings.timeout().toMillis()));
    // A database that stands still is noticed within the caller's time, not after the default's 5
    // s.
    hikari.setValidationTimeout(Math.max(250, settings.timeout().toMillis() / 3));
    hikari.setInitializationFailTimeout(10_000);
    hikari.setConnectionInitSql(
        String.join(
            "; ",
            // What answers a caller must not be acknowledged from a cache that a power cut empties.
            "set synchronous_commit = on",
            "set lock_timeout = " + config.writer().lockTimeout().toMillis(),
            // A node that is paused or cut off must not keep what it has locked.
            "set idle_in_transaction_session_timeout = " + settings.idleTransaction().toMillis(),
            // All hot statements have their index, whatever the statistics say of a table that was
            // empty when the plan was made, and take arrays whose length is no reason to plan anew.
            "set plan_cache_mode = force_generic_plan",
            "set enable_seqscan = off",
            // A page of a list is read in the order of its index: a bitmap would be all of the
            // list.
            "set enable_bitmapscan = off",
            // Those costs would have every statement compiled, which takes a hundred times as long
            // as the statement itself.
            "set jit = off"));
    return new HikariDataSource(hikari);
  }

  private static EntityManagerFactory entities(DataSource pool, Instance<EntityClasses> features) {
    var unit = new PersistenceConfiguration("ringside");
    for (EntityClasses feature : features) {
      List<Class<?>> classes = feature.classes();
      classes.forEach(unit::managedClass);
    }
    // The driver's search path is the schema, so the mappings name none. Flyway makes the tables;
    // Hibernate only checks that its picture of them is true.
    return unit.property("hibernate.connection.datasource", pool)
        .property("hibernate.hbm2ddl.auto", "validate")
        .property("hibernate.boot.allow_jdbc_metadata_access", "true")
        .createEntityManagerFactory();
  }

  /** Opens a connection of its own, which no pool knows of; whoever opens it closes it. */
  public Connection connect() throws SQLException {
    return direct.getConnection();
  }

  /**
   * What this database is called among all others that there may be: the same on every node.
   *
   * @throws DatabaseException where it does not answer
   */
  public String identity() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select system_identifier || ':' || current_database() from pg_control_system()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  @Produces
  @ApplicationScoped
  DataSource dataSource() {
    return pool;
  }

  @Produces
  @ApplicationScoped
  EntityManagerFactory entityManagerFactory() {
    return entities;
  }

  /** Whether this is the PostgreSQL that Ringside runs by itself. */
  public boolean isEmbedded() {
    return embedded != null;
  }

  @PreDestroy
  void close() {
    entities.close();
    pool.close();
    closeEmbedded();
  }

  private void closeEmbedded() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
