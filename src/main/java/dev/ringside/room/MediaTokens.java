package dev.ringside.room;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by which a member of a room meets the others by video and voice, at a LiveKit server: JWTs
 * signed with HS256, as that server reads them. It is not called for one. Immutable, safe for any
 * thread.
 *
 * @see <a href="https://docs.livekit.io/home/get-started/authentication/">LiveKit's access
 *     tokens</a>
 */
@ApplicationScoped
class MediaTokens {

  private final RingsideConfig.@Nullable LiveKit config;

  @Inject
  MediaTokens(RingsideConfig config) {
    this.config = config.liveKit();
  }

  /**
   * A minted token.
   *
   * @param token the JWT
   * @param url where to connect with it
   * @param expiresAt until when to connect, in whole seconds; who is connected stays
   */
  public record MediaToken(String token, String url, Instant expiresAt) {}

  /**
   * Lets pass where the settings name a server.
   *
   * @throws ProblemException a 404 where they do not
   */
  void requireOn() {
    if (config == null) {
      throw off();
    }
  }

  private static ProblemException off() {
    return ProblemException.of(
        Problem.Kind.NOT_FOUND,
        "There is no video or voice here: RINGSIDE_LIVEKIT_URL names no server.");
  }

  /**
   * Mints a token that lets one person into one room, to be seen and heard, and to see and hear.
   *
   * @param identity by which the server knows that person: of two with the same, the one who comes
   *     later puts the other out
   * @param name what others see
   * @throws ProblemException a 404 where the settings name no server
   */
  MediaToken mint(String room, String identity, String name) {
    if (config == null) {
      throw off();
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(config.ttl()).truncatedTo(ChronoUnit.SECONDS);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(config.key())
            .subject(identity)
            .claim("name", name)
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(end))
            .claim("video", grant(room))
            .build();
    return new MediaToken(sign(claims, config.secret()), config.url(), end);
  }

  private static Map<String, Object> grant(String room) {
    return Map.of(
        "room", room,
        "roomJoin", true,
        "canPublish", true,
        "canSubscribe", true,
        "canPublishData", true);
  }

  private static String sign(JWTClaimsSet claims, String secret) {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
    return jwt.serialize();
  }
}
