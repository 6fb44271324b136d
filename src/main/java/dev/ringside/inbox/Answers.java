package dev.ringside.inbox;

import dev.ringside.wire.Json;
import dev.ringside.wire.PathSegment;
import dev.ringside.wire.ProblemException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What HTTP answers to an {@link Outcome}. */
final class Answers {

  private Answers() {}

  /** Resumes a request with the outcome, on whatever thread completes it. */
  static void resume(AsyncResponse request, CompletableFuture<Outcome> outcome) {
    AsyncAnswer.resume(request, outcome, Answers::response);
  }

  private static Response response(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Created created -> {
        Notification made = created.notification();
        yield Response.created(location(made))
            .entity(NotificationJson.bytes(made))
            .type(MediaType.APPLICATION_JSON_TYPE)
            .build();
      }
      case Outcome.Replaced replaced -> ok(NotificationJson.bytes(replaced.notification()));
      case Outcome.Scheduled scheduled ->
          Response.accepted(Json.bytes(ScheduledAnswer.of(scheduled)))
              .location(
                  URI.create(
                      "/api/users/"
                          + PathSegment.of(scheduled.user())
                          + "/scheduled/"
                          + scheduled.id()))
              .type(MediaType.APPLICATION_JSON_TYPE)
              .build();
      case Outcome.Repeated repeated -> ok(repeated.answer().getBytes(StandardCharsets.UTF_8));
      case Outcome.Marked marked ->
          ok(Json.bytes(new MarkedAnswer(marked.revision(), marked.unread())));
      case Outcome.Swept swept ->
          throw new IllegalArgumentException("nobody waits for a sweep: " + swept);
      case Outcome.Rejected rejected -> throw new ProblemException(rejected.problem());
    };
  }

  private static Response ok(byte[] json) {
    return Response.ok(json, MediaType.APPLICATION_JSON_TYPE).build();
  }

  /** Where a notification can be read. */
  private static URI location(Notification notification) {
    return URI.create(
        "/api/users/"
            + PathSegment.of(notification.user())
            + "/notifications/"
            + notification.id());
  }

  /**
   * The answer to a mark.
   *
   * @param revision the inbox's revision after it
   * @param unread the unread count after it
   */
  record MarkedAnswer(long revision, long unread) {}
}
