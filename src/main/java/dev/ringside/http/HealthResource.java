package dev.ringside.http;

import dev.ringside.config.Version;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Whether the process lives, and whether it should be sent requests. */
@Singleton
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

  private static final int PING_SECONDS = 1;

  private final Readiness readiness;
  private final Transactions transactions;

  @Inject
  HealthResource(Readiness readiness, Transactions transactions) {
    this.readiness = readiness;
    this.transactions = transactions;
  }

  /** What health answers. */
  public record Health(String status) {}

  /** What a node that is ready answers: also which Ringside it is, so that upgrades can be seen. */
  public record Ready(String status, String version, String build, String date) {}

  /** The process answers, so it lives. */
  @GET
  @Path("live")
  public Health live() {
    return new Health("live");
  }

  /** Everything that a request needs is there; otherwise a 503 that names what is down. */
  @GET
  @Path("ready")
  public Ready ready() {
    if (!readiness.isSet()) {
      throw down("Ringside is starting or stopping.");
    }
    if (!databaseAnswers()) {
      throw down("The database does not answer.");
    }
    return new Ready("ready", Version.text(), Version.build(), Version.date());
  }

  /** Asks the database for a sign of life. */
  boolean databaseAnswers() {
    try {
      return transactions.read(connection -> connection.isValid(PING_SECONDS));
    } catch (DatabaseException e) {
      // The pool has given up.
      return false;
    }
  }

  private static ProblemException down(String what) {
    return ProblemException.of(Problem.Kind.UNAVAILABLE, "%s", what);
  }
}
