package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.FieldErrors;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Mints tokens, with which a user's tabs and other devices reach the user's own inbox. */
@Singleton
@Path("api/users/{user}/tokens")
public class TokenResource {

  static final long DEFAULT_TTL_SECONDS = 3600;

  private final UserTokens tokens;
  private final long maxTtlSeconds;

  @Inject
  TokenResource(UserTokens tokens, RingsideConfig config) {
    this.tokens = tokens;
    this.maxTtlSeconds = config.identity().tokenMaxTtl().toSeconds();
  }

  /**
   * What a mint may ask for.
   *
   * @param ttlSeconds how long the token is good, an hour by default
   * @param name what others in a room see, the user's id by default
   */
  public record TokenBody(@Nullable Long ttlSeconds, @Nullable String name) {}

  /** Mints a token for the user, who may read and change with it. For the application only. */
  @POST
  @Needs({Scope.READ, Scope.PUBLISH})
  @Audited
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public UserTokens.Minted mint(
      @PathParam("user") String user, @Nullable TokenBody body, @Context SecurityContext security) {
    UserId id = Caller.of(security).recipient(user);
    Long asked = body == null ? null : body.ttlSeconds();
    FieldErrors errors = new FieldErrors();
    errors.range("ttlSeconds", asked, 1, maxTtlSeconds);
    errors.throwIfAny();
    return tokens.mint(
        id,
        Duration.ofSeconds(asked == null ? Math.min(DEFAULT_TTL_SECONDS, maxTtlSeconds) : asked),
        body == null || body.name() == null ? null : DisplayName.of(body.name()));
  }
}
