package dev.ringside.inbox;

import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.Schema;

/** The shapes of what inboxes take and tell: limits from where they are checked. */
final class InboxSchemas {

  private InboxSchemas() {}

  static void describe(Api api) {
    draft(api.schema(DraftBody.class));
    notification(api);
    list(api);
    frame(api);
    marks(api);
    api.schema(InboxResource.InboxAnswer.class)
        .with("epoch", InboxSchemas::epoch)
        .with("revision", InboxSchemas::revision)
        .with("unread", InboxSchemas::unread)
        .with("online", online -> online.range(0, Long.MAX_VALUE).says("Sessions of all kinds."));
  }

  private static void draft(Schema draft) {
    draft
        .says("A notification as the application sends it: title, content or both.")
        .with("style", style -> style(style).otherwise(Style.INFO))
        .with("title", InboxSchemas::title)
        .with("content", InboxSchemas::content)
        .with("link", InboxSchemas::link)
        .with("data", InboxSchemas::data)
        .with("category", InboxSchemas::category)
        .with("key", InboxSchemas::key)
        .with("progress", InboxSchemas::progress)
        .with(
            "expiresAt", time -> Schema.time().says("When it is to be deleted, within ten years."))
        .with(
            "ttlSeconds",
            ttl ->
                ttl.range(1, DraftBody.MAX_TTL_SECONDS)
                    .says("How long until it is to be deleted; not beside expiresAt."))
        .with(
            "quiet",
            quiet -> quiet.otherwise(false).says("Whether a replacement asks for no attention."))
        .with(
            "deliverAt",
            time -> Schema.time().says("When it is to be delivered, within a year; else at once."))
        .with(
            "deliverAfterSeconds",
            after ->
                after
                    .range(0, Delivery.MAX.toSeconds())
                    .says("How long until it is to be delivered; not beside deliverAt."))
        .either("title", "content")
        .notBoth("expiresAt", "ttlSeconds")
        .notBoth("deliverAt", "deliverAfterSeconds")
        .closed();
  }

  private static void notification(Api api) {
    api.schema(
        "Notification",
        Schema.object()
            .field("id", Schema.id().says("A UUIDv7, for life."))
            .field("user", Schema.text().says("Whose inbox it is in."))
            .field(
                "revision",
                Schema.integer().range(1, Long.MAX_VALUE).says("The revision of its last change."))
            .field(
                "rang",
                Schema.integer()
                    .range(1, Long.MAX_VALUE)
                    .says("The revision at which it last asked for attention: the order of lists."))
            .field("style", style(Schema.of(Style.class)))
            .optional("title", title(Schema.text()))
            .optional("content", content(Schema.text()))
            .optional("link", link(Schema.text()))
            .optional("data", data(Schema.any()))
            .optional("category", category(Schema.text()))
            .optional("key", key(Schema.text()))
            .optional("progress", progress(Schema.of(int.class)))
            .optional("job", Schema.ref("JobMark").says("The job that it tells of."))
            .field("createdAt", Schema.time().says("When it was made."))
            .field(
                "updatedAt",
                Schema.time().says("When its content last changed; reading does not move it."))
            .optional("readAt", Schema.time().says("When it was read; absent while unread."))
            .optional("expiresAt", Schema.time().says("When it is to be deleted.")));
  }

  private static void list(Api api) {
    api.schema(
        "NotificationList",
        Schema.object()
            .field("epoch", epoch(Schema.text()))
            .field("revision", revision(Schema.integer()))
            .field(
                "notifications",
                Schema.list(Schema.ref("Notification"))
                    .atMost(NotificationResource.MAX_LIMIT)
                    .says("Highest rang first."))
            .field("more", Schema.bool().says("Whether the list goes on.")));
  }

  private static void frame(Api api) {
    api.schema(
        "InboxFrame",
        Schema.object()
            .says("What an inbox went through from one revision to another.")
            .field("type", Schema.text().always("inbox"))
            .field("epoch", epoch(Schema.text()))
            .optional(
                "reset",
                Schema.bool()
                    .always(true)
                    .says("This is a snapshot: forget what you had. Its changes are puts alone."))
            .field(
                "since",
                Schema.integer()
                    .range(0, Long.MAX_VALUE)
                    .says("The revision that it leads on from; 0 in a reset."))
            .field("revision", revision(Schema.integer()))
            .field("unread", unread(Schema.integer()))
            .field(
                "changes",
                Schema.list(
                        Schema.choice("op")
                            .when("put", "PutChange")
                            .when("read", "ReadChange")
                            .when("delete", "DeleteChange"))
                    .says("In the order of their revisions."))
            .optional(
                "more",
                Schema.bool().always(true).says("A snapshot has left older notifications out.")));
    api.schema(
        "PutChange",
        op("put", "New, replaced, or unread again.")
            .field("notification", Schema.ref("Notification")));
    api.schema(
        "ReadChange",
        op("read", "Read.")
            .field("ids", Schema.list(Schema.id()))
            .field("readAt", Schema.time().says("When.")));
    api.schema("DeleteChange", op("delete", "Deleted.").field("ids", Schema.list(Schema.id())));
  }

  private static Schema op(String name, String says) {
    return Schema.object().says(says).field("op", Schema.text().always(name));
  }

  private static void marks(Api api) {
    api.schema(MarkBody.class)
        .says("Which notifications: by id, or all up to a revision.")
        .with(
            "ids",
            ids -> ids.atMost(MarkBody.MAX_IDS).says("Their ids; unknown ones are passed over."))
        .with(
            "through",
            through ->
                through.range(0, Long.MAX_VALUE).says("All that stand at or below this revision."))
        .with("epoch", epoch -> epoch.says("The history that through is of; another one is 409."))
        .eitherOr("ids", "through")
        .onlyWith("epoch", "through")
        .closed();
    api.schema(Answers.MarkedAnswer.class)
        .with("revision", InboxSchemas::revision)
        .with("unread", InboxSchemas::unread);
  }

  private static Schema style(Schema style) {
    return style.says("How it is meant.");
  }

  private static Schema title(Schema title) {
    return title.atMost(ContentRules.MAX_TITLE).says("What it is about, in a line.");
  }

  private static Schema content(Schema content) {
    return content.atMost(ContentRules.MAX_CONTENT).says("What there is to say; plain text.");
  }

  private static Schema link(Schema link) {
    return link.atMost(ContentRules.MAX_LINK)
        .matches(ContentRules.LINK)
        .says("Where it leads: http:, https:, or a path.");
  }

  private static Schema data(Schema data) {
    return data.says(
        "Anything for the application's own pages, up to "
            + ContentRules.MAX_DATA_BYTES
            + " bytes as JSON.");
  }

  private static Schema category(Schema category) {
    return category.atMost(ContentRules.MAX_CATEGORY).says("What lists can be narrowed to.");
  }

  private static Schema key(Schema key) {
    return key.atLeast(1)
        .atMost(ContentRules.MAX_KEY)
        .says("The application's own name for it; a later publish of this key replaces it.");
  }

  private static Schema progress(Schema progress) {
    return progress.range(0, ContentRules.MAX_PROGRESS).says("How far a job is, in per cent.");
  }

  private static Schema epoch(Schema epoch) {
    return epoch.says("The inbox's history; \"-\" for one in which nothing ever was.");
  }

  private static Schema revision(Schema revision) {
    return revision.range(0, Long.MAX_VALUE).says("The inbox's revision.");
  }

  private static Schema unread(Schema unread) {
    return unread.range(0, Long.MAX_VALUE).says("How many notifications are unread.");
  }
}
