package dev.ringside.recipients;

import dev.ringside.identity.Caller;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.UUID;

/** How far a notification to many has come. For the application only. */
@Singleton
@Path("api/operations/{operation}")
@Produces(MediaType.APPLICATION_JSON)
public class OperationResource {

  private final Operations operations;

  @Inject
  OperationResource(Operations operations) {
    this.operations = operations;
  }

  /** What was started. */
  public record StartedAnswer(UUID operation) {}

  /** The answer to a call that has started an operation. */
  public static Response started(UUID id) {
    return Response.accepted(new StartedAnswer(id))
        .location(URI.create("/api/operations/" + id))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  /** How far it is. */
  @GET
  public Operation get(
      @PathParam("operation") String operation, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    return find(operation);
  }

  /** Stops it, if it is running; who has the notification by now keeps it. */
  @DELETE
  public Operation stop(
      @PathParam("operation") String operation, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    operations.stop(find(operation).id());
    return find(operation);
  }

  private Operation find(String text) {
    return Text.uuid(text)
        .flatMap(operations::find)
        .orElseThrow(
            () ->
                ProblemException.of(
                    Problem.Kind.NOT_FOUND,
                    "There is no operation %s, or it ended more than a day ago.",
                    Json.printable(text)));
  }
}
