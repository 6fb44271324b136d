package dev.ringside.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small application as it may stand beside Ringside: it signs people in and keeps their sessions
 * in a table, tells at {@code /whoami} who a cookie or a header belongs to, signs JWTs and shows
 * its keys at {@code /jwks.json}. It knows nothing of Ringside.
 */
public final class SmallApplication implements AutoCloseable {

  /** The cookie of its sessions. */
  public static final String COOKIE = "shop_session";

  private final String schema;
  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger keysRead = new AtomicInteger();
  private volatile RSAKey key;
  private volatile boolean broken;
  private volatile boolean stuck;

  private SmallApplication(String schema, HttpServer server, RSAKey key) {
    this.schema = schema;
    this.server = server;
    this.key = key;
  }

  /** Starts it on a free port, its tables in a schema of its own. */
  public static SmallApplication start() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema " + schema);
      statement.execute(
          "create table "
              + schema
              + ".sessions (secret text primary key, user_id bigint not null,"
              + " expires_at timestamptz not null)");
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SmallApplication application = new SmallApplication(schema, server, newKey());
    server.createContext("/whoami", application::whoami);
    server.createContext("/jwks.json", application::keys);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return application;
  }

  private static RSAKey newKey() throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
  }

  /** What it answers to {@code RINGSIDE_SESSION_QUERY}. */
  public String sessionQuery() {
    return "select user_id from " + schema + ".sessions where secret = ? and expires_at > now()";
  }

  /** An address of it. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Signs somebody in: the secret that the cookie holds. */
  public String signIn(long user) throws SQLException {
    String secret = UUID.randomUUID().toString();
    try (Connection connection = TestPostgres.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into " + schema + ".sessions values (?, ?, now() + interval '1 hour')")) {
      insert.setString(1, secret);
      insert.setLong(2, user);
      insert.executeUpdate();
    }
    return secret;
  }

  /** Signs a session out. */
  public void signOut(String secret) throws SQLException {
    try (Connection connection = TestPostgres.connect();
        PreparedStatement delete =
            connection.prepareStatement("delete from " + schema + ".sessions where secret = ?")) {
      delete.setString(1, secret);
      delete.executeUpdate();
    }
  }

  /** A JWT for somebody, signed with the present key. */
  public String token(String user) throws JOSEException {
    return sign(
        new JWTClaimsSet.Builder()
            .issuer("shop")
            .audience(List.of("ringside"))
            .subject(user)
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build());
  }

  /** A JWT with these claims, signed with the present key. */
  public String sign(JWTClaimsSet claims) throws JOSEException {
    RSAKey present = key;
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(present.getKeyID()).build(), claims);
    jwt.sign(new RSASSASigner(present));
    return jwt.serialize();
  }

  /** The public part of the key that it signs with. */
  public RSAKey publicKey() {
    return key.toPublicJWK();
  }

  /** From now on it signs with another key, and shows that one alone. */
  public void changeKey() throws JOSEException {
    key = newKey();
  }

  /** Whether it answers 500 to everything. */
  public void breakDown(boolean now) {
    broken = now;
  }

  /** Whether it takes requests and does not answer. */
  public void getStuck(boolean now) {
    stuck = now;
  }

  /** How often it was asked who somebody is. */
  public int timesAsked() {
    return asked.get();
  }

  /** How often its keys were read. */
  public int timesKeysRead() {
    return keysRead.get();
  }

  private void keys(HttpExchange exchange) throws IOException {
    keysRead.incrementAndGet();
    answer(exchange, 200, new JWKSet(publicKey()).toString());
  }

  private void whoami(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    String cookie = exchange.getRequestHeaders().getFirst("Cookie");
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String secret =
        header != null
            ? header.substring("Bearer ".length())
            : cookie == null ? "" : cookie.replaceAll(".*" + COOKIE + "=([^;]*).*", "$1");
    try (Connection connection = TestPostgres.connect();
        PreparedStatement select = connection.prepareStatement(sessionQuery())) {
      select.setString(1, secret);
      var row = select.executeQuery();
      if (row.next()) {
        answer(exchange, 200, "{\"user\":" + row.getLong(1) + ",\"name\":\"Ada\"}");
      } else {
        answer(exchange, 401, "{}");
      }
    } catch (SQLException e) {
      answer(exchange, 500, "{}");
    }
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    if (stuck) {
      return;
    }
    byte[] bytes = (broken ? "{}" : body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(broken ? 500 : status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
