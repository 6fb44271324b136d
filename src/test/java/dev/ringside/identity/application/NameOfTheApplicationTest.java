package dev.ringside.identity.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.config.Settings;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Authenticator;
import dev.ringside.identity.Authenticator.Verdict;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What others see of the application's own users. */
class NameOfTheApplicationTest {

  private static final String SECRET = "a-secret-of-the-application-with-32-bytes";

  private static String displayName(Authenticator authenticator, String token) {
    Verdict verdict = authenticator.judge(new Credential.Bearer(token));
    Verdict told = verdict instanceof Verdict.Asks(var ask) ? ask.get() : verdict;
    assertThat(told).isInstanceOf(Verdict.Known.class);
    Caller.Person person = Authentication.person(((Verdict.Known) told).caller());
    assertThat(person.id().value()).isEqualTo("42");
    return person.displayName();
  }

  private static String jwt(@Nullable Object name) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("42")
                .claim("name", name)
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    jwt.sign(new MACSigner(SECRET));
    return jwt.serialize();
  }

  @Test
  void jwt_mayNameItsUser() throws Exception {
    ApplicationTokens tokens =
        new ApplicationTokens(
            Settings.of(Map.of("ringside.jwt.algorithm", "HS256", "ringside.jwt.secret", SECRET))
                .read());

    assertThat(displayName(tokens, jwt("Ada"))).isEqualTo("Ada");
    assertThat(displayName(tokens, jwt("x".repeat(70)))).isEqualTo("x".repeat(64));
    assertThat(displayName(tokens, jwt(null))).isEqualTo("42");
    assertThat(displayName(tokens, jwt("a\u0007b"))).isEqualTo("42");
    assertThat(displayName(tokens, jwt(Map.of("given", "Ada")))).isEqualTo("42");
  }

  @Test
  void whoami_mayNameItsUser() throws Exception {
    HttpServer application =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext(
        "/whoami",
        exchange -> {
          String asked = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] answer =
              ("{\"user\":42" + asked.substring("Bearer ".length()) + "}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    application.start();
    Whoami whoami =
        new Whoami(
            Settings.of(
                    Map.of(
                        "ringside.whoami.url",
                        "http://127.0.0.1:" + application.getAddress().getPort() + "/whoami"))
                .read());
    try {
      assertThat(displayName(whoami, ",\"name\":\"Ada\"")).isEqualTo("Ada");
      assertThat(displayName(whoami, ",\"name\":null")).isEqualTo("42");
      assertThat(displayName(whoami, ",\"name\":7")).isEqualTo("42");
      assertThat(displayName(whoami, ",\"given\":\"Ada\"")).isEqualTo("42");
    } finally {
      whoami.stop();
      application.stop(0);
    }
  }
}
