package dev.ringside.config;

import dev.ringside.config.RingsideConfig.AuditMode;
import dev.ringside.config.RingsideConfig.BrokerKind;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and checks the settings. A wrong one is a {@link StartException} that names it. */
public final class Settings {

  private static final Path FILE = Path.of("ringside.properties");
  private static final int FILE_ORDINAL = 250;

  private final SmallRyeConfig source;

  /** Those whose values count as not given. */
  private final Set<Setting> passedOver;

  private Settings(SmallRyeConfig source, Set<Setting> passedOver) {
    this.source = source;
    this.passedOver = passedOver;
  }

  /** The same, as if some were not given. */
  Settings without(Set<Setting> some) {
    return new Settings(source, some);
  }

  /** The settings of this process. */
  public static Settings ofProcess() {
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addSystemSources();
    try {
      if (Files.exists(FILE)) {
        builder.withSources(new PropertiesConfigSource(FILE.toUri().toURL(), FILE_ORDINAL));
      }
    } catch (IOException e) {
      throw new StartException("The file " + FILE + " cannot be read: " + e.getMessage(), e);
    }
    return new Settings(builder.build(), Set.of());
  }

  /** Settings given by their property names alone; for tests and tools. */
  public static Settings of(Map<String, String> properties) {
    return new Settings(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(properties, "given", FILE_ORDINAL))
            .build(),
        Set.of());
  }

  /** Names that look like settings but are none, so that a slip of the pen can be told. */
  public Set<String> unknown() {
    return UnknownNames.in(source);
  }

  /**
   * Reads all settings.
   *
   * @throws StartException where one is wrong
   */
  public RingsideConfig read() {
    RingsideConfig.Database database = database();
    return new RingsideConfig(
        http(),
        socket(),
        edge(),
        database,
        writer(),
        identity(),
        UserSettings.read(this),
        audit(),
        AccountSettings.read(this),
        new RingsideConfig.Guests(
            flag(Setting.GUESTS),
            seconds(Setting.GUEST_TTL),
            number(Setting.GUESTS_PER_ADDRESS, 0, 1_000_000)),
        LiveKitSettings.read(this),
        sessions(),
        new RingsideConfig.Publishes(
            number(Setting.PUBLISHES_PER_KEY, 0, 1_000_000_000),
            number(Setting.PUBLISHES_PER_USER, 0, 1_000_000_000)),
        RoomSettings.read(this),
        new RingsideConfig.Jobs(
            seconds(Setting.JOB_LEASE),
            seconds(Setting.JOB_PAUSE),
            seconds(Setting.JOB_KEPT),
            seconds(Setting.JOB_DEAF)),
        cluster(database.url() == null),
        new RingsideConfig.Chores(seconds(Setting.CHORES_LOOK)),
        outbox(),
        retention(),
        new RingsideConfig.Drain(secondsOrNone(Setting.DRAIN_NOTICE), seconds(Setting.DRAIN)));
  }

  private RingsideConfig.Http http() {
    return new RingsideConfig.Http(
        text(Setting.HTTP_HOST),
        port(Setting.HTTP_PORT),
        seconds(Setting.HTTP_BODY_TIMEOUT),
        seconds(Setting.HTTP_IDLE_TIMEOUT));
  }

  private RingsideConfig.Socket socket() {
    return new RingsideConfig.Socket(
        text(Setting.SOCKET_HOST),
        port(Setting.SOCKET_PORT),
        seconds(Setting.SOCKET_HELLO_TIMEOUT),
        seconds(Setting.SOCKET_STALL_TIMEOUT),
        number(Setting.SOCKET_PENDING_BYTES, 1, Integer.MAX_VALUE),
        seconds(Setting.SOCKET_CLOSE_GRACE),
        number(Setting.FRAMES_PER_SECOND, 0, 1_000_000),
        publicSocketUrl(),
        listed(Setting.ALLOWED_ORIGINS).map(Settings::origin).toList());
  }

  private Stream<String> listed(Setting setting) {
    return Arrays.stream(text(setting).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty());
  }

  private RingsideConfig.Edge edge() {
    return new RingsideConfig.Edge(
        number(Setting.HTTP_CONNECTIONS, 0, Integer.MAX_VALUE),
        number(Setting.SOCKET_HANDSHAKES, 0, Integer.MAX_VALUE),
        listed(Setting.TRUSTED_PROXIES).map(Settings::addressRange).toList(),
        tls());
  }

  private static AddressRange addressRange(String text) {
    AddressRange range = AddressRange.parse(text);
    if (range == null) {
      throw wrong(
          Setting.TRUSTED_PROXIES,
          "addresses such as 10.0.0.5, 10.0.0.0/8 or fd00::/8, separated by commas, and no names");
    }
    return range;
  }

  private RingsideConfig.@Nullable Tls tls() {
    String certificate = optional(Setting.TLS_CERTIFICATE);
    String key = optional(Setting.TLS_KEY);
    Duration reload = seconds(Setting.TLS_RELOAD);
    Duration hsts = secondsOrNone(Setting.TLS_HSTS);
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw wrong(
          certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY,
          "given where the other is: a certificate and its key make TLS together");
    }
    return new RingsideConfig.Tls(Path.of(certificate), Path.of(key), reload, hsts);
  }

  private static String origin(String text) {
    if (!text.equals("*") && !text.matches("https?://[^/?#\\s]+")) {
      throw wrong(
          Setting.ALLOWED_ORIGINS,
          "origins such as https://app.example, separated by commas, or * for all");
    }
    return text;
  }

  private @Nullable String publicSocketUrl() {
    String url = optional(Setting.PUBLIC_SOCKET_URL);
    // Pages are told of it in a header, where these would end what it stands in.
    if (url != null && !url.matches("wss?://[^/?#\\s;,'\"]+([/?][^\\s;,'\"]*)?")) {
      throw wrong(Setting.PUBLIC_SOCKET_URL, "an address that starts with ws:// or wss://");
    }
    return url;
  }

  private RingsideConfig.Database database() {
    String schema = text(Setting.DATABASE_SCHEMA);
    if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw wrong(Setting.DATABASE_SCHEMA, "a lower-case name of letters, digits and _");
    }
    String given = optional(Setting.DATABASE_URL);
    DatabaseUrl url = given == null ? null : DatabaseUrl.parse(given);
    return new RingsideConfig.Database(
        Path.of(text(Setting.DATA_DIR)).toAbsolutePath().normalize(),
        url == null ? null : url.jdbc(),
        url == null ? null : url.user(),
        url == null ? null : url.password(),
        schema,
        number(Setting.DATABASE_POOL_SIZE, 3, 1000),
        seconds(Setting.DATABASE_TIMEOUT),
        seconds(Setting.DATABASE_SOCKET_TIMEOUT),
        seconds(Setting.DATABASE_IDLE_TRANSACTION),
        seconds(Setting.DATABASE_RESTART));
  }

  private RingsideConfig.Writer writer() {
    return new RingsideConfig.Writer(
        seconds(Setting.WRITER_TIMEOUT),
        seconds(Setting.WRITER_LOCK_TIMEOUT),
        number(Setting.WRITER_BATCH_ROWS, 1, 10_000),
        number(Setting.WRITER_WAITING_ROWS, 1, 10_000_000),
        number(Setting.WRITER_WAITING_BYTES, 1 << 16, Integer.MAX_VALUE));
  }

  private RingsideConfig.Identity identity() {
    return new RingsideConfig.Identity(
        optional(Setting.API_KEY),
        seconds(Setting.KEY_USE),
        secret(Setting.TOKEN_SECRET),
        secret(Setting.TOKEN_SECRET_BEFORE),
        seconds(Setting.TOKEN_MAX_TTL),
        seconds(Setting.TOKEN_GRACE),
        seconds(Setting.TICKET_TTL),
        seconds(Setting.RECHECK));
  }

  @Nullable String secret(Setting setting) {
    String secret = optional(setting);
    if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < 32) {
      throw wrong(setting, "32 bytes or more, as HS256 needs");
    }
    return secret;
  }

  private RingsideConfig.Audit audit() {
    AuditMode mode =
        switch (text(Setting.AUDIT)) {
          case "off" -> AuditMode.OFF;
          case "security" -> AuditMode.SECURITY;
          case "all" -> AuditMode.ALL;
          default -> throw wrong(Setting.AUDIT, "off, security or all");
        };
    return new RingsideConfig.Audit(mode, number(Setting.AUDIT_REFUSALS, 0, 1_000_000));
  }

  private RingsideConfig.Sessions sessions() {
    return new RingsideConfig.Sessions(
        seconds(Setting.HEARTBEAT),
        seconds(Setting.RECONCILE),
        seconds(Setting.RECONCILE_GRACE),
        seconds(Setting.EVENTS_COMMENT),
        number(Setting.SESSIONS_PER_USER, 0, Integer.MAX_VALUE),
        number(Setting.SESSIONS_PER_ADDRESS, 0, Integer.MAX_VALUE),
        number(Setting.SESSIONS_PER_NODE, 0, Integer.MAX_VALUE),
        number(Setting.DELIVERY_LANES, 1, 64));
  }

  private RingsideConfig.Cluster cluster(boolean embedded) {
    return new RingsideConfig.Cluster(
        broker(embedded),
        redisUrl(),
        number(Setting.BROKER_WAITING_BYTES, 1 << 16, Integer.MAX_VALUE),
        seconds(Setting.BROKER_RETRY),
        seconds(Setting.NODE_LEASE),
        seconds(Setting.PRESENCE));
  }

  private RingsideConfig.Outbox outbox() {
    return new RingsideConfig.Outbox(
        number(Setting.OUTBOX_ROWS, 1, 10_000),
        flag(Setting.OUTBOX_LISTEN),
        seconds(Setting.OUTBOX_LISTEN_RETRY),
        seconds(Setting.OUTBOX_ASIDE));
  }

  private RingsideConfig.Retention retention() {
    return new RingsideConfig.Retention(
        number(Setting.INBOX_MAX_ROWS, 0, Integer.MAX_VALUE),
        text(Setting.INBOX_MAX_AGE).equals("0") ? Duration.ZERO : seconds(Setting.INBOX_MAX_AGE),
        seconds(Setting.TOMBSTONE),
        seconds(Setting.RETENTION_ROUND),
        number(Setting.SWEEP_ROWS, 1, 1_000));
  }

  private BrokerKind broker(boolean embedded) {
    return switch (text(Setting.BROKER)) {
      case "" -> embedded ? BrokerKind.LOCAL : BrokerKind.POSTGRES;
      case "local" -> BrokerKind.LOCAL;
      case "postgres" -> BrokerKind.POSTGRES;
      case "redis" -> BrokerKind.REDIS;
      default -> throw wrong(Setting.BROKER, "local, postgres or redis");
    };
  }

  private String redisUrl() {
    String url = text(Setting.REDIS_URL);
    if (!url.matches("rediss?://[^/\\s]+(/\\d+)?/?")) {
      throw wrong(Setting.REDIS_URL, "an address such as redis://user:password@host:6379");
    }
    return url;
  }

  String text(Setting setting) {
    String value = optional(setting);
    return value == null ? setting.defaultValue() : value;
  }

  @Nullable String optional(Setting setting) {
    if (passedOver.contains(setting)) {
      return null;
    }
    return source
        .getOptionalValue(setting.property(), String.class)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElse(null);
  }

  private int port(Setting setting) {
    return number(setting, 0, 65_535);
  }

  int number(Setting setting, int min, int max) {
    try {
      int value = Integer.parseInt(text(setting));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as for a number out of range.
    }
    throw wrong(setting, "a whole number from " + min + " to " + max);
  }

  boolean flag(Setting setting) {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(setting, "true or false");
    };
  }

  Duration seconds(Setting setting) {
    Duration value = duration(setting);
    if (value == null || value.isZero()) {
      throw wrong(setting, "a number of seconds above 0, such as 5 or 0.25");
    }
    return value;
  }

  Duration secondsOrNone(Setting setting) {
    Duration value = duration(setting);
    if (value == null) {
      throw wrong(setting, "a number of seconds, such as 5 or 0.25, or 0");
    }
    return value;
  }

  /** A time that is not negative; null for anything else. */
  private @Nullable Duration duration(Setting setting) {
    try {
      BigDecimal value = new BigDecimal(text(setting));
      if (value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(1_000_000_000)) < 0) {
        return Duration.ofNanos(value.movePointRight(9).longValue());
      }
    } catch (NumberFormatException e) {
      // As for a number out of range.
    }
    return null;
  }

  static StartException wrong(Setting setting, String right) {
    return new StartException(
        setting,
        "The setting %s (%s) must be %s.".formatted(setting.variable(), setting.property(), right));
  }
}
