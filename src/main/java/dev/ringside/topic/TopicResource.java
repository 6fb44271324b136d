package dev.ringside.topic;

import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftBody;
import dev.ringside.inbox.IdempotencyKey;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.PublishLimits;
import dev.ringside.recipients.OperationResource;
import dev.ringside.recipients.Operations;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Page;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topics and who has subscribed to them. For the application only. */
@Singleton
@Path("api/topics")
@Produces(MediaType.APPLICATION_JSON)
public class TopicResource {

  static final int MAX_LIMIT = 1_000;

  private final Topics topics;
  private final Subscribers subscribers;
  private final Operations operations;
  private final InboxService inbox;
  private final PublishLimits limits;

  @Inject
  TopicResource(
      Topics topics,
      Subscribers subscribers,
      Operations operations,
      InboxService inbox,
      PublishLimits limits) {
    this.limits = limits;
    this.topics = topics;
    this.subscribers = subscribers;
    this.operations = operations;
    this.inbox = inbox;
  }

  /** Topics, and whether the list goes on. */
  public record TopicsAnswer(List<Topics.Topic> topics, boolean more) {}

  /** Subscribers of a topic, and whether the list goes on. */
  public record SubscribersAnswer(List<String> subscribers, boolean more) {}

  /** All topics, by name. */
  @GET
  public TopicsAnswer list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    check(after, limit);
    Page<Topics.Topic> page = Page.of(topics.all(after, limit + 1), limit);
    return new TopicsAnswer(page.items(), page.more());
  }

  /** Removes a topic with all subscriptions to it. */
  @DELETE
  @Path("{topic}")
  public void delete(@PathParam("topic") String topic, @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    TopicName name = TopicName.of(topic);
    if (!topics.delete(name)) {
      throw name.unknown();
    }
  }

  /** The subscribers of a topic, by id. */
  @GET
  @Path("{topic}/subscribers")
  public SubscribersAnswer subscribers(
      @PathParam("topic") String topic,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @Context SecurityContext security) {
    Caller.of(security).requireApplication();
    TopicName name = TopicName.of(topic);
    check(after, limit);
    List<String> found = topics.subscribers(name, after, limit + 1).orElseThrow(name::unknown);
    Page<String> page = Page.of(found, limit);
    return new SubscribersAnswer(page.items(), page.more());
  }

  /** Subscribes a user, and makes the topic where this is its first subscriber. */
  @PUT
  @Path("{topic}/subscribers/{user}")
  public void subscribe(
      @PathParam("topic") String topic,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    TopicName name = TopicName.of(topic);
    boolean _ = topics.subscribe(name, Caller.of(security).recipient(user));
  }

  /** Ends a subscription, where there is one. */
  @DELETE
  @Path("{topic}/subscribers/{user}")
  public void unsubscribe(
      @PathParam("topic") String topic,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    UserId id = Caller.of(security).recipient(user);
    TopicName name = TopicName.of(topic);
    topics.unsubscribe(name, id);
  }

  /** Starts to publish to all who have subscribed. */
  @POST
  @Path("{topic}/notifications")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response publish(
      @PathParam("topic") String topic,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      DraftBody body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    caller.requireApplication();
    limits.require(caller);
    TopicName name = TopicName.of(topic);
    FieldErrors errors = new FieldErrors();
    Draft draft = body.check(errors);
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    if (!topics.exists(name)) {
      throw name.unknown();
    }
    return OperationResource.started(
        operations.start(subscribers, name.value(), draft, idempotencyKey));
  }

  static void check(String after, int limit) {
    FieldErrors errors = new FieldErrors();
    errors.text("after", after, TopicName.MAX);
    errors.range("limit", limit, 1, MAX_LIMIT);
    errors.throwIfAny();
  }
}
