package dev.ringside.schedule;

import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.Page;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** What is to be delivered to one user later. For the application only. */
@Singleton
@Path("api/users/{user}/scheduled")
@Produces(MediaType.APPLICATION_JSON)
public class ScheduledResource {

  static final int MAX_LIMIT = 100;

  private final Kept kept;

  @Inject
  ScheduledResource(Kept kept) {
    this.kept = kept;
  }

  /** What is kept, and whether there is more. */
  public record ScheduledList(List<Kept.Scheduled> scheduled, boolean more) {}

  /** What is kept, what is due first first. */
  @GET
  public ScheduledList list(
      @PathParam("user") String user,
      @QueryParam("limit") @DefaultValue("50") int limit,
      @Context SecurityContext security) {
    UserId id = Caller.of(security).recipient(user);
    FieldErrors errors = new FieldErrors();
    errors.range("limit", limit, 1, MAX_LIMIT);
    errors.throwIfAny();
    Page<Kept.Scheduled> page = Page.of(kept.of(id, limit + 1), limit);
    return new ScheduledList(page.items(), page.more());
  }

  /** One that is kept. */
  @GET
  @Path("{id}")
  public Kept.Scheduled get(
      @PathParam("user") String user,
      @PathParam("id") String id,
      @Context SecurityContext security) {
    UserId recipient = Caller.of(security).recipient(user);
    return Text.uuid(id)
        .flatMap(known -> kept.find(recipient, known))
        .orElseThrow(() -> unknown(id));
  }

  /** Cancels one. */
  @DELETE
  @Path("{id}")
  public void cancel(
      @PathParam("user") String user,
      @PathParam("id") String id,
      @Context SecurityContext security) {
    UserId recipient = Caller.of(security).recipient(user);
    if (!Text.uuid(id).map(known -> kept.cancel(recipient, known)).orElse(false)) {
      throw unknown(id);
    }
  }

  /** Cancels the one of this key. */
  @DELETE
  @Path("by-key/{key}")
  public void cancelByKey(
      @PathParam("user") String user,
      @PathParam("key") String key,
      @Context SecurityContext security) {
    if (!kept.cancel(Caller.of(security).recipient(user), key)) {
      throw unknown(key);
    }
  }

  private static ProblemException unknown(String name) {
    return ProblemException.of(
        Problem.Kind.NOT_FOUND,
        "Nothing is kept for this user as %s; it may have been delivered.",
        Json.printable(name));
  }
}
