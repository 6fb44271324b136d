package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.util.List;

/**
 * A stretch of an inbox, what rang last first.
 *
 * @param position as of when
 * @param more whether there are older ones, behind the {@code rang} of the last one here
 */
public record InboxPage(Position position, List<Notification> notifications, boolean more) {

  /** Copies the list. */
  public InboxPage {
    notifications = List.copyOf(notifications);
  }

  static InboxPage of(Json.Fields json) {
    return new InboxPage(
        new Position(
            needed("epoch", json.text("epoch")), needed("revision", json.number("revision"))),
        json.rows("notifications").stream().map(Notification::of).toList(),
        json.flag("more"));
  }
}
