package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;

/**
 * A user's token, for that user's page alone.
 *
 * @param token the secret
 * @param expiresAt when it ends
 */
public record Token(String token, Instant expiresAt) {

  static Token of(Json.Fields json) {
    return new Token(
        needed("token", json.text("token")), needed("expiresAt", json.time("expiresAt")));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "Token[…, expiresAt=" + expiresAt + "]";
  }
}
