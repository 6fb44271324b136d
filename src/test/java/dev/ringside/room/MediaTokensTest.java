package dev.ringside.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.support.TestNode;
import dev.ringside.wire.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tokens for LiveKit, read by another library than the one that writes them, and held to what
 * LiveKit documents.
 *
 * @see <a href="https://docs.livekit.io/home/get-started/authentication/">Their claims and
 *     grants</a>
 */
class MediaTokensTest {

  private static final String KEY = "APIringside";
  private static final String SECRET = "a-secret-of-livekit-with-32-bytes-or-more";
  private static final String URL = "wss://live.example/rtc";

  private static Map<String, String> given(String... more) {
    Map<String, String> given = new HashMap<>();
    given.put("ringside.livekit.url", URL);
    given.put("ringside.livekit.key", KEY);
    given.put("ringside.livekit.secret", SECRET);
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    return given;
  }

  private static MediaTokens tokens(Map<String, String> given) {
    return new MediaTokens(Settings.of(given).read());
  }

  /** As LiveKit would: by its key, its secret and the one algorithm. */
  private static DecodedJWT verified(String token) {
    return JWT.require(Algorithm.HMAC256(SECRET)).withIssuer(KEY).build().verify(token);
  }

  @Test
  void token_saysWhatLiveKitDocuments() {
    Instant before = Instant.now().minusSeconds(1);
    MediaTokens.MediaToken minted = tokens(given()).mint("direct:1-2", "42", "Ada Lovelace");
    DecodedJWT token = verified(minted.token());

    assertThat(minted.url()).isEqualTo(URL);
    assertThat(token.getAlgorithm()).isEqualTo("HS256");
    assertThat(token.getIssuer()).isEqualTo(KEY);
    assertThat(token.getSubject()).isEqualTo("42");
    assertThat(token.getClaim("name").asString()).isEqualTo("Ada Lovelace");
    assertThat(token.getNotBeforeAsInstant()).isBetween(before, Instant.now());
    assertThat(token.getExpiresAtAsInstant()).isEqualTo(minted.expiresAt());
    assertThat(Duration.between(token.getNotBeforeAsInstant(), minted.expiresAt()))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(token.getClaim("video").asMap())
        .isEqualTo(
            Map.of(
                "room", "direct:1-2",
                "roomJoin", true,
                "canPublish", true,
                "canSubscribe", true,
                "canPublishData", true));
    // No more than is documented: nothing that lets anybody create, list or moderate.
    assertThat(token.getClaims().keySet())
        .containsExactlyInAnyOrder("iss", "sub", "name", "nbf", "exp", "video");
  }

  @Test
  void claims_haveTheTypesThatAreDocumented() {
    String token = tokens(given()).mint("lobby", "42", "Ada").token();
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    var claims = TestNode.json(new String(payload, StandardCharsets.UTF_8));

    assertThat(claims.path("exp").isIntegralNumber()).isTrue();
    assertThat(claims.path("nbf").isIntegralNumber()).isTrue();
    assertThat(claims.at("/video/roomJoin").isBoolean()).isTrue();
    assertThat(claims.at("/video/room").isTextual()).isTrue();
  }

  @Test
  void token_byAnotherSecret_isRefused() {
    String token =
        tokens(given("ringside.livekit.secret", SECRET + "!")).mint("lobby", "42", "Ada").token();

    assertThatThrownBy(() -> verified(token)).isInstanceOf(SignatureVerificationException.class);
  }

  @Test
  void token_isGoodForAsLongAsTheSettingsSay() {
    String token =
        tokens(given("ringside.livekit.ttl.seconds", "60")).mint("lobby", "42", "Ada").token();
    var later = Clock.fixed(Instant.now().plusSeconds(61), ZoneOffset.UTC);
    var verification =
        (com.auth0.jwt.JWTVerifier.BaseVerification) JWT.require(Algorithm.HMAC256(SECRET));

    assertThat(verified(token).getSubject()).isEqualTo("42");
    assertThatThrownBy(() -> verification.build(later).verify(token))
        .isInstanceOf(TokenExpiredException.class);
  }

  @Test
  void tokens_withoutSettings_areNotMinted() {
    MediaTokens off = tokens(Map.of());

    tokens(given()).requireOn();
    assertThatThrownBy(off::requireOn).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> off.mint("lobby", "42", "Ada"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(404))
        .hasMessageContaining("RINGSIDE_LIVEKIT_URL");
  }

  @ParameterizedTest
  @CsvSource({
    "url, '', RINGSIDE_LIVEKIT_URL",
    "key, '', RINGSIDE_LIVEKIT_KEY",
    "secret, '', RINGSIDE_LIVEKIT_SECRET",
    "secret, short, RINGSIDE_LIVEKIT_SECRET",
    "url, live.example, RINGSIDE_LIVEKIT_URL",
    "url, wss://key:secret@live.example, RINGSIDE_LIVEKIT_URL"
  })
  void setting_thatIsMissingOrWrong_isToldAtTheStart(String name, String value, String named) {
    assertThatThrownBy(() -> Settings.of(given("ringside.livekit." + name, value)).read())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void secret_isNotToldWithTheSettings() {
    RingsideConfig config = Settings.of(given()).read();
    assertThat(config.toString()).doesNotContain(SECRET).doesNotContain(KEY);
  }
}
