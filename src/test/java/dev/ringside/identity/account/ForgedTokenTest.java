package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.support.TestNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing but what a sign-in gave is taken for it. */
@Timeout(120)
class ForgedTokenTest {

  private static final String TOKEN_SECRET = "the secret of the user tokens, 32 bytes";

  private static JWTClaimsSet claims(JWTClaimsSet like, Instant end) {
    return new JWTClaimsSet.Builder(like).expirationTime(Date.from(end)).build();
  }

  private static String signed(JWTClaimsSet claims, byte[] secret) throws Exception {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    jwt.sign(new MACSigner(secret));
    return jwt.serialize();
  }

  @Test
  void token_thatNoSignInGave_isRefused() throws Exception {
    try (TestNode node =
        TestNode.start(
            "ringside.accounts",
            "true",
            "ringside.accounts.iterations",
            "1000",
            "ringside.token.secret",
            TOKEN_SECRET,
            "ringside.allowed.origins",
            Browser.ORIGIN)) {
      Browser browser = new Browser();
      browser.signUp(node, "Ada", AccountTest.PASSWORD);
      String good = browser.cookie("session");
      JWTClaimsSet like = SignedJWT.parse(good).getJWTClaimsSet();
      assertThat(like.getStringClaim("name")).isEqualTo("Ada");
      Instant later = Instant.now().plusSeconds(3600);
      byte[] secret = secret(node);
      byte[] own = TOKEN_SECRET.getBytes(StandardCharsets.UTF_8);

      assertThat(status(node, signed(like, secret))).as("made as here").isEqualTo(200);
      Map<String, String> forged = new LinkedHashMap<>();
      forged.put("not signed", new PlainJWT(like).serialize());
      forged.put("tampered", good.substring(0, good.length() - 4) + "AAAA");
      forged.put("signed by the other secret", signed(claims(like, later), own));
      forged.put("ended", signed(claims(like, Instant.now().minusSeconds(1)), secret));
      forged.put(
          "another user's",
          signed(new JWTClaimsSet.Builder(like).subject("somebody").build(), secret));
      forged.put(
          "of no sign-in",
          signed(new JWTClaimsSet.Builder(like).claim("sid", null).build(), secret));
      forged.put(
          "of a sign-in that never was",
          signed(
              new JWTClaimsSet.Builder(like)
                  .claim("sid", "0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11")
                  .build(),
              secret));
      forged.put(
          "taken for a user token",
          signed(new JWTClaimsSet.Builder(like).issuer("ringside").build(), secret));
      forged.put(
          "taken for a guest's",
          signed(new JWTClaimsSet.Builder(like).issuer("ringside-guest").build(), secret));
      for (Map.Entry<String, String> each : forged.entrySet()) {
        assertThat(status(node, each.getValue())).as(each.getKey()).isEqualTo(401);
        assertThat(
                node.callAs(
                        null,
                        "GET",
                        "/api/accounts/me",
                        null,
                        "Cookie",
                        "ringside_session=" + each.getValue())
                    .status())
            .as(each.getKey() + ", as a cookie")
            .isEqualTo(401);
      }
      assertThat(status(node, node.token("42"))).as("a user without an account").isEqualTo(404);
      assertThat(status(node, TestNode.KEY)).as("an API key").isEqualTo(401);
    }
  }

  private static int status(TestNode node, String token) {
    return node.callAs(token, "GET", "/api/accounts/me", null).status();
  }

  private static byte[] secret(TestNode node) throws Exception {
    try (var database = node.database();
        var select = database.prepareStatement("select value from secret where name = 'account'");
        var row = select.executeQuery()) {
      row.next();
      return row.getBytes(1);
    }
  }
}
