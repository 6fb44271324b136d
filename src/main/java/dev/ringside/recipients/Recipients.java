package dev.ringside.recipients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.Notification;
import dev.ringside.inbox.Outcome;
import dev.ringside.inbox.PublishLimits;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes to many users, each of whom fails alone. Blocks; stateless, safe for any thread. */
@ApplicationScoped
class Recipients {

  private static final Logger log = LoggerFactory.getLogger(Recipients.class);

  /** How many wait for the writer at a time, so that many leave room for others. */
  static final int SLICE = 1_000;

  private static final Problem NOT_TRIED =
      Problem.of(
          Problem.Kind.UNAVAILABLE,
          "Not tried, since the database took none of those before; nothing was stored.");

  private final InboxService inbox;
  private final PublishLimits limits;

  @Inject
  Recipients(InboxService inbox, PublishLimits limits) {
    this.inbox = inbox;
    this.limits = limits;
  }

  /** What one of them is to get. */
  record Letter(@Nullable String user, Draft draft, @Nullable String idempotencyKey) {}

  /**
   * What became of one.
   *
   * @param user as it came; absent where that could not be read
   * @param id the notification, where there is one
   * @param revision its revision
   * @param deliverAt when it is to be delivered, instead of a revision
   * @param problem why there is none
   */
  public record Result(
      @Nullable String user,
      @Nullable UUID id,
      @Nullable Long revision,
      @Nullable Instant deliverAt,
      @Nullable Problem problem) {

    static Result failed(@Nullable String user, Problem problem) {
      return new Result(user, null, null, null, problem);
    }
  }

  /** Publishes all of them, a slice at a time, and waits for what became of each. */
  List<Result> publish(Caller caller, List<Letter> letters) {
    List<Result> results = new ArrayList<>(letters.size());
    boolean down = false;
    for (int from = 0; from < letters.size(); from += SLICE) {
      var slice = letters.subList(from, Math.min(from + SLICE, letters.size()));
      List<CompletableFuture<Result>> waiting = new ArrayList<>(slice.size());
      for (Letter letter : slice) {
        waiting.add(publish(caller, letter, down));
      }
      waiting.forEach(each -> results.add(each.join()));
      down = down || isDown(results.subList(from, results.size()));
    }
    return results;
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

  private CompletableFuture<Result> publish(Caller caller, Letter letter, boolean down) {
    String user = letter.user;
    UserId id;
    try {
      id = UserId.of(user == null ? "" : user);
    } catch (ProblemException e) {
      return CompletableFuture.completedFuture(Result.failed(user, e.problem()));
    }
    if (down) {
      return CompletableFuture.completedFuture(Result.failed(id.value(), NOT_TRIED));
    }
    Problem refusal = limits.refusal(caller, id);
    if (refusal != null) {
      return CompletableFuture.completedFuture(Result.failed(id.value(), refusal));
    }
    return inbox
        .publish(id, letter.draft, letter.idempotencyKey, Runnable::run)
        .handle((outcome, failure) -> result(id.value(), outcome, failure));
  }

  private static Result result(
      String user, @Nullable Outcome outcome, @Nullable Throwable failure) {
    return switch (outcome) {
      case Outcome.Created made -> result(user, made.notification());
      case Outcome.Replaced made -> result(user, made.notification());
      case Outcome.Scheduled kept -> new Result(user, kept.id(), null, kept.deliverAt(), null);
      case Outcome.Repeated repeated -> repeated(user, repeated.answer());
      case Outcome.Rejected rejected -> Result.failed(user, rejected.problem());
      case Outcome.Marked _, Outcome.Swept _ ->
          throw new IllegalStateException("a publish marks nothing");
      case null -> Result.failed(user, problem(failure));
    };
  }

  private static Result result(String user, Notification notification) {
    return new Result(user, notification.id(), notification.revision(), null, null);
  }

  /** The first answer is kept as it was sent, so the id and the revision are read out of it. */
  private static Result repeated(String user, String answer) {
    JsonNode first = Json.tree(answer);
    JsonNode revision = first.get("revision");
    JsonNode deliverAt = first.get("deliverAt");
    return new Result(
        user,
        UUID.fromString(first.path("id").asText()),
        revision == null ? null : revision.longValue(),
        deliverAt == null ? null : Instant.parse(deliverAt.textValue()),
        null);
  }

  private static Problem problem(@Nullable Throwable failure) {
    Throwable cause = ProblemException.causeOf(failure);
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    log.error("a publish to one of many failed", cause);
    return Problem.of(Problem.Kind.INTERNAL, "This one failed inside Ringside; its log says why.");
  }
}
