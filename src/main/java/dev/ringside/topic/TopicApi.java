package dev.ringside.topic;

import dev.ringside.recipients.OperationResource;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on topics, with their shapes. */
@Dependent
class TopicApi implements ApiPart {

  private static final String TOPICS = "topics";
  private static final String NO_SUCH = "There is no such topic: nobody has ever subscribed.";

  @Override
  public void describe(Api api) {
    api.tag(TOPICS, "Who wants to hear of what, and telling them. For the application.");
    api.parameter(
        "topic", "The application's name of a topic.", n -> n.atLeast(1).atMost(TopicName.MAX));
    api.parameter(
        "after",
        "Only those that come after this one: where the page before this one ended.",
        after -> after.atMost(TopicName.MAX));
    operation(api, "list", "listTopics", "List topics, by name").answers(200, "A page.");
    operation(api, "delete", "deleteTopic", "Remove a topic with all subscriptions to it")
        .answers(204, "It is gone.")
        .problem(Kind.NOT_FOUND, NO_SUCH);
    operation(api, "subscribers", "listSubscribers", "List who has subscribed, by id")
        .answers(200, "A page.")
        .problem(Kind.NOT_FOUND, NO_SUCH);
    operation(api, "subscribe", "subscribe", "Subscribe a user")
        .says("The first subscriber makes the topic. Doing it again changes nothing.")
        .answers(204, "The user has subscribed.");
    operation(api, "unsubscribe", "unsubscribe", "End a user's subscription")
        .says("Where there is none, that is well too. A topic stays when its last one leaves.")
        .answers(204, "The user has not subscribed, or no longer.");
    operation(api, "publish", "publishToTopic", "Publish a notification to all who have subscribed")
        .says("It goes to those who have subscribed by now and still do when their turn comes.")
        .answers(202, "It has begun.", Schema.ref(OperationResource.StartedAnswer.class))
        .header(202, "Location", "Where its progress can be read.", Schema.uri())
        .problem(Kind.TOO_MANY, "Too many publishes a second by this key.")
        .problem(Kind.NOT_FOUND, NO_SUCH);
    api.operation(
            UserTopicsResource.class,
            "ofUser",
            TOPICS,
            "listTopicsOfUser",
            "List what a user has subscribed to")
        .says("For the application, and for that user.")
        .answers(200, "A page.");
    schemas(api);
  }

  private static OperationText operation(Api api, String method, String id, String summary) {
    return api.operation(TopicResource.class, method, TOPICS, id, summary);
  }

  private static void schemas(Api api) {
    api.schema(TopicResource.TopicsAnswer.class)
        .with("topics", topics -> topics.says("By name."))
        .with("more", more -> more.says("Whether the list goes on."));
    api.schema(Topics.Topic.class)
        .with("topic", topic -> topic.says("Its name."))
        .with(
            "subscribers",
            subscribers -> subscribers.range(0, Long.MAX_VALUE).says("How many there are."));
    api.schema(TopicResource.SubscribersAnswer.class)
        .with("subscribers", subscribers -> subscribers.says("Ids, in order."))
        .with("more", more -> more.says("Whether the list goes on."));
    api.schema(UserTopicsResource.UserTopicsAnswer.class)
        .with("topics", topics -> topics.says("By name."))
        .with("more", more -> more.says("Whether the list goes on."));
  }
}
