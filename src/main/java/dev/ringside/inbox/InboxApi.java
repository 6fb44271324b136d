package dev.ringside.inbox;

import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on inboxes and their notifications. Shapes are in {@link InboxSchemas}. */
@Dependent
class InboxApi implements ApiPart {

  private static final String PUBLISH = "publish";
  private static final String NOTIFICATIONS = "notifications";
  private static final String INBOX = "inbox";

  @Override
  public void describe(Api api) {
    parameters(api);
    publish(api);
    notifications(api);
    inbox(api);
    InboxSchemas.describe(api);
  }

  private static void parameters(Api api) {
    api.parameter("id", "The notification's id.", _ -> Schema.id());
    api.parameter(
        "key",
        "The application's own name for the notification.",
        key -> key.atLeast(1).atMost(ContentRules.MAX_KEY));
    api.parameter(
        IdempotencyKey.HEADER,
        "Makes a retry harmless: repeated for the same user within 24 h, the first answer comes"
            + " again, with status 200, whatever the body and whatever became of it since.",
        key -> key.atLeast(1).atMost(IdempotencyKey.MAX_LENGTH).matches("^[ -~]*$"));
    api.parameter("unread", "Whether only unread ones are meant.", unread -> unread);
    api.parameter(
        "category",
        "Only those of this category.",
        category -> category.atMost(ContentRules.MAX_CATEGORY));
    api.parameter(
        "before",
        "Only those of a lower rang: where the page before this one ended.",
        before -> before.range(0, Long.MAX_VALUE));
    api.parameter(
        "limit", "How many at most.", limit -> limit.range(1, NotificationResource.MAX_LIMIT));
  }

  private static void publish(Api api) {
    api.tag(PUBLISH, "Telling users. For the application, with an API key.");
    published(
        api.operation(
                NotificationResource.class,
                "publish",
                PUBLISH,
                "publish",
                "Publish a notification to one user")
            .says(
                "A key that is in use replaces that notification whole and in place: the same id,"
                    + " unread again and on top, or, where quiet is said or nothing but progress"
                    + " and expiry moved, as it was and where it was."));
    published(
        api.operation(
            NotificationResource.class,
            "publishByKey",
            PUBLISH,
            "publishByKey",
            "Publish a notification, or replace the one of this key"));
  }

  private static void published(OperationText operation) {
    operation
        .answers(
            202,
            "Kept until it is due, in place of what was kept under the same key.",
            Schema.ref(ScheduledAnswer.class))
        .header(202, "Location", "Where it can be cancelled until then.", Schema.uri())
        .answers(201, "Committed, and on its way to the user's tabs.", Schema.ref("Notification"))
        .header(201, "Location", "Where the notification can be read.", Schema.uri())
        .answers(
            200,
            "Committed in place of the one of that key; or the first answer to this"
                + " Idempotency-Key again.",
            Schema.ref("Notification"))
        .problem(Kind.TOO_MANY, "Too many publishes a second by this key or to this user.");
  }

  private static void notifications(Api api) {
    api.tag(NOTIFICATIONS, "A user's list. For the application, and for that user.");
    api.operation(
            NotificationResource.class,
            "list",
            NOTIFICATIONS,
            "listNotifications",
            "List notifications, what rang last first")
        .answers(200, "A page.", Schema.ref("NotificationList"))
        .header(
            200, "Link", "The next page, with rel=\"next\", where there is one.", Schema.text());
    api.operation(
            NotificationResource.class,
            "get",
            NOTIFICATIONS,
            "getNotification",
            "Read one notification")
        .answers(200, "The notification.", Schema.ref("Notification"))
        .problem(Kind.NOT_FOUND, "There is none of this id, or no longer.");
    mark(api, "read", "markRead", "Mark notifications as read");
    mark(api, "unread", "markUnread", "Mark notifications as unread");
    mark(api, "delete", "deleteNotifications", "Delete notifications");
    api.operation(
            NotificationResource.class,
            "deleteOne",
            NOTIFICATIONS,
            "deleteNotification",
            "Delete one notification")
        .answers(200, "It is deleted, or was before.", Schema.ref(Answers.MarkedAnswer.class))
        .problem(Kind.NOT_FOUND, "There is none of this id, or its deletion is long ago.");
  }

  private static void mark(Api api, String method, String id, String summary) {
    api.operation(NotificationResource.class, method, NOTIFICATIONS, id, summary)
        .says("Ids that the inbox does not know are passed over; what is so already stays so.")
        .answers(200, "Done.", Schema.ref(Answers.MarkedAnswer.class))
        .problem(Kind.CONFLICT, "The inbox is no longer of the epoch that was named.");
  }

  private static void inbox(Api api) {
    api.tag(INBOX, "One user's inbox as a whole.");
    api.operation(InboxResource.class, "inbox", INBOX, "getInbox", "Where an inbox stands")
        .answers(200, "Its position, its unread count, and how many sessions follow it.");
    api.operation(
            InboxResource.class, "erase", INBOX, "eraseUser", "Erase all that is kept of a user")
        .says("For the application. The user's open sessions are told, and closed.")
        .answers(204, "It is gone.");
  }
}
