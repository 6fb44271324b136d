package dev.ringside.http;

import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import dev.ringside.log.Broker;
import dev.ringside.room.RoomFigures;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** How much there is and happens, and how each part is. For the application only. */
@Singleton
@Path("api/statistics")
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {

  private final RoomFigures rooms;
  private final HealthResource health;
  private final Readiness readiness;
  private final Broker broker;

  @Inject
  StatisticsResource(RoomFigures rooms, HealthResource health, Readiness readiness, Broker broker) {
    this.rooms = rooms;
    this.health = health;
    this.readiness = readiness;
    this.broker = broker;
  }

  /**
   * How each part of this node is.
   *
   * @param node whether it takes requests
   * @param database whether it answers
   * @param broker whether it carries changes to other nodes
   */
  public record Parts(boolean node, boolean database, boolean broker) {}

  /** The figures, with how each part is. */
  public record StatisticsAnswer(RoomFigures.InAll rooms, Parts health) {}

  /** What there is at the moment. */
  @GET
  @Needs(Scope.ADMIN)
  public StatisticsAnswer get(@Context SecurityContext security) {
    Caller.of(security).requireApplication();
    // Where the database is away, the figures are a 503, as everywhere.
    return new StatisticsAnswer(
        rooms.inAll(), new Parts(readiness.isSet(), health.databaseAnswers(), broker.isUp()));
  }
}
