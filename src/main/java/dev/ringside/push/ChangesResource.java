package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Identified;
import dev.ringside.identity.Right;
import dev.ringside.identity.UserId;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Visit;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an inbox went through since a position, with a wait for what is to come: the long poll. */
@Singleton
@Path("api/users/{user}/changes")
public class ChangesResource {

  static final int MAX_WAIT_SECONDS = 60;
  static final int MAX_EPOCH = 64;

  private final Streams streams;
  private final Authentication authentication;
  private final Duration patience;

  @Inject
  ChangesResource(Streams streams, Authentication authentication, RingsideConfig config) {
    this.streams = streams;
    this.authentication = authentication;
    this.patience = config.database().timeout().plus(config.writer().timeout());
  }

  /**
   * The changes since a position, or a snapshot where none is given.
   *
   * @param wait how many seconds to wait for a change, up to 60
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] changes(
      @PathParam("user") String user,
      @QueryParam("epoch") @Nullable String epoch,
      @QueryParam("since") @Nullable Long since,
      @QueryParam("wait") @DefaultValue("0") int wait,
      @Context ContainerRequestContext request)
      throws InterruptedException {
    Identified identified = Identified.of(request.getSecurityContext());
    UserId id = identified.caller().reach(user);
    FieldErrors errors = new FieldErrors();
    errors.range("since", since, 0, Long.MAX_VALUE);
    errors.range("wait", wait, 0, MAX_WAIT_SECONDS);
    errors.text("epoch", epoch, MAX_EPOCH);
    errors.throwIfAny();
    Position from = epoch == null || since == null ? null : new Position(epoch, since);
    long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
    LogName inbox = LogName.inbox(id.value());
    Visit visit = Visits.begin(Visit.Kind.POLL, request);
    Right right = authentication.right(identified.credential(), identified.caller());
    try (var stream = streams.open(visit, inbox, from, identified.caller())) {
      Frame frame = first(stream);
      while (frame != null && frame.isEmpty()) {
        Frame next = stream.take(Duration.ofNanos(end - System.nanoTime()), right);
        if (next == null) {
          break;
        }
        frame = next;
      }
      if (!right.holds(Instant.now())) {
        throw ProblemException.of(
            Problem.Kind.UNAUTHENTICATED, "The credential has ended while this call waited.");
      }
      if (frame != null && !stream.outlet().wasErased()) {
        return frame.parts().getFirst().json();
      }
    }
    // What was read is of a history that is gone: what came is the erasure.
    try (var stream = streams.open(visit, inbox, from, identified.caller())) {
      Frame frame = first(stream);
      if (frame != null) {
        return frame.parts().getFirst().json();
      }
    }
    throw ProblemException.of(Problem.Kind.UNAVAILABLE, "The inbox is being erased; ask again.");
  }

  /** What comes first; null where the history was erased before that. */
  private @Nullable Frame first(Streams.Stream stream) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    // It may be woken before there is a frame; the right to go on is looked at when there is one.
    while (System.nanoTime() < end) {
      Frame frame = stream.outlet().take(Duration.ofNanos(end - System.nanoTime()));
      if (frame != null || stream.outlet().wasErased()) {
        return frame;
      }
    }
    throw ProblemException.of(Problem.Kind.UNAVAILABLE, "The inbox cannot be read at the moment.");
  }
}
