package dev.ringside.push;

import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** Following an inbox over HTTP. */
@Dependent
class PushApi implements ApiPart {

  private static final String FOLLOW = "follow";
  private static final String SESSIONS = "sessions";
  private static final String TOO_MANY = "The user has as many sessions as may be.";

  @Override
  public void describe(Api api) {
    api.tag(FOLLOW, "What a client needs to see every change, once and in order.");
    parameters(api);
    api.operation(
            ChangesResource.class,
            "changes",
            FOLLOW,
            "getChanges",
            "What an inbox went through since a position")
        .says("Without epoch and since, or where they are of another history, a snapshot comes.")
        .answers(
            200, "The changes; none of them where nothing came in time.", Schema.ref("InboxFrame"))
        .problem(Kind.TOO_MANY, TOO_MANY);
    api.operation(
            EventResource.class, "events", FOLLOW, "followEvents", "Follow an inbox as events")
        .says(
            "Server-sent events, as HTML describes them: each is of the type inbox, its id"
                + " \"<epoch>:<revision>\", its data an InboxFrame. Comments come between them.")
        .answers(
            200,
            "A stream without an end.",
            Schema.text().says("event: inbox, id: <epoch>:<revision>, data: an InboxFrame"))
        .problem(Kind.TOO_MANY, TOO_MANY);
    api.operation(
            ClientResource.class, "client", FOLLOW, "getClient", "Where a page is to connect to")
        .says("No credential is asked for.")
        .answers(200, "The addresses.");
    sessions(api);
    api.schema(ClientResource.ClientAnswer.class)
        .with("socket", socket -> socket.says("The address of the socket, ws: or wss:."));
  }

  private static void sessions(Api api) {
    api.parameter("session", "The session's id, as its welcome named it.", id -> id);
    api.operation(
            SessionResource.class, "list", SESSIONS, "getSessions", "The sessions that are open")
        .answers(200, "Those on all nodes that have answered.");
    api.operation(
            SessionResource.class,
            "endAll",
            SESSIONS,
            "endSessions",
            "End all of a user's sessions")
        .says("For an application whose user has signed out. Sockets are closed with 4411.")
        .answers(204, "They are told to go.");
    api.operation(SessionResource.class, "end", SESSIONS, "endSession", "End one session")
        .answers(204, "It is told to go.")
        .problem(Kind.NOT_FOUND, "The user has no such session.");
    api.schema(SessionResource.SessionsAnswer.class)
        .with("sessions", sessions -> sessions.says("The oldest first."))
        .with("complete", complete -> complete.says("False where a node did not answer in time."));
    api.schema(SessionResource.SessionAnswer.class)
        .with("id", id -> id.says("As the session's welcome named it."))
        .with("kind", kind -> kind.says("socket, events or poll."))
        .with("since", since -> since.says("When it began."))
        .with("address", address -> address.says("Where it comes from."))
        .with("agent", agent -> agent.says("What the client says of itself."));
    api.tag(SESSIONS, "A user's open sessions, on all nodes.");
  }

  private static void parameters(Api api) {
    api.parameter(
        "epoch", "The history that since is of.", epoch -> epoch.atMost(ChangesResource.MAX_EPOCH));
    api.parameter(
        "since", "The revision that the client has.", since -> since.range(0, Long.MAX_VALUE));
    api.parameter(
        "wait",
        "How many seconds to wait where nothing has changed yet.",
        wait -> wait.range(0, ChangesResource.MAX_WAIT_SECONDS));
    api.parameter(
        "Last-Event-ID",
        "The id of the last event that the client has.",
        id -> id.matches("^(" + EventResource.EVENT_ID.pattern() + ")?$"));
  }
}
