package dev.ringside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.RingsideConfig.BrokerKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static RingsideConfig read(Setting setting, String value) {
    return Settings.of(Map.of(setting.property(), value)).read();
  }

  private static void assertWrong(Setting setting, String value) {
    assertThatThrownBy(() -> read(setting, value))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(setting.variable());
  }

  @Test
  void settings_thatAreNotGiven_haveTheirDefaults() {
    RingsideConfig config = Settings.of(Map.of()).read();

    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.socket().port()).isEqualTo(8081);
    assertThat(config.socket().helloTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.socket().publicUrl()).isNull();
    assertThat(config.socket().allowedOrigins()).isEmpty();
    assertThat(config.socket().framesPerSecond()).isEqualTo(50);
    assertThat(config.database().url()).isNull();
    assertThat(config.database().schema()).isEqualTo("ringside");
    assertThat(config.database().dataDir()).isAbsolute().hasFileName("data");
    assertThat(config.identity().apiKey()).isNull();
    assertThat(config.identity().tokenSecret()).isNull();
    assertThat(config.sessions().heartbeat()).isEqualTo(Duration.ofSeconds(25));
    assertThat(config.sessions().reconcile()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.sessions().perUser()).isEqualTo(100);
    assertThat(config.sessions().perAddress()).isEqualTo(1000);
    assertThat(config.drain().limit()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.drain().notice()).isZero();
  }

  @ParameterizedTest
  @MethodSource("dev.ringside.config.Setting#values")
  void default_givenAsAValue_isTheSame(Setting setting) {
    assertThat(read(setting, setting.defaultValue())).isEqualTo(Settings.of(Map.of()).read());
    assertThat(read(setting, "  ")).isEqualTo(Settings.of(Map.of()).read());
  }

  @ParameterizedTest
  @MethodSource("dev.ringside.config.Setting#values")
  void names_areOfOnePattern(Setting setting) {
    assertThat(setting.property()).matches("ringside(\\.[a-z]+)+");
    assertThat(setting.variable()).matches("RINGSIDE(_[A-Z]+)+");
    assertThat(setting.description()).endsWith(".");
  }

  static Stream<Setting> numbers() {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.defaultValue().matches("\\d+(\\.\\d+)?"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void number_thatIsNone_isToldByTheNameOfItsVariable(Setting setting) {
    for (String wrong : List.of("many", "-1", "1e999", "99999999999999999999", "0x10", "1,5")) {
      assertWrong(setting, wrong);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PORT, 65536",
    "HTTP_PORT, 1.5",
    "DATABASE_POOL_SIZE, 1",
    "HEARTBEAT, 0",
    "DRAIN, 0",
    "DRAIN_NOTICE, -1",
    "DRAIN_NOTICE, soon",
    "WRITER_BATCH_ROWS, 0",
    "DELIVERY_LANES, 0",
    "BROKER, pigeons",
    "REDIS_URL, http://localhost:6379",
    "REDIS_URL, localhost:6379",
    "NODE_LEASE, 0",
    "OUTBOX_ROWS, 0",
    "OUTBOX_LISTEN, yes",
    "ACCOUNTS, yes",
    "ACCOUNTS_ITERATIONS, 10",
    "ACCOUNTS_PASSWORD_LENGTH, 257",
    "ACCOUNTS_REFRESH_TTL, 3600",
    "DATABASE_SCHEMA, Ringside",
    "DATABASE_SCHEMA, a-b",
    "DATABASE_SCHEMA, 1a",
    "PUBLIC_SOCKET_URL, http://example.com/ws",
    "TOKEN_SECRET, too-short",
    "TOKEN_SECRET_BEFORE, too-short",
    "AUDIT, loud",
    "DATABASE_URL, mysql://localhost/x",
    "DATABASE_URL, localhost",
    "DATABASE_URL, postgresql:///x"
  })
  void value_thatIsWrong_isToldByTheNameOfItsVariable(Setting setting, String value) {
    assertWrong(setting, value);
  }

  @Test
  void broker_isLocalWhereTheDatabaseIsEmbedded_andElsePostgres() {
    assertThat(Settings.of(Map.of()).read().cluster().broker()).isEqualTo(BrokerKind.LOCAL);
    assertThat(read(Setting.DATABASE_URL, "postgresql://db/ringside").cluster().broker())
        .isEqualTo(BrokerKind.POSTGRES);
    assertThat(read(Setting.BROKER, "redis").cluster().broker()).isEqualTo(BrokerKind.REDIS);
  }

  @Test
  void secretOfRedis_isNotToldWithTheSettings() {
    RingsideConfig config = read(Setting.REDIS_URL, "redis://:s3cret@localhost:6379");
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @Test
  void seconds_mayHaveAFraction() {
    assertThat(read(Setting.RECONCILE, "0.25").sessions().reconcile())
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void origins_areSeparatedByCommas() {
    assertThat(read(Setting.ALLOWED_ORIGINS, "https://a.example, ,*").socket().allowedOrigins())
        .containsExactly("https://a.example", "*");
  }

  @Test
  void databaseUrl_ofJdbc_isTakenAsItIs() {
    String url = "jdbc:postgresql://db:5433/app?user=u&password=p";
    RingsideConfig.Database database = read(Setting.DATABASE_URL, url).database();

    assertThat(database.url()).isEqualTo(url);
    assertThat(database.user()).isNull();
    assertThat(database.password()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://u:p@db:5433/app, jdbc:postgresql://db:5433/app, u, p",
    "postgres://u:p@db/app?sslmode=require, jdbc:postgresql://db/app?sslmode=require, u, p",
    "postgresql://u%40x:p%3A%2F+%25@db/app, jdbc:postgresql://db/app, u@x, p:/+%",
    "postgresql://u:a:b@db/app, jdbc:postgresql://db/app, u, a:b",
    "postgresql://u@db/app, jdbc:postgresql://db/app, u, ",
    "postgresql://[::1]:5432/app, jdbc:postgresql://[::1]:5432/app, , "
  })
  void databaseUrl_ofLibpq_isTakenApart(String url, String jdbc, String user, String password) {
    RingsideConfig.Database database = read(Setting.DATABASE_URL, url).database();

    assertThat(database.url()).isEqualTo(jdbc);
    assertThat(database.user()).isEqualTo(user);
    assertThat(database.password()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:hunter2 @db/app",
        "postgresql://u:hunter2@/app",
        "http://u:hunter2@db/app"
      })
  void databaseUrl_thatIsWrong_isNotRepeated(String url) {
    assertThatThrownBy(() -> read(Setting.DATABASE_URL, url))
        .isInstanceOf(StartException.class)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void secrets_areInNoText() {
    Map<String, String> given = new HashMap<>();
    given.put(Setting.API_KEY.property(), "secret-api-key");
    given.put(Setting.TOKEN_SECRET.property(), "secret-of-tokens-with-32-bytes-and-more");
    given.put(Setting.TOKEN_SECRET_BEFORE.property(), "secret-of-yesterday-with-32-bytes-or-more");
    for (String url :
        List.of(
            "postgresql://u:secret-login@db/app",
            "jdbc:postgresql://db/app?user=u&password=secret-login")) {
      given.put(Setting.DATABASE_URL.property(), url);
      assertThat(Settings.of(given).read().toString()).doesNotContain("secret-");
    }
  }

  @Test
  void names_thatAreNoSettings_areTold() {
    assertThat(
            Settings.of(
                    Map.of(
                        "ringside.http.prot",
                        "1",
                        "RINGSIDE_HTTP_PORT",
                        "2",
                        "other.http.port",
                        "3"))
                .unknown())
        .containsExactly("ringside.http.prot");
  }

  @Test
  void systemProperty_isASettingOfTheProcess() {
    String property = Setting.DELIVERY_LANES.property();
    System.setProperty(property, "7");
    System.setProperty("ringside.delivery.lames", "7");
    try {
      assertThat(Settings.ofProcess().read().sessions().lanes()).isEqualTo(7);
      assertThat(Settings.ofProcess().unknown()).contains("ringside.delivery.lames");
    } finally {
      System.clearProperty(property);
      System.clearProperty("ringside.delivery.lames");
    }
  }
}
