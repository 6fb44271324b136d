package dev.ringside.http;

import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.lang.annotation.Annotation;
import java.util.List;

/**
 * Makes every error that a resource or a filter answers a problem document, with the headers that
 * its status asks for. A {@link Problem} may be an answer's entity as it is. Safe for any thread.
 */
final class ProblemFilter implements ContainerResponseFilter {

  private static final MediaType PROBLEM = MediaType.valueOf(Problem.MEDIA_TYPE);
  private static final Annotation[] NONE = {};

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
    Object entity = answer.getEntity();
    if (entity instanceof StreamingOutput stream) {
      // HEAD runs the resource of GET, and a stream of events would never end.
      boolean head = request.getMethod().equals(HttpMethod.HEAD);
      answer.setEntity(head ? null : new JerseyAnswer.GuardedStream(stream));
      return;
    }
    int status = answer.getStatus();
    if (status < 400) {
      return;
    }
    if (entity == null) {
      entity = Problem.of(Problem.Kind.ofStatus(status), detailOf(status));
    }
    if (entity instanceof Problem problem) {
      answer.setEntity(Json.bytes(problem), NONE, PROBLEM);
      answer.getHeaders().putIfAbsent("Cache-Control", List.of("no-store"));
    }
    Answer.headersOf(status)
        .forEach((name, value) -> answer.getHeaders().putIfAbsent(name, List.of(value)));
  }

  private static String detailOf(int status) {
    return switch (status) {
      case 400 -> "The request could not be understood.";
      case 401 -> "Send an API key or a user's token as Authorization: Bearer.";
      case 403 -> "Who is asking may not do this.";
      case 404 -> "There is nothing at this address.";
      case 503 -> "Try again in a moment.";
      default -> "The request was answered with status " + status + ".";
    };
  }
}
