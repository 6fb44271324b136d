package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import dev.ringside.wire.Json;
import dev.ringside.wire.PathSegment;
import org.jspecify.annotations.Nullable;

/** A page of the list on the wire. */
final class ListJson {

  private ListJson() {}

  static byte[] bytes(InboxPage page) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("epoch", page.head().epoch());
          json.writeNumberField("revision", page.head().revision());
          json.writeArrayFieldStart("notifications");
          for (Notification notification : page.notifications()) {
            NotificationJson.write(json, notification);
          }
          json.writeEndArray();
          json.writeBooleanField("more", page.more());
          json.writeEndObject();
        });
  }

  /** The address of the page after this one. */
  static String next(
      UserId user, boolean unread, @Nullable String category, InboxPage page, int limit) {
    StringBuilder next = new StringBuilder();
    next.append("/api/users/").append(PathSegment.of(user.value())).append("/notifications?limit=");
    next.append(limit).append("&before=").append(page.notifications().getLast().rang());
    if (unread) {
      next.append("&unread=true");
    }
    if (category != null) {
      next.append("&category=").append(PathSegment.of(category));
    }
    return next.toString();
  }
}
