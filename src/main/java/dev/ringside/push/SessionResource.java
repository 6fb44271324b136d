package dev.ringside.push;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Caller;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Roll;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A user's sessions on all nodes, to be looked at and to be ended. */
@Singleton
@Path("api/users/{user}/sessions")
public class SessionResource {

  private final Presence presence;
  private final Broker broker;

  @Inject
  SessionResource(Presence presence, Broker broker) {
    this.presence = presence;
    this.broker = broker;
  }

  /**
   * The sessions of a user.
   *
   * @param sessions those that were found, the oldest first
   * @param complete false where a node did not answer in time
   */
  public record SessionsAnswer(List<SessionAnswer> sessions, boolean complete) {}

  /**
   * One session.
   *
   * @param id as its welcome named it
   * @param kind {@code socket}, {@code events} or {@code poll}
   * @param since when it began
   * @param address where it comes from
   * @param agent what the client says of itself
   */
  public record SessionAnswer(
      String id, String kind, Instant since, @Nullable String address, @Nullable String agent) {

    private static SessionAnswer of(Visit visit) {
      return new SessionAnswer(
          visit.id(),
          visit.kind().name().toLowerCase(Locale.ROOT),
          visit.since(),
          visit.address(),
          visit.agent());
    }
  }

  /** The sessions that are open, on all nodes. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public SessionsAnswer list(@PathParam("user") String user, @Context SecurityContext security) {
    Roll roll = presence.roll(LogName.inbox(Caller.of(security).reach(user).value()));
    return new SessionsAnswer(
        roll.visits().stream()
            .sorted(Comparator.comparing(Visit::since))
            .map(SessionAnswer::of)
            .toList(),
        roll.complete());
  }

  /** Ends all of them: for an application whose user has signed out. */
  @DELETE
  @Audited
  public void endAll(@PathParam("user") String user, @Context SecurityContext security) {
    LogName log = LogName.inbox(Caller.of(security).reach(user).value());
    broker.signal(new Signal.SignedOut(log, Signal.SignedOut.ALL));
  }

  /** Ends one of them. */
  @DELETE
  @Audited
  @Path("{session}")
  public void end(
      @PathParam("user") String user,
      @PathParam("session") String session,
      @Context SecurityContext security) {
    LogName log = LogName.inbox(Caller.of(security).reach(user).value());
    Roll roll = presence.roll(log);
    if (roll.complete() && roll.visits().stream().noneMatch(v -> v.id().equals(session))) {
      throw ProblemException.of(
          Problem.Kind.NOT_FOUND, "This user has no such session; it may have ended.");
    }
    broker.signal(new Signal.SignedOut(log, session));
  }
}
