package dev.ringside.http;

import dev.ringside.persistence.DatabaseException;
import dev.ringside.wire.Flag;
import dev.ringside.wire.Problem;
import dev.ringside.wire.Problem.FieldError;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.ProblemException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import org.glassfish.jersey.server.ParamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a request ends with into a problem: the one mapper, so that nothing gets past it.
 * Safe for any thread.
 */
final class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

  @Override
  public Response toResponse(Throwable thrown) {
    return switch (thrown) {
      case StartOver e when StartOver.isNeeded() -> Response.ok(StartOver.MARK).build();
      case ProblemException problem -> answer(problem.problem());
      case DatabaseException e when e.kind() != DatabaseException.Kind.REFUSED ->
          answer(unavailable(e));
      case ParamException.PathParamException e -> answer(nothingThere());
      case ParamException e -> answer(badParameter(e));
      case NotFoundException e -> answer(nothingThere());
      case NotAllowedException e -> notAllowed(e);
      case NotAcceptableException e ->
          answer(Problem.of(Kind.NOT_ACCEPTABLE, "It cannot be had in a form that Accept names."));
      case NotSupportedException e ->
          answer(
              Problem.of(
                  Kind.UNSUPPORTED_MEDIA_TYPE, "A body of this Content-Type is not read here."));
      case WebApplicationException e when e.getResponse().getStatus() == 500 ->
          answer(Faults.log(e));
      case WebApplicationException e -> e.getResponse();
      default -> answer(Faults.log(thrown));
    };
  }

  private static Response answer(Problem problem) {
    return Response.status(problem.status()).entity(problem).build();
  }

  private static Response notAllowed(NotAllowedException e) {
    String allowed = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
    Problem problem =
        Problem.of(Kind.METHOD_NOT_ALLOWED, "What can be done here is " + allowed + ".");
    return Response.status(problem.status())
        .header(HttpHeaders.ALLOW, allowed)
        .entity(problem)
        .build();
  }

  /** No fault of ours, so it gets a line in the log and no stack. */
  private static Problem unavailable(DatabaseException e) {
    LOG.warn("A request found the database {}: {}", e.kind(), e.getMessage());
    return Problem.of(
        Kind.UNAVAILABLE,
        switch (e.kind()) {
          case CONTENDED -> "Somebody else is changing the same at the moment; try again.";
          case UNKNOWN_OUTCOME ->
              "The database did not answer the commit, so this may be done or not; try again.";
          case FULL -> "The disk of the database is full; nothing was changed.";
          case UNAVAILABLE, REFUSED -> "The database does not answer; try again in a moment.";
        });
  }

  private static Problem nothingThere() {
    return Problem.of(Kind.NOT_FOUND, "There is nothing at this address.");
  }

  private static Problem badParameter(ParamException e) {
    return Problem.of(
        Kind.UNREADABLE, List.of(new FieldError(e.getParameterName(), whatWouldBeRight(e))));
  }

  /** What could not be read tells its kind by what its reader threw. */
  private static String whatWouldBeRight(ParamException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case NumberFormatException _ -> {
          return "must be a whole number in range";
        }
        case Flag.NotAFlag flag -> {
          return flag.detail();
        }
        default -> {}
      }
    }
    return "could not be read";
  }
}
