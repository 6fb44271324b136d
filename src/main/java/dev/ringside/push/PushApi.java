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
    api.schema(ClientResource.ClientAnswer.class)
        .with("socket", socket -> socket.says("The address of the socket, ws: or wss:."));
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
