package dev.ringside.client;

import java.util.List;

/**
 * A stretch of the list of rooms, by id.
 *
 * @param more whether there are others, after the id of the last one here
 */
public record RoomPage(List<Room> rooms, boolean more) {

  /** Copies the list. */
  public RoomPage {
    rooms = List.copyOf(rooms);
  }

  static RoomPage of(Json.Fields json) {
    return new RoomPage(json.rows("rooms").stream().map(Room::of).toList(), json.flag("more"));
  }
}
