package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The secret that signs users' tokens, and its rotation. */
@Timeout(120)
class TokenSecretTest {

  private static final String OLD = "the-secret-of-before-with-32-bytes-or-more";
  private static final String NEW = "the-secret-of-today-with-32-bytes-and-more";

  private static int read(TestNode node, String token) {
    return node.callAs(token, "GET", "/api/users/me/inbox", null).status();
  }

  private static String kid(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private static void becomes(TestNode node, String token, int status) {
    Eventually.holds(() -> status + " but " + read(node, token), () -> read(node, token) == status);
  }

  private static TestNode.Answer rotate(TestNode node, String body) {
    return node.call("POST", "/api/token-secret/rotate", body);
  }

  @Test
  void tokens_ofBefore_areGoodUntilTheOverlapIsOver() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema())) {
      String old = a.token("42");
      assertThat(read(b, old)).isEqualTo(200);
      assertThat(kid(b.token("42"))).isEqualTo(kid(old));

      TestNode.Answer answer = rotate(a, "{\"overlapSeconds\":6}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().has("previousExpiresAt")).isTrue();
      assertThat(read(a, old)).isEqualTo(200);
      // No node signs by what another may not know yet.
      assertThat(read(b, a.token("42"))).isEqualTo(200);
      Eventually.holds("another secret on a", () -> !kid(a.token("42")).equals(kid(old)));
      String fresh = a.token("42");
      assertThat(read(b, fresh)).isEqualTo(200);
      Eventually.holds("the same on b", () -> kid(b.token("42")).equals(kid(fresh)));

      becomes(a, old, 401);
      becomes(b, old, 401);
      assertThat(read(a, fresh)).isEqualTo(200);
      assertThat(read(b, fresh)).isEqualTo(200);
    }
  }

  @Test
  void rotation_withoutAnOverlap_endsWhatWasSignedBefore() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema())) {
      String oldest = a.token("42");
      assertThat(rotate(a, "{}").status()).isEqualTo(200);
      assertThat(rotate(a, "{\"overlapSeconds\":0}").status()).isEqualTo(200);

      assertThat(read(a, oldest)).isEqualTo(401);
      becomes(b, oldest, 401);
      assertThat(read(a, a.token("42"))).isEqualTo(200);
    }
  }

  @Test
  void socket_ofATokenWhoseSecretIsGone_ends() throws Exception {
    try (TestNode node =
            TestNode.start(
                "ringside.recheck.seconds", "0.2",
                "ringside.token.grace.seconds", "0.2",
                "ringside.heartbeat.seconds", "1");
        Tab tab = Tab.open(node, "42")) {
      assertThat(rotate(node, "{\"overlapSeconds\":0}").status()).isEqualTo(200);

      assertThat(tab.awaitClose()).isEqualTo(4401);
    }
  }

  @Test
  void secretsOfTheSettings_areRotatedThere() throws Exception {
    String old;
    try (TestNode before = TestNode.start("ringside.token.secret", OLD)) {
      old = before.token("42");
      TestNode.Answer refused = rotate(before, "{}");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body().path("detail").asText()).contains("RINGSIDE_TOKEN_SECRET_BEFORE");
    }
    try (TestNode today =
        TestNode.start("ringside.token.secret", NEW, "ringside.token.secret.before", OLD)) {
      assertThat(read(today, old)).isEqualTo(200);
      assertThat(kid(today.token("42"))).isNotEqualTo(kid(old));
    }
    try (TestNode stored = TestNode.start("ringside.token.secret.before", OLD)) {
      assertThat(read(stored, old)).isEqualTo(200);
      assertThat(read(stored, stored.token("42"))).isEqualTo(200);
    }
  }

  /** As nodes of the version before mint them. */
  @Test
  void token_thatNamesNoSecret_isGood() throws Exception {
    try (TestNode node = TestNode.start("ringside.token.secret", NEW)) {
      assertThat(read(node, signed(NEW, "ringside", null))).isEqualTo(200);
      assertThat(read(node, signed(NEW, "ringside", "another"))).isEqualTo(401);
    }
  }

  @Test
  void token_ofAnotherIssuer_isNotRingsides_whateverSignedIt() throws Exception {
    try (TestNode node = TestNode.start("ringside.token.secret", NEW)) {
      String token = signed(NEW, "the-application", null);
      TestNode.Answer answer = node.callAs(token, "GET", "/api/users/me/inbox", null);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body().path("detail").asText()).contains("none that is known here");
    }
  }

  private static String signed(String secret, String issuer, @Nullable String kid)
      throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("42")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    return jwt.serialize();
  }
}
