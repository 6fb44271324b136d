package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The secret that signs user tokens, where it is kept in the database. */
@Singleton
@Path("api/token-secret")
public class TokenSecretResource {

  private final Keyring keyring;
  private final RingsideConfig.Identity settings;

  @Inject
  TokenSecretResource(Keyring keyring, RingsideConfig config) {
    this.keyring = keyring;
    this.settings = config.identity();
  }

  /**
   * What came of a rotation.
   *
   * @param previousExpiresAt when tokens are no longer good that were signed before
   */
  public record RotatedAnswer(Instant previousExpiresAt) {}

  /** Makes a new secret; what was signed before is good until the overlap is over. */
  @POST
  @Path("rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(Scope.ADMIN)
  @Audited
  public RotatedAnswer rotate(@Nullable OverlapBody body, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    Duration overlap = OverlapBody.of(body);
    Overlap.requireStored(settings);
    return new RotatedAnswer(
        keyring.change(transaction -> SecretTable.rotate(transaction, overlap)));
  }
}
