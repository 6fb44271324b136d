package dev.ringside.schedule;

import dev.ringside.inbox.ScheduledAnswer;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on what is delivered later, with their shapes. */
@Dependent
class ScheduleApi implements ApiPart {

  private static final String LATER = "later";
  private static final String NONE = "None of this name is kept for the user, or no longer.";

  @Override
  public void describe(Api api) {
    api.tag(LATER, "What is kept until it is due. For the application.");
    operation(api, "list", "listScheduled", "List what is to be delivered to a user later")
        .says("What is due first first.")
        .answers(200, "What is kept.");
    operation(api, "get", "getScheduled", "Read what is to be delivered later")
        .answers(200, "It is kept.")
        .problem(Kind.NOT_FOUND, NONE);
    operation(api, "cancel", "cancelScheduled", "Cancel a delivery")
        .answers(204, "It will not be delivered.")
        .problem(Kind.NOT_FOUND, NONE);
    operation(api, "cancelByKey", "cancelScheduledByKey", "Cancel the delivery of this key")
        .answers(204, "It will not be delivered.")
        .problem(Kind.NOT_FOUND, NONE);
    api.schema(ScheduledAnswer.class)
        .with("id", id -> id.says("The notification will have it, unless it replaces one."))
        .with("user", user -> user.says("Whom it goes to."))
        .with("key", key -> key.says("Its key."))
        .with("deliverAt", _ -> Schema.time().says("When it is due."));
    api.schema(ScheduledResource.ScheduledList.class)
        .with("scheduled", scheduled -> scheduled.says("What is due first first."))
        .with("more", more -> more.says("Whether there is more."));
    api.schema(Kept.Scheduled.class)
        .with("id", id -> id.says("The notification will have it, unless it replaces one."))
        .with("key", key -> key.says("Its key."))
        .with("deliverAt", _ -> Schema.time().says("When it is due."))
        .with("title", title -> title.says("Its title."))
        .with("content", content -> content.says("Its content."));
  }

  private static OperationText operation(Api api, String method, String id, String summary) {
    return api.operation(ScheduledResource.class, method, LATER, id, summary);
  }
}
