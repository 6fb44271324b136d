package dev.ringside.room;

import dev.ringside.identity.DisplayName;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.Schema;

/** The shapes of rooms on the wire, those that no record has. */
final class RoomSchemas {

  private RoomSchemas() {}

  static void describe(Api api) {
    rooms(api);
    messages(api);
    members(api);
    figures(api);
  }

  private static void rooms(Api api) {
    api.schema(RoomBody.class)
        .with(
            "id",
            id ->
                id.atLeast(1)
                    .atMost(RoomId.MAX)
                    .says("Of one's own choosing, without a colon; by default one is made."))
        .with(
            "name",
            name ->
                name.atLeast(1)
                    .atMost(RoomBody.MAX_NAME)
                    .says("What people see; by default a friendly one is made."))
        .with("open", open -> open.otherwise(true).says("Whether whoever has the id may join."))
        .with(
            "ephemeral",
            ephemeral ->
                ephemeral.otherwise(false).says("Whether it goes when its last member leaves."))
        .with(
            "guests",
            guests -> guests.otherwise(false).says("Whether guests may join; needs an open room."))
        .with(
            "retentionSeconds",
            kept ->
                kept.range(1, RoomBody.MAX_RETENTION)
                    .says("How long a message is kept; for ever by default."))
        .closed();
    api.schema(RoomPatch.class)
        .with("name", name -> name.atLeast(1).atMost(RoomBody.MAX_NAME).says("What people see."))
        .with("open", open -> open.says("Whether whoever has the id may join."))
        .with("guests", guests -> guests.says("Whether guests may join."))
        .with(
            "retentionSeconds",
            kept ->
                kept.range(0, RoomBody.MAX_RETENTION)
                    .says("How long a message is kept; 0 for ever."))
        .closed();
    api.schema(RoomAnswer.class)
        .with("id", id -> id.says("Its id."))
        .with("name", name -> name.says("What people see."))
        .with("open", open -> open.says("Whether whoever has the id may join."))
        .with("ephemeral", e -> e.says("Whether it goes when its last member leaves."))
        .with("guests", guests -> guests.says("Whether guests may join."))
        .with("direct", direct -> direct.says("Whether it is made of those who meet there."))
        .with(
            "retentionSeconds", kept -> kept.says("How long a message is kept; left out for ever."))
        .with("owner", owner -> owner.says("Who made it; left out for the application."))
        .with("createdAt", time -> time.says("When it was made."))
        .with("epoch", epoch -> epoch.says("The history that the revision is of."))
        .with("revision", revision -> revision.says("Grows by one with every change."))
        .with("members", members -> members.says("How many there are."))
        .with("messages", messages -> messages.says("How many it keeps."));
    api.schema(RoomResource.RoomsAnswer.class)
        .with("rooms", rooms -> rooms.says("By id."))
        .with("more", more -> more.says("Whether the list goes on."));
    api.schema(RoomResource.DirectBody.class)
        .with("users", users -> users.says("Who is to meet: two or more, each once."))
        .require("users")
        .closed();
  }

  private static void messages(Api api) {
    api.schema(
        "Message",
        Schema.object()
            .field("id", Schema.text().says("Unique within the room."))
            .field("room", Schema.text().says("The room's id."))
            .field("revision", Schema.integer().says("The room's at its last change."))
            .field("said", Schema.integer().says("The room's when it was said: the order."))
            .field(
                "kind",
                Schema.text()
                    .oneOf("chat", "joined", "left", "notice")
                    .says("Said by somebody, who has come, who has gone, said by nobody."))
            .optional("from", Schema.ref("Speaker").says("Who; left out for a notice."))
            .optional("content", Schema.text().atMost(Say.MAX_CONTENT).says("The words."))
            .field("createdAt", Schema.time().says("When it was said."))
            .optional("editedAt", Schema.time().says("When it was changed last.")));
    api.schema(
        "Speaker",
        Schema.object()
            .field("user", Schema.text().says("The user's id."))
            .optional("name", Schema.text().says("What the user was called then.")));
    api.schema(
        "MessageList",
        Schema.object()
            .field("messages", Schema.list(Schema.ref("Message")).says("The oldest first."))
            .field("more", Schema.bool().says("Whether there are more on the side asked for."))
            .optional(
                "moreAfter",
                Schema.bool().says("Around a message: whether there are newer ones, too.")));
    api.schema(MessageResource.SayBody.class)
        .with("content", content -> content.atMost(Say.MAX_CONTENT).says("The words."))
        .with(
            "id",
            id ->
                id.atLeast(1)
                    .atMost(Say.MAX_ID)
                    .says("The client's name for it, which makes a retry harmless."))
        .with("user", user -> user.says("In whose name the application says it."))
        .with(
            "name",
            name -> name.atMost(DisplayName.MAX).says("What that user is called, if not a member."))
        .require("content")
        .closed();
    api.schema(MessageResource.EditBody.class)
        .with("content", content -> content.atMost(Say.MAX_CONTENT).says("The new words."))
        .require("content")
        .closed();
  }

  private static void members(Api api) {
    api.schema(MemberResource.MembersAnswer.class)
        .with("members", members -> members.says("By id."))
        .with("more", more -> more.says("Whether the list goes on."));
    api.schema(Members.Shown.class)
        .with("user", user -> user.says("The user's id."))
        .with("name", name -> name.says("What others see."))
        .with("online", online -> online.says("Whether the user is there, on any node."))
        .with("guest", guest -> guest.says("True for a guest; else left out."));
    api.schema(BanResource.BansAnswer.class)
        .with("users", users -> users.says("Their ids, in order."));
    api.schema(MemberResource.MemberBody.class)
        .with("name", name -> name.atMost(DisplayName.MAX).says("What others see."))
        .closed();
  }

  private static void figures(Api api) {
    api.schema(MediaResource.MediaBody.class)
        .with("user", user -> user.says("For whom the application asks."))
        .with("name", name -> name.atMost(DisplayName.MAX).says("What others see."))
        .closed();
    api.schema(MediaTokens.MediaToken.class)
        .with("token", token -> token.says("The JWT."))
        .with("url", url -> url.says("Where to connect with it."))
        .with("expiresAt", time -> time.says("Until when to connect; who is connected stays."));
    api.schema(RoomFigures.OfOne.class)
        .with("members", members -> members.says("How many there are."))
        .with("online", online -> online.says("How many users are there, on all nodes."))
        .with("messages", messages -> messages.says("How many it keeps."))
        .with("messagesLastMinute", said -> said.says("Said within a minute."))
        .with("messagesLastHour", said -> said.says("Said within an hour, of the last 10,000."));
    api.schema(RoomFigures.InAll.class)
        .with("rooms", rooms -> rooms.says("How many there are."))
        .with("members", members -> members.says("Memberships in them."))
        .with("messages", messages -> messages.says("How many they keep."))
        .with("messagesLastMinute", said -> said.says("Said within a minute."));
  }
}
