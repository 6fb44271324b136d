package dev.ringside.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One notification to many users. */
@Singleton
@Path("api/notifications")
public class RecipientsResource {

  private static final Logger log = LoggerFactory.getLogger(RecipientsResource.class);
  static final int MAX_USERS = 10_000;

  /** How many wait for the writer at a time, so that a long list leaves room for others. */
  private static final int SLICE = 1_000;

  private static final Problem NOT_TRIED =
      Problem.of(
          Problem.Kind.UNAVAILABLE,
          "Not tried, since the database took none of those before; nothing was stored.");

  private final InboxService inbox;

  @Inject
  RecipientsResource(InboxService inbox) {
    this.inbox = inbox;
  }

  /**
   * What to publish to whom.
   *
   * @param users up to 10,000 ids
   * @param notification what each of them gets
   */
  public record RecipientsBody(
      @Nullable List<@Nullable String> users, @Nullable DraftBody notification) {

    private List<@Nullable String> checkUsers(FieldErrors errors) {
      if (users == null || users.isEmpty() || users.size() > MAX_USERS) {
        errors.add("users", "must be a list of 1 to " + MAX_USERS + " ids");
        return List.of();
      }
      return users;
    }

    private Draft checkDraft(FieldErrors errors) {
      if (notification == null) {
        errors.add("notification", "is needed");
        return Draft.NOTHING;
      }
      FieldErrors inner = new FieldErrors();
      Draft draft = notification.check(inner);
      inner.errors().forEach(error -> errors.add("notification." + error.field(), error.detail()));
      return draft;
    }
  }

  /** What became of each, in the order of the list. */
  public record RecipientsAnswer(List<Result> results) {}

  /**
   * What became of one.
   *
   * @param user as it came
   * @param id the notification, where there is one
   * @param revision its revision
   * @param problem why there is none
   */
  public record Result(
      @Nullable String user,
      @Nullable UUID id,
      @Nullable Long revision,
      @Nullable Problem problem) {}

  /** Publishes to each of the users, who fail alone. For the application only. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public RecipientsAnswer publish(
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      RecipientsBody body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    caller.requireApplication();
    FieldErrors errors = new FieldErrors();
    List<@Nullable String> users = body.checkUsers(errors);
    Draft draft = body.checkDraft(errors);
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    List<Result> results = new ArrayList<>(users.size());
    boolean down = false;
    for (int from = 0; from < users.size(); from += SLICE) {
      var slice = users.subList(from, Math.min(from + SLICE, users.size()));
      List<CompletableFuture<Result>> waiting = new ArrayList<>(slice.size());
      for (String user : slice) {
        waiting.add(publish(user, draft, idempotencyKey, down));
      }
      waiting.forEach(each -> results.add(each.join()));
      down = down || isDown(results.subList(from, results.size()));
    }
    return new RecipientsAnswer(results);
  }

  /**
   * Whether the database took nothing of a slice. What follows would wait as long and in vain, and
   * ten times that is more than a caller has patience for.
   */
  private static boolean isDown(List<Result> slice) {
    return slice.stream().noneMatch(each -> each.id() != null)
        && slice.stream().anyMatch(each -> isUnavailable(each.problem()));
  }

  private static boolean isUnavailable(@Nullable Problem problem) {
    return problem != null && problem.status() == Problem.Kind.UNAVAILABLE.status();
  }

  private CompletableFuture<Result> publish(
      @Nullable String user, Draft draft, @Nullable String idempotencyKey, boolean down) {
    UserId id;
    try {
      id = UserId.of(user == null ? "" : user);
    } catch (ProblemException e) {
      return CompletableFuture.completedFuture(new Result(user, null, null, e.problem()));
    }
    if (down) {
      return CompletableFuture.completedFuture(new Result(id.value(), null, null, NOT_TRIED));
    }
    return inbox
        .publish(id, draft, idempotencyKey, Runnable::run)
        .handle((outcome, failure) -> result(id.value(), outcome, failure));
  }

  private static Result result(
      String user, @Nullable Outcome outcome, @Nullable Throwable failure) {
    return switch (outcome) {
      case Outcome.Created made -> result(user, made.notification());
      case Outcome.Replaced made -> result(user, made.notification());
      case Outcome.Repeated repeated -> repeated(user, repeated.answer());
      case Outcome.Rejected rejected -> new Result(user, null, null, rejected.problem());
      case Outcome.Marked _, Outcome.Swept _ ->
          throw new IllegalStateException("a publish marks nothing");
      case null -> new Result(user, null, null, problem(failure));
    };
  }

  private static Result result(String user, Notification notification) {
    return new Result(user, notification.id(), notification.revision(), null);
  }

  /** The first answer is kept as it was sent, so the id and the revision are read out of it. */
  private static Result repeated(String user, String answer) {
    JsonNode first = Json.tree(answer);
    return new Result(
        user, UUID.fromString(first.path("id").asText()), first.path("revision").asLong(), null);
  }

  private static Problem problem(@Nullable Throwable failure) {
    if (Answers.cause(failure) instanceof ProblemException known) {
      return known.problem();
    }
    log.error("a publish to one of many failed", failure);
    return Problem.of(Problem.Kind.INTERNAL, "This one failed inside Ringside; its log says why.");
  }
}
