package dev.ringside.room;

import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on rooms. Shapes are in {@link RoomSchemas}. */
@Dependent
class RoomApi implements ApiPart {

  private static final String ROOMS = "rooms";
  private static final String MESSAGES = "messages";
  private static final String MEMBERS = "members";
  private static final String NO_ROOM = "There is no such room.";
  private static final String NO_MESSAGE = "There is no such room, or no such message in it.";
  private static final String DIRECT = "The room is a direct one.";

  @Override
  public void describe(Api api) {
    parameters(api);
    rooms(api);
    messages(api);
    members(api);
    media(api);
    RoomSchemas.describe(api);
  }

  private static void parameters(Api api) {
    api.parameter("room", "The room's id.", room -> room.atLeast(1));
    api.parameter("message", "The message's id.", message -> message.atLeast(1));
    api.parameter(
        RoomResource.class,
        "after",
        "Only those that come after this id: where the page before this one ended.",
        after -> after);
    api.parameter(
        RoomResource.class,
        "limit",
        "How many at most.",
        limit -> limit.range(1, RoomResource.MAX_LIMIT));
    api.parameter(
        MemberResource.class,
        "after",
        "Only those that come after this user: where the page before this one ended.",
        after -> after.atMost(RoomId.MAX));
    api.parameter(
        MemberResource.class,
        "limit",
        "How many at most.",
        limit -> limit.range(1, RoomResource.MAX_LIMIT));
    api.parameter(
        MessageResource.class,
        "before",
        "Only those just before the message of this id.",
        before -> before.atMost(Say.MAX_ID));
    api.parameter(
        MessageResource.class,
        "after",
        "Only those just after the message of this id.",
        after -> after.atMost(Say.MAX_ID));
    api.parameter(
        "around",
        "Only those on both sides of the message of this id, and that one.",
        around -> around.atMost(Say.MAX_ID));
  }

  private static void rooms(Api api) {
    api.tag(ROOMS, "Rooms as such. For the application, and for people in what is theirs.");
    room(api, "make", "createRoom", "Make a room")
        .says("A user who makes one owns it. The settings say whether users may.")
        .answers(201, "It is there.", Schema.ref(RoomAnswer.class))
        .header(201, "Location", "Where it can be read.", Schema.uri())
        .problem(Kind.CONFLICT, "There is one of that id already.");
    room(api, "list", "listRooms", "List rooms, by id")
        .says("The application gets all; a person those that the person is a member of.")
        .answers(200, "A page.");
    room(api, "get", "getRoom", "Read one room")
        .answers(200, "The room.")
        .problem(Kind.NOT_FOUND, NO_ROOM);
    room(api, "change", "changeRoom", "Change a room")
        .says("For the application, and for who made it. What is left out stays.")
        .answers(200, "The room as it is now.")
        .problem(Kind.NOT_FOUND, NO_ROOM)
        .problem(Kind.CONFLICT, DIRECT);
    room(api, "delete", "deleteRoom", "Remove a room with all that was said there")
        .says("For the application, and for who made it. Whoever is in it is told.")
        .answers(204, "It is gone.")
        .problem(Kind.NOT_FOUND, NO_ROOM);
    room(api, "direct", "openDirectRoom", "The room of two or more users")
        .says(
            "Its id is made of their names, the same whoever asks first. Only they may enter."
                + " A user names one's own id too, or \"me\".")
        .answers(201, "It was made.", Schema.ref(RoomAnswer.class))
        .header(201, "Location", "Where it can be read.", Schema.uri())
        .answers(200, "It was there.", Schema.ref(RoomAnswer.class));
  }

  private static OperationText room(Api api, String method, String id, String summary) {
    return api.operation(RoomResource.class, method, ROOMS, id, summary);
  }

  private static void messages(Api api) {
    api.tag(MESSAGES, "What is said in rooms.");
    message(api, "list", "listMessages", "List messages, the oldest first")
        .says("Without before, after or around, the last ones.")
        .answers(200, "A page.", Schema.ref("MessageList"))
        .problem(Kind.NOT_FOUND, NO_MESSAGE);
    message(api, "say", "say", "Say something in a room")
        .says(
            "A user must be a member. The application speaks in a user's name, or without one,"
                + " which makes a notice.")
        .answers(201, "It was said.", Schema.ref("Message"))
        .header(201, "Location", "Where it can be read.", Schema.uri())
        .answers(200, "It had been said before, under the same id.", Schema.ref("Message"))
        .problem(Kind.NOT_FOUND, NO_ROOM)
        .problem(Kind.TOO_MANY, "Too many messages a second of one person in one room.");
    message(api, "get", "getMessage", "Read one message")
        .answers(200, "The message.", Schema.ref("Message"))
        .problem(Kind.NOT_FOUND, NO_MESSAGE);
    message(api, "edit", "editMessage", "Change what was said")
        .says("For who has said it, and for the application.")
        .answers(200, "The message as it is now.", Schema.ref("Message"))
        .problem(Kind.NOT_FOUND, NO_MESSAGE)
        .problem(Kind.TOO_MANY, "Too many messages a second of one person in one room.");
    message(api, "delete", "deleteMessage", "Delete what was said")
        .says("For who has said it, for who made the room, and for the application.")
        .answers(204, "It is deleted, or was before.")
        .problem(Kind.NOT_FOUND, NO_MESSAGE);
    message(api, "clear", "clearRoom", "Delete all that was said so far")
        .says("For the application, and for who made the room.")
        .answers(204, "It is deleted.")
        .problem(Kind.NOT_FOUND, NO_ROOM);
  }

  private static OperationText message(Api api, String method, String id, String summary) {
    return api.operation(MessageResource.class, method, MESSAGES, id, summary);
  }

  private static void members(Api api) {
    api.tag(MEMBERS, "Who is in rooms, and who may not be.");
    member(api, "list", "listMembers", "Who is in a room, by id, and who of them is there")
        .answers(200, "A page.");
    member(api, "admit", "addMember", "Make a user a member, who stays one")
        .answers(204, "The user is a member.")
        .problem(Kind.CONFLICT, DIRECT);
    member(api, "remove", "removeMember", "End a membership")
        .says("One's own, or another's by the application and by who made the room.")
        .answers(204, "The user is no member.")
        .problem(Kind.CONFLICT, DIRECT);
    ban(api, "bans", "listBans", "Who may not come in").answers(200, "All of them.");
    ban(api, "ban", "banMember", "Remove a user, who may not come back")
        .answers(204, "The user may not come in.")
        .problem(Kind.CONFLICT, DIRECT);
    ban(api, "pardon", "pardonMember", "Let a user come back")
        .answers(204, "The user is not banned.");
  }

  private static OperationText member(Api api, String method, String id, String summary) {
    return api.operation(MemberResource.class, method, MEMBERS, id, summary)
        .problem(Kind.NOT_FOUND, NO_ROOM);
  }

  private static OperationText ban(Api api, String method, String id, String summary) {
    return api.operation(BanResource.class, method, MEMBERS, id, summary)
        .problem(Kind.NOT_FOUND, NO_ROOM);
  }

  private static void media(Api api) {
    api.operation(
            MediaResource.class,
            "mint",
            ROOMS,
            "createMediaToken",
            "Mint a token for LiveKit, to meet by video and voice")
        .says("For a member; or by the application for whom it names.")
        .answers(200, "The token.", Schema.ref(MediaTokens.MediaToken.class))
        .problem(Kind.NOT_FOUND, "There is no such room, or no LiveKit in the settings.");
    api.operation(
            RoomStatisticsResource.class,
            "get",
            ROOMS,
            "getRoomStatistics",
            "How much happens in a room")
        .answers(200, "The figures.")
        .problem(Kind.NOT_FOUND, NO_ROOM);
  }
}
