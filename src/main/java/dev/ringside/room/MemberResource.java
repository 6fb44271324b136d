package dev.ringside.room;

import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import dev.ringside.identity.UserId;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Page;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is in a room. */
@Singleton
@Path("api/rooms/{room}/members")
@Produces(MediaType.APPLICATION_JSON)
public class MemberResource {

  private final RoomAccess access;
  private final RoomService service;
  private final Members members;

  @Inject
  MemberResource(RoomAccess access, RoomService service, Members members) {
    this.access = access;
    this.service = service;
    this.members = members;
  }

  /** Members, and whether the list goes on. */
  public record MembersAnswer(List<Members.Shown> members, boolean more) {}

  /**
   * Somebody who is made a member.
   *
   * @param name what others see; by default the id
   */
  public record MemberBody(@Nullable String name) {}

  /** Who is in the room, by id, and who of them is there. */
  @GET
  public MembersAnswer list(
      @PathParam("room") String room,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @Context SecurityContext security) {
    Room found = access.readable(Caller.of(security), room);
    FieldErrors errors = new FieldErrors();
    errors.text("after", after, RoomId.MAX);
    errors.range("limit", limit, 1, RoomResource.MAX_LIMIT);
    errors.throwIfAny();
    Page<Members.Shown> page = Page.of(members.page(found, after, limit + 1), limit);
    return new MembersAnswer(page.items(), page.more());
  }

  /** Makes a user a member who stays one. */
  @PUT
  @Path("{user}")
  @Consumes(MediaType.APPLICATION_JSON)
  public void admit(
      @PathParam("room") String room,
      @PathParam("user") String user,
      @Nullable MemberBody body,
      @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    Participant who = Say.named(UserId.of(user), body == null ? null : body.name());
    RoomOutcome _ = service.perform(new RoomOperation.Admit(found.id(), who));
  }

  /** Ends a membership: one's own, or another's by who may change the room. */
  @DELETE
  @Needs(Scope.ADMIN)
  @Path("{user}")
  public void remove(
      @PathParam("room") String room,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    String own = caller instanceof Caller.Person person ? person.id().value() : null;
    if (own != null && (user.equals(UserId.ME) || user.equals(own))) {
      RoomOutcome _ = service.perform(new RoomOperation.Leave(access.room(room).id(), own, true));
      return;
    }
    Room found = access.managed(caller, room);
    RoomOutcome _ =
        service.perform(new RoomOperation.Dismiss(found.id(), UserId.of(user).value(), false));
  }
}
