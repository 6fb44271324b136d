package dev.ringside.inbox;

import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Flag;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
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
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of one user, over HTTP. A publish never blocks; it is answered by the writer.
 */
@Singleton
@Path("api/users/{user}/notifications")
@Produces(MediaType.APPLICATION_JSON)
public class NotificationResource {

  static final int MAX_LIMIT = 100;

  private final InboxService inbox;
  private final InboxReader reader;
  private final InboxRepository repository;
  private final PublishLimits limits;

  @Inject
  NotificationResource(
      InboxService inbox, InboxReader reader, InboxRepository repository, PublishLimits limits) {
    this.inbox = inbox;
    this.limits = limits;
    this.reader = reader;
    this.repository = repository;
  }

  /** Rings: commits a notification, then pushes it. For the application only. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void publish(
      @PathParam("user") String user,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      DraftBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    UserId recipient = recipient(user, request);
    FieldErrors errors = new FieldErrors();
    Draft draft = body.check(errors);
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    Answers.resume(
        answer, inbox.publish(recipient, draft, idempotencyKey, AsyncAnswer.home(request)));
  }

  /** Rings, or replaces the notification that has this key. For the application only. */
  @PUT
  @Path("by-key/{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  public void publishByKey(
      @PathParam("user") String user,
      @PathParam("key") String key,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      DraftBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    UserId recipient = recipient(user, request);
    FieldErrors errors = new FieldErrors();
    Draft draft = body.withKey(key, errors).check(errors);
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    Answers.resume(
        answer, inbox.publish(recipient, draft, idempotencyKey, AsyncAnswer.home(request)));
  }

  private UserId recipient(String user, ContainerRequestContext request) {
    Caller caller = Caller.of(request.getSecurityContext());
    UserId recipient = caller.recipient(user);
    limits.require(caller, recipient);
    return recipient;
  }

  /** A page of the list, what rang last first. */
  @GET
  public Response list(
      @PathParam("user") String user,
      @QueryParam("unread") @DefaultValue("false") Flag unread,
      @QueryParam("category") @Nullable String category,
      @QueryParam("before") @Nullable Long before,
      @QueryParam("limit") @DefaultValue("50") int limit,
      @Context SecurityContext security) {
    UserId id = Caller.of(security).reach(user);
    FieldErrors errors = new FieldErrors();
    errors.range("limit", limit, 1, MAX_LIMIT);
    errors.range("before", before, 0, Long.MAX_VALUE);
    errors.text("category", category, ContentRules.MAX_CATEGORY);
    errors.throwIfAny();
    // As with the other parameters, nothing after the = asks for nothing.
    String filter = category == null || category.isEmpty() ? null : category;
    InboxPage page =
        reader.page(
            id.value(), unread.value(), filter, before == null ? Long.MAX_VALUE : before, limit);
    Response.ResponseBuilder answer = Response.ok(ListJson.bytes(page));
    if (page.more()) {
      String next = ListJson.next(id, unread.value(), filter, page, limit);
      answer.header("Link", "<" + next + ">; rel=\"next\"");
    }
    return answer.build();
  }

  /** One notification. */
  @GET
  @Path("{id}")
  public byte[] get(
      @PathParam("user") String user,
      @PathParam("id") String id,
      @Context SecurityContext security) {
    UserId owner = Caller.of(security).reach(user);
    return repository
        .find(owner, known(id))
        .map(NotificationJson::bytes)
        .orElseThrow(() -> unknown(id));
  }

  /** Marks as read. */
  @POST
  @Path("read")
  @Consumes(MediaType.APPLICATION_JSON)
  public void read(
      @PathParam("user") String user,
      MarkBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    mark(user, As.READ, body::check, request, answer);
  }

  /** Marks as unread. */
  @POST
  @Path("unread")
  @Consumes(MediaType.APPLICATION_JSON)
  public void unread(
      @PathParam("user") String user,
      MarkBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    mark(user, As.UNREAD, body::check, request, answer);
  }

  /** Deletes. */
  @POST
  @Path("delete")
  @Consumes(MediaType.APPLICATION_JSON)
  public void delete(
      @PathParam("user") String user,
      MarkBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    mark(user, As.DELETED, body::check, request, answer);
  }

  /** Deletes one. */
  @DELETE
  @Path("{id}")
  public void deleteOne(
      @PathParam("user") String user,
      @PathParam("id") String id,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    mark(user, As.DELETED, () -> new Which.One(known(id)), request, answer);
  }

  /** Looks at what is asked only once it is known that the caller may ask. */
  private void mark(
      String user,
      As as,
      Supplier<Which> which,
      ContainerRequestContext request,
      AsyncResponse answer) {
    UserId owner = Caller.of(request.getSecurityContext()).reach(user);
    Answers.resume(answer, inbox.mark(owner, as, which.get(), AsyncAnswer.home(request)));
  }

  private static UUID known(String id) {
    return Text.uuid(id).orElseThrow(() -> unknown(id));
  }

  private static ProblemException unknown(String id) {
    return ProblemException.of(
        Problem.Kind.NOT_FOUND, "This inbox has no notification %s.", Json.printable(id));
  }
}
