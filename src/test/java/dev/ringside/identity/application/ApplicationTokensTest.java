package dev.ringside.identity.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.identity.Authenticator.Verdict;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.support.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's JWTs, of every algorithm, by every way in which a key can be given. */
class ApplicationTokensTest {

  private static final String SECRET =
      "sixty-four characters or more, as the longest of the three needs";

  private static ApplicationTokens tokens(String... settings) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    return new ApplicationTokens(Settings.of(given).read());
  }

  private static Verdict judge(ApplicationTokens tokens, String token) {
    Verdict verdict = tokens.judge(new Credential.Bearer(token));
    return verdict instanceof Verdict.Asks(var ask) ? ask.get() : verdict;
  }

  private static void assertKnown(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Known.class);
    assertThat(((Verdict.Known) verdict).caller())
        .isInstanceOfSatisfying(
            Caller.User.class, user -> assertThat(user.id().value()).isEqualTo("42"));
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder()
        .subject("42")
        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
        .build();
  }

  private static KeyPair pair(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            switch (algorithm.substring(0, 2)) {
              case "ES" -> "EC";
              case "Ed" -> "Ed25519";
              default -> "RSA";
            });
    switch (algorithm) {
      case "ES256" -> generator.initialize(256);
      case "ES384" -> generator.initialize(384);
      case "ES512" -> generator.initialize(521);
      case "EdDSA" -> {}
      default -> generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static String signed(String algorithm, KeyPair pair)
      throws JOSEException, GeneralSecurityException {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("k").build();
    SignedJWT jwt = new SignedJWT(header, claims());
    switch (pair.getPublic()) {
      case RSAPublicKey _ -> jwt.sign(new RSASSASigner(pair.getPrivate()));
      case ECPublicKey key ->
          jwt.sign(new ECDSASigner(pair.getPrivate(), Curve.forECParameterSpec(key.getParams())));
      default -> {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(jwt.getSigningInput());
        return new String(jwt.getSigningInput(), StandardCharsets.US_ASCII)
            + "."
            + Base64URL.encode(signature.sign());
      }
    }
    return jwt.serialize();
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static JWK jwk(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).keyID("k").build();
      case ECPublicKey ec ->
          new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).keyID("k").build();
      default -> {
        byte[] encoded = key.getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        yield new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point)).keyID("k").build();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void token_signedWithTheSecret_isKnown(String algorithm) throws Exception {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.parse(algorithm)), claims());
    jwt.sign(new MACSigner(SECRET));
    ApplicationTokens tokens =
        tokens("ringside.jwt.algorithm", algorithm, "ringside.jwt.secret", SECRET);
    assertKnown(judge(tokens, jwt.serialize()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void token_signedWithAKey_isKnownByItsPemAndByAKeySet(String algorithm) throws Exception {
    KeyPair pair = pair(algorithm);
    String token = signed(algorithm, pair);
    String others = signed(algorithm, pair(algorithm));
    ApplicationTokens byPem =
        tokens(
            "ringside.jwt.algorithm", algorithm, "ringside.jwt.public.key", pem(pair.getPublic()));
    assertKnown(judge(byPem, token));
    assertThat(judge(byPem, others)).isInstanceOf(Verdict.Refused.class);
    try (KeySet set = new KeySet(new JWKSet(jwk(pair.getPublic())).toString())) {
      ApplicationTokens bySet =
          tokens("ringside.jwt.algorithm", algorithm, "ringside.jwt.jwks.url", set.url());
      assertKnown(judge(bySet, token));
      assertThat(judge(bySet, others)).isInstanceOf(Verdict.Refused.class);
    }
  }

  @Test
  void keySet_thatCannotBeRead_letsNobodyIn() throws Exception {
    KeyPair pair = pair("ES256");
    String token = signed("ES256", pair);
    for (String content : new String[] {"no JSON", "{\"keys\":7}", "x".repeat(300_000)}) {
      try (KeySet set = new KeySet(content)) {
        ApplicationTokens tokens =
            tokens("ringside.jwt.algorithm", "ES256", "ringside.jwt.jwks.url", set.url());
        assertThat(judge(tokens, token)).isInstanceOf(Verdict.Unknown.class);
      }
    }
  }

  @Test
  void keySet_thatIsGone_isUsedOnForAWhile() throws Exception {
    KeyPair pair = pair("ES256");
    String token = signed("ES256", pair);
    try (KeySet set = new KeySet(new JWKSet(jwk(pair.getPublic())).toString())) {
      ApplicationTokens tokens =
          tokens(
              "ringside.jwt.algorithm", "ES256",
              "ringside.jwt.jwks.url", set.url(),
              "ringside.jwt.jwks.fresh.seconds", "0.05",
              "ringside.jwt.jwks.pause.seconds", "0.01");
      assertKnown(judge(tokens, token));
      set.content = "";
      int read = set.reads.get();
      Eventually.holds(
          "an attempt to read it again",
          () -> {
            assertKnown(judge(tokens, token));
            return set.reads.get() > read;
          });
      assertKnown(judge(tokens, token));
    }
  }

  @Test
  void secretInAKeySet_isNoKey() throws Exception {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(), claims());
    jwt.sign(new ECDSASigner((java.security.interfaces.ECPrivateKey) pair("ES256").getPrivate()));
    String set =
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"" + Base64URL.encode(SECRET) + "\"}]}";
    try (KeySet keys = new KeySet(set)) {
      ApplicationTokens tokens =
          tokens("ringside.jwt.algorithm", "ES256", "ringside.jwt.jwks.url", keys.url());
      assertThat(judge(tokens, jwt.serialize())).isInstanceOf(Verdict.Refused.class);
    }
  }

  @Test
  void settings_thatContradictEachOther_endTheStart() throws Exception {
    String rsa = pem(pair("RS256").getPublic());
    String[][] wrong = {
      {"ringside.jwt.algorithm", "none", "ringside.jwt.secret", SECRET},
      {"ringside.jwt.algorithm", "HS256"},
      {"ringside.jwt.secret", SECRET},
      {"ringside.jwt.algorithm", "HS256", "ringside.jwt.public.key", rsa},
      {"ringside.jwt.algorithm", "RS256", "ringside.jwt.secret", SECRET},
      {"ringside.jwt.algorithm", "ES256", "ringside.jwt.public.key", rsa},
      {"ringside.jwt.algorithm", "HS256", "ringside.jwt.secret", "short"},
      {"ringside.jwt.algorithm", "RS256", "ringside.jwt.public.key", "/no/such/file.pem"},
      {"ringside.jwt.algorithm", "RS256", "ringside.jwt.jwks.url", "ftp://x/keys"},
      {
        "ringside.jwt.algorithm", "RS256",
        "ringside.jwt.public.key", rsa,
        "ringside.jwt.jwks.url", "http://x/keys"
      },
    };
    for (String[] settings : wrong) {
      assertThatThrownBy(() -> tokens(settings))
          .as(String.join(" ", settings))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("RINGSIDE_JWT");
    }
  }

  /** Serves a key set. */
  private static final class KeySet implements AutoCloseable {

    private final AtomicInteger reads = new AtomicInteger();
    private volatile String content;
    private final HttpServer server;

    KeySet(String content) throws IOException {
      this.content = content;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            reads.incrementAndGet();
            byte[] body = this.content.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
