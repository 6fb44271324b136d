package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import dev.ringside.wire.Text;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API keys, for whoever has one that may do everything. */
@Singleton
@Path("api/keys")
@Produces(MediaType.APPLICATION_JSON)
public class KeyResource {

  private final Keyring keyring;
  private final Transactions transactions;
  private final boolean configured;

  @Inject
  KeyResource(Keyring keyring, Transactions transactions, RingsideConfig config) {
    this.keyring = keyring;
    this.transactions = transactions;
    this.configured = config.identity().apiKey() != null;
  }

  /** All keys that are kept. */
  public record KeysAnswer(List<ApiKey> keys) {}

  /** The keys, without what they are known by. */
  @GET
  @Needs(Scope.ADMIN)
  public KeysAnswer list(@Context SecurityContext security) {
    Caller.of(security).requireApplication();
    return new KeysAnswer(transactions.readInTime(KeyTable::all));
  }

  /** Makes a key, which is told this once. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Scope.ADMIN)
  @Audited
  public Response create(KeyBody body, @Context ContainerRequestContext request) {
    Caller.of(request.getSecurityContext()).requireApplication();
    ApiKey.Draft draft = body.check();
    return made(keyring.change(transaction -> KeyTable.create(transaction, draft)), request);
  }

  /** Makes a key of the same name and scopes in the place of one, which ends after the overlap. */
  @POST
  @Path("{keyId}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Scope.ADMIN)
  @Audited
  public Response rotate(
      @PathParam("keyId") String keyId,
      @Nullable OverlapBody body,
      @Context ContainerRequestContext request) {
    Caller.of(request.getSecurityContext()).requireApplication();
    UUID id = known(keyId);
    Duration overlap = OverlapBody.of(body);
    return made(keyring.change(transaction -> KeyTable.rotate(transaction, id, overlap)), request);
  }

  private static Response made(ApiKey.Made made, ContainerRequestContext request) {
    request.setProperty(Audit.TARGET_KEY, made.id().toString());
    return Response.status(Response.Status.CREATED)
        .entity(made)
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Ends a key at once, on all nodes within a second. */
  @DELETE
  @Path("{keyId}")
  @Needs(Scope.ADMIN)
  @Audited
  public void revoke(@PathParam("keyId") String keyId, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    UUID id = known(keyId);
    boolean _ =
        keyring.change(
            transaction -> {
              KeyTable.revoke(transaction, id, configured);
              return true;
            });
  }

  private static UUID known(String id) {
    return Text.uuid(id).orElseThrow(() -> KeyTable.unknown(Json.printable(id)));
  }
}
