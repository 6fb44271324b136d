package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.Page;
import dev.ringside.wire.PathSegment;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rooms as such. For the application, and for people in what is theirs. */
@Singleton
@Path("api/rooms")
@Produces(MediaType.APPLICATION_JSON)
public class RoomResource {

  static final int MAX_LIMIT = 1_000;
  static final int MAX_DIRECT = 16;

  /** So that it has a place in a path. */
  private static final int MAX_DIRECT_ID = 1_024;

  private final RoomTable rooms;
  private final RoomAccess access;
  private final RoomService service;
  private final Broker broker;
  private final boolean usersCreate;

  @Inject
  RoomResource(
      RoomTable rooms,
      RoomAccess access,
      RoomService service,
      Broker broker,
      RingsideConfig config) {
    this.rooms = rooms;
    this.service = service;
    this.access = access;
    this.broker = broker;
    this.usersCreate = config.rooms().usersCreate();
  }

  /** Rooms, and whether the list goes on. */
  public record RoomsAnswer(List<RoomAnswer> rooms, boolean more) {}

  /**
   * Who is to meet.
   *
   * @param users their ids; {@code me} is the caller
   */
  public record DirectBody(@Nullable List<@Nullable String> users) {}

  /** Makes a room. A user who makes one owns it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response make(RoomBody body, @Context SecurityContext security) {
    String owner = maker(Caller.of(security));
    RoomBody.Wish wish = body.check();
    if (!rooms.make(wish, owner)) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT, "There is a room %s already.", Json.printable(wish.id()));
    }
    return created(access.room(wish.id()));
  }

  private @Nullable String maker(Caller caller) {
    return switch (caller) {
      case Caller.Application _ -> null;
      case Caller.Guest _ -> throw RoomAccess.forbidden("A guest makes no rooms.");
      case Caller.User user -> {
        if (!usersCreate) {
          throw RoomAccess.forbidden(
              "Rooms are made by the application here ("
                  + Setting.ROOMS_BY_USERS.variable()
                  + ").");
        }
        yield user.id().value();
      }
    };
  }

  private static Response created(Room room) {
    return Response.created(URI.create("/api/rooms/" + PathSegment.of(room.id())))
        .entity(RoomAnswer.of(room))
        .build();
  }

  /** All rooms for the application, and for a person those that the person is a member of. */
  @GET
  public RoomsAnswer list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @Context SecurityContext security) {
    FieldErrors errors = new FieldErrors();
    errors.text("after", after, 16 * RoomId.MAX);
    errors.range("limit", limit, 1, MAX_LIMIT);
    errors.throwIfAny();
    List<Room> found =
        switch (Caller.of(security)) {
          case Caller.Application _ -> rooms.all(after, limit + 1);
          case Caller.Person person -> rooms.ofUser(person.id().value(), after, limit + 1);
        };
    Page<Room> page = Page.of(found, limit);
    return new RoomsAnswer(page.items().stream().map(RoomAnswer::of).toList(), page.more());
  }

  /** One room. */
  @GET
  @Path("{room}")
  public RoomAnswer get(@PathParam("room") String room, @Context SecurityContext security) {
    return RoomAnswer.of(access.readable(Caller.of(security), room));
  }

  /** Changes a room. */
  @PATCH
  @Path("{room}")
  @Consumes(MediaType.APPLICATION_JSON)
  public RoomAnswer change(
      @PathParam("room") String room, RoomPatch body, @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    body.check(found);
    if (found.direct() && (body.open() != null || body.guests() != null)) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT, "A direct room is for those whom its id names, and no one else.");
    }
    rooms.change(found, body);
    if (Boolean.FALSE.equals(body.guests())) {
      for (String guest : rooms.guests(found)) {
        RoomOutcome _ = service.perform(new RoomOperation.Dismiss(found.id(), guest, false));
      }
    }
    return RoomAnswer.of(access.room(room));
  }

  /** Removes a room with all that was said there; whoever is in it is told. */
  @DELETE
  @Path("{room}")
  public void delete(@PathParam("room") String room, @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    rooms.delete(found);
    broker.signal(new Signal.Erased(LogName.room(found.id()), found.epoch()));
  }

  /** The room of two or more users, made where it was not there. */
  @POST
  @Path("direct")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response direct(DirectBody body, @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    Set<UserId> users = users(caller, body.users() == null ? List.of() : body.users());
    String id = RoomId.direct(users);
    if (id.length() > MAX_DIRECT_ID) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "users", "have names too long for one room");
    }
    String name = users.stream().map(UserId::value).sorted().collect(Collectors.joining(", "));
    String shown =
        name.codePointCount(0, name.length()) <= RoomBody.MAX_NAME ? name : "Direct room";
    boolean made = rooms.makeDirect(id, shown, users);
    Room room = access.room(id);
    return made ? created(room) : Response.ok(RoomAnswer.of(room)).build();
  }

  private static Set<UserId> users(Caller caller, List<@Nullable String> named) {
    UserId own =
        switch (caller) {
          case Caller.Application _ -> null;
          case Caller.Guest _ -> throw RoomAccess.forbidden("A guest has no direct rooms.");
          case Caller.User user -> user.id();
        };
    List<UserId> users = new ArrayList<>();
    for (String each : named) {
      if (each == null) {
        throw ProblemException.ofField(Problem.Kind.INVALID, "users", "must hold ids of users");
      }
      users.add(own != null && each.equals(UserId.ME) ? own : UserId.of(each));
    }
    Set<UserId> all = new LinkedHashSet<>(users);
    if (all.size() < 2 || all.size() > MAX_DIRECT) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "users", "must name 2 to " + MAX_DIRECT + " different users");
    }
    if (own != null && !all.contains(own)) {
      throw RoomAccess.forbidden("Only who meets there may open a direct room: name yourself too.");
    }
    return all;
  }
}
