package dev.ringside.room;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import dev.ringside.identity.UserId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** Who may not come into a room. For the application, and for who made the room. */
@Singleton
@Path("api/rooms/{room}/bans")
@Produces(MediaType.APPLICATION_JSON)
public class BanResource {

  private final RoomAccess access;
  private final RoomService service;
  private final Members members;

  @Inject
  BanResource(RoomAccess access, RoomService service, Members members) {
    this.access = access;
    this.service = service;
    this.members = members;
  }

  /** Users who may not come in. */
  public record BansAnswer(List<String> users) {}

  /** Users who may not come in. */
  @GET
  @Needs(Scope.ADMIN)
  public BansAnswer bans(@PathParam("room") String room, @Context SecurityContext security) {
    return new BansAnswer(members.banned(access.managed(Caller.of(security), room)));
  }

  /** Removes a user, who may not come back. */
  @PUT
  @Audited
  @Needs(Scope.ADMIN)
  @Path("{user}")
  public void ban(
      @PathParam("room") String room,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    RoomOutcome _ =
        service.perform(new RoomOperation.Dismiss(found.id(), UserId.of(user).value(), true));
  }

  /** Lets a user come back. */
  @DELETE
  @Audited
  @Needs(Scope.ADMIN)
  @Path("{user}")
  public void pardon(
      @PathParam("room") String room,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    RoomOutcome _ = service.perform(new RoomOperation.Pardon(found.id(), UserId.of(user).value()));
  }
}
