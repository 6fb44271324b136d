package dev.ringside.recipients;

import dev.ringside.inbox.IdempotencyKey;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on many recipients, with their shapes. */
@Dependent
class RecipientsApi implements ApiPart {

  private static final String MANY = "many";

  @Override
  public void describe(Api api) {
    api.tag(MANY, "Telling many users at once. For the application.");
    api.parameter("operation", "The operation's id.", _ -> Schema.id());
    operations(api);
    schemas(api);
  }

  private static void operations(Api api) {
    api.operation(
            RecipientsResource.class,
            "publish",
            MANY,
            "publishToMany",
            "Publish a notification to many users, or to everyone")
        .says(
            "Each of them fails alone; the results are in the order of the users. Everyone is whom"
                + " Ringside has met, by a hello or a notification, before the call; an operation"
                + " goes through them, also after a crash. An "
                + IdempotencyKey.HEADER
                + " counts for each recipient, and for the operation.")
        .answers(200, "What became of each.", Schema.ref(RecipientsResource.RecipientsAnswer.class))
        .answers(202, "It has begun.", Schema.ref(OperationResource.StartedAnswer.class))
        .header(202, "Location", "Where its progress can be read.", Schema.uri())
        .problem(Kind.TOO_MANY, "Too many publishes a second by this key, of one to everyone.");
    api.operation(
            RecipientsResource.class,
            "publishLines",
            MANY,
            "publishLines",
            "Publish a notification a line")
        .says(
            "Newline-delimited JSON, of any length: each line a notification with its user, and"
                + " where wanted an idempotencyKey of its own. A result a line is answered in the"
                + " same order, as it goes. A line that cannot be read is answered with a problem"
                + " alone, and the next one goes on.")
        .answers(200, "A result a line.", Schema.text());
    api.operation(
            OperationResource.class, "get", MANY, "getOperation", "How far an operation has come")
        .answers(200, "Its progress.")
        .problem(Kind.NOT_FOUND, "There is none of this id, or it ended more than a day ago.");
    api.operation(OperationResource.class, "stop", MANY, "stopOperation", "Stop an operation")
        .says("Whoever has the notification by now keeps it. One that has ended stays as it is.")
        .answers(200, "Where it has ended.")
        .problem(Kind.NOT_FOUND, "There is none of this id, or it ended more than a day ago.");
  }

  private static void schemas(Api api) {
    api.schema(RecipientsBody.class)
        .with(
            "users",
            users ->
                users
                    .atLeast(1)
                    .atMost(RecipientsBody.MAX_USERS)
                    .says("Their ids; not beside everyone."))
        .with("everyone", everyone -> everyone.says("True for all whom Ringside has met."))
        .with("notification", notification -> notification.says("What each of them gets."))
        .require("notification")
        .closed();
    api.schema(RecipientsResource.RecipientsAnswer.class)
        .with("results", results -> results.says("In the order of the users."));
    api.schema(Recipients.Result.class)
        .says("What became of one: id and revision, or a problem.")
        .with("user", user -> user.says("As it came."))
        .with("id", id -> id.says("The notification."))
        .with(
            "revision",
            revision -> revision.range(0, Long.MAX_VALUE).says("The inbox's revision after it."))
        .with("deliverAt", _ -> Schema.time().says("When it is to be delivered, if later."))
        .with("problem", problem -> problem.says("Why there is none."))
        .eitherOr("id", "problem");
    api.schema(OperationResource.StartedAnswer.class)
        .with("operation", operation -> operation.says("The operation's id."));
    api.schema(Operation.class)
        .with("id", id -> id.says("The operation."))
        .with("state", state -> state.says("running, done, or failed where it was stopped."))
        .with("done", done -> done.range(0, Long.MAX_VALUE).says("How many have it."))
        .with("total", total -> total.range(0, Long.MAX_VALUE).says("How many are meant."));
  }
}
