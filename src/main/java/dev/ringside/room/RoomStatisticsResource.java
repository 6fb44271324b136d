package dev.ringside.room;

import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** How much happens in one room. For the application only. */
@Singleton
@Path("api/rooms/{room}/statistics")
@Produces(MediaType.APPLICATION_JSON)
public class RoomStatisticsResource {

  private final RoomAccess access;
  private final RoomFigures figures;

  @Inject
  RoomStatisticsResource(RoomAccess access, RoomFigures figures) {
    this.access = access;
    this.figures = figures;
  }

  /** The figures of a room. */
  @GET
  @Needs(Scope.ADMIN)
  public RoomFigures.OfOne get(@PathParam("room") String room, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    return figures.ofOne(access.room(room));
  }
}
