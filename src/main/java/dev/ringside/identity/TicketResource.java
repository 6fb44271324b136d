package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.FieldErrors;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hands out tickets, by which a session is opened where no header can be sent. */
@Singleton
@Path("api/users/{user}/tickets")
public class TicketResource {

  static final long DEFAULT_SESSION_SECONDS = 3600;

  private final Tickets tickets;
  private final long maxSessionSeconds;

  @Inject
  TicketResource(Tickets tickets, RingsideConfig config) {
    this.tickets = tickets;
    this.maxSessionSeconds = config.identity().tokenMaxTtl().toSeconds();
  }

  /**
   * What a ticket may be asked for.
   *
   * @param sessionSeconds how long the session that it opens may last, an hour by default; with a
   *     user's own credential no longer than that
   */
  public record TicketBody(@Nullable Long sessionSeconds) {}

  /** Hands out a ticket for the user: to the application, or to the user. */
  @POST
  @Needs({Scope.READ, Scope.PUBLISH})
  @Audited
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Tickets.Issued issue(
      @PathParam("user") String user,
      @Nullable TicketBody body,
      @Context SecurityContext security) {
    Identified identified = Identified.of(security);
    Caller caller = identified.caller();
    UserId id = caller.reach(user);
    Long asked = body == null ? null : body.sessionSeconds();
    FieldErrors errors = new FieldErrors();
    errors.range("sessionSeconds", asked, 1, maxSessionSeconds);
    errors.throwIfAny();
    long seconds = asked == null ? Math.min(DEFAULT_SESSION_SECONDS, maxSessionSeconds) : asked;
    Instant end =
        switch (caller) {
          case Caller.Person owner -> owner.until();
          case Caller.Application _ -> Instant.MAX;
        };
    return tickets.issue(
        id, identified.credential(), Duration.ofSeconds(seconds), end, caller.signIn());
  }
}
