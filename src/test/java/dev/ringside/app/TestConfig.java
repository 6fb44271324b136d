package dev.ringside.app;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.support.TestPostgres;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;

/** The settings of a container under test, over an empty schema. */
@ApplicationScoped
public class TestConfig {

  @Produces
  @Singleton
  RingsideConfig config() throws SQLException {
    return Settings.of(
            Map.of(
                "ringside.broker", "local",
                "ringside.database.url", TestPostgres.url(),
                "ringside.database.schema", TestPostgres.freshSchema()))
        .read();
  }
}
