package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame that tells of an inbox, and the changes in it.
 *
 * @param since the revision that it leads on from
 * @param end the position that it leads to
 */
record InboxFrame(long since, Position end, boolean reset, List<InboxChange> changes) {

  static InboxFrame of(Json.Fields json) {
    long since = needed("since", json.number("since"));
    Position end =
        new Position(
            needed("epoch", json.text("epoch")), needed("revision", json.number("revision")));
    long unread = needed("unread", json.number("unread"));
    List<Json.Fields> rows = json.objects("changes");
    boolean reset = json.flag("reset");
    List<InboxChange> changes =
        reset
            ? List.of(snapshot(rows, end, unread, json.flag("more")))
            : changes(rows, since, end, unread);
    return new InboxFrame(since, end, reset, changes);
  }

  /** Whether it may be taken: it starts anew, or leads on from there. */
  boolean follows(@Nullable Position position) {
    if (reset) {
      return true;
    }
    return position != null
        && position.revision() == since
        && (position.epoch().equals(end.epoch()) || position.isNothing());
  }

  private static InboxChange snapshot(
      List<Json.Fields> rows, Position end, long unread, boolean more) {
    List<Notification> all = rows.stream().map(InboxFrame::notification).toList();
    return new InboxChange.Reset(end, unread, all, more);
  }

  private static Notification notification(Json.Fields row) {
    return Notification.of(needed("notification", row.fields("notification")));
  }

  private static List<InboxChange> changes(
      List<Json.Fields> rows, long since, Position end, long unread) {
    List<InboxChange> changes = new ArrayList<>();
    long named = rows.stream().mapToLong(InboxFrame::size).sum();
    boolean counted = named == end.revision() - since;
    long at = since;
    for (int i = 0; i < rows.size(); i++) {
      Json.Fields row = rows.get(i);
      at = i == rows.size() - 1 ? end.revision() : revisionAfter(row, at, counted);
      InboxChange change = change(row, new Position(end.epoch(), at), unread);
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  private static long size(Json.Fields row) {
    return row.get("ids") == null ? 1 : row.array("ids").size();
  }

  /**
   * A frame that names a row for each revision numbers them by that. Another is a catch-up, where
   * only a notification tells its revision: with a deletion, nothing more is safely told.
   */
  private static long revisionAfter(Json.Fields row, long before, boolean counted) {
    if (counted) {
      return before + size(row);
    }
    Json.Fields notification = row.fields("notification");
    Long own = notification == null ? null : notification.number("revision");
    return own == null ? before : own;
  }

  /** Null for what a later server may tell beside. */
  private static @Nullable InboxChange change(Json.Fields row, Position position, long unread) {
    return switch (row.text("op")) {
      case "put" -> new InboxChange.Put(position, unread, notification(row));
      case "read" ->
          new InboxChange.Read(
              position, unread, row.texts("ids"), needed("readAt", row.time("readAt")));
      case "delete" -> new InboxChange.Deleted(position, unread, row.texts("ids"));
      case null, default -> null;
    };
  }
}
