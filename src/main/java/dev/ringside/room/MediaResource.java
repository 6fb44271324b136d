package dev.ringside.room;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** Lets members of a room meet by video and voice. */
@Singleton
@Path("api/rooms/{room}/media-token")
@Produces(MediaType.APPLICATION_JSON)
public class MediaResource {

  private final RoomAccess access;
  private final RoomTable rooms;
  private final MediaTokens tokens;

  @Inject
  MediaResource(RoomAccess access, RoomTable rooms, MediaTokens tokens) {
    this.access = access;
    this.rooms = rooms;
    this.tokens = tokens;
  }

  /**
   * For whom the application asks.
   *
   * @param user whom; a person asks for nobody else
   * @param name what others see
   */
  public record MediaBody(@Nullable String user, @Nullable String name) {}

  /** Mints a token for LiveKit: for the caller, who must be a member, or for whom is named. */
  @POST
  @Audited
  @Consumes(MediaType.APPLICATION_JSON)
  public Response mint(
      @PathParam("room") String room, @Nullable MediaBody body, @Context SecurityContext security) {
    tokens.requireOn();
    Room found = access.room(room);
    Participant who = participant(Caller.of(security), found, body);
    return Response.ok(tokens.mint(found.id(), who.user(), who.name()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Participant participant(Caller caller, Room room, @Nullable MediaBody body) {
    return switch (caller) {
      case Caller.Application _ -> {
        if (body == null || body.user() == null) {
          throw ProblemException.ofField(Problem.Kind.INVALID, "user", "is missing");
        }
        yield Say.named(UserId.of(body.user()), body.name());
      }
      case Caller.Person person -> {
        if (body != null && (body.user() != null || body.name() != null)) {
          throw RoomAccess.forbidden("Only the application asks for somebody else.");
        }
        if (!rooms.standing(room, person.id().value()).member()) {
          throw RoomAccess.forbidden("Join this room first: you are no member of it.");
        }
        yield Participant.of(person);
      }
    };
  }
}
