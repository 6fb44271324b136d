package dev.ringside.room;

import dev.ringside.identity.Caller;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Who may do what with a room. Stateless, safe for any thread; blocks on the database. */
@ApplicationScoped
class RoomAccess {

  private final RoomTable rooms;

  @Inject
  RoomAccess(RoomTable rooms) {
    this.rooms = rooms;
  }

  /**
   * A room that there is.
   *
   * @throws ProblemException a 404
   */
  Room room(String id) {
    return rooms.find(id(id)).orElseThrow(() -> unknown(id));
  }

  /**
   * Lets the id of a room pass that can be one: what cannot be stored is nowhere. Whether there is
   * one is for the writer to say.
   *
   * @throws ProblemException a 404
   */
  static String id(String id) {
    if (!Text.isStorable(id)) {
      throw unknown(id);
    }
    return id;
  }

  private static ProblemException unknown(String id) {
    return ProblemException.of(Problem.Kind.NOT_FOUND, "There is no room %s.", Json.printable(id));
  }

  /**
   * A room that the caller may look into: the application, a member, and whoever has the id of an
   * open one.
   *
   * @throws ProblemException a 404, or a 403
   */
  Room readable(Caller caller, String id) {
    Room room = room(id);
    switch (caller) {
      case Caller.Application _ -> {}
      case Caller.Person person -> {
        RoomTable.Standing standing = rooms.standing(room, person.id().value());
        boolean mayCome = room.open() && (room.guests() || !(person instanceof Caller.Guest));
        if (standing.banned()) {
          throw forbidden("You were banned from this room.");
        }
        if (!standing.member() && !mayCome && !room.isOwnedBy(person.id().value())) {
          throw forbidden("This room is for its members only.");
        }
      }
    }
    return room;
  }

  /**
   * A room that the caller may change: the application, and who made it.
   *
   * @throws ProblemException a 404, or a 403
   */
  Room managed(Caller caller, String id) {
    Room room = room(id);
    boolean owns =
        switch (caller) {
          case Caller.Application _ -> true;
          case Caller.User user -> room.isOwnedBy(user.id().value());
          case Caller.Guest _ -> false;
        };
    if (!owns) {
      throw forbidden("This is for who made the room, and for the application.");
    }
    return room;
  }

  /**
   * Lets the id of a message pass that can be one.
   *
   * @throws ProblemException a 404
   */
  static String message(String id) {
    if (!Text.isStorable(id)) {
      throw History.unknown(id);
    }
    return id;
  }

  static ProblemException forbidden(String why) {
    return ProblemException.of(Problem.Kind.FORBIDDEN, "%s", why);
  }
}
