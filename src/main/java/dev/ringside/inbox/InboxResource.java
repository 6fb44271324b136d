package dev.ringside.inbox;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import dev.ringside.identity.UserId;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Signal;
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

/** One user's inbox as a whole. */
@Singleton
@Path("api/users/{user}")
public class InboxResource {

  private final InboxReader reader;
  private final InboxRepository repository;
  private final CommitWitness witness;
  private final Broker broker;
  private final Presence presence;

  @Inject
  InboxResource(
      InboxReader reader,
      InboxRepository repository,
      CommitWitness witness,
      Broker broker,
      Presence presence) {
    this.reader = reader;
    this.repository = repository;
    this.witness = witness;
    this.broker = broker;
    this.presence = presence;
  }

  /**
   * Where an inbox stands.
   *
   * @param epoch its history
   * @param revision its revision
   * @param unread how many notifications are unread
   * @param online how many sessions of all kinds follow it, on all nodes
   */
  public record InboxAnswer(String epoch, long revision, long unread, int online) {}

  /** Where the inbox stands, and whether anybody is there. */
  @GET
  @Path("inbox")
  @Produces(MediaType.APPLICATION_JSON)
  public InboxAnswer inbox(@PathParam("user") String user, @Context SecurityContext security) {
    UserId id = Caller.of(security).reach(user);
    InboxPage page = reader.head(id.value());
    return new InboxAnswer(
        page.head().epoch(),
        page.head().revision(),
        page.unread(),
        presence.online(LogName.inbox(id.value())));
  }

  /** Erases all that is kept of the user; open sessions are told and closed. Application only. */
  @DELETE
  @Needs(Scope.ADMIN)
  @Audited
  public void erase(@PathParam("user") String user, @Context SecurityContext security) {
    UserId id = Caller.of(security).recipient(user);
    LogName log = LogName.inbox(id.value());
    witness.forget(log);
    InboxRepository.Erasure erasure = repository.erase(id);
    broker.signal(new Signal.Erased(log, erasure.epoch()));
    erasure.endings().forEach(broker::signal);
  }
}
