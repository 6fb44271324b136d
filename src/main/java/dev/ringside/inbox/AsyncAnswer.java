package dev.ringside.inbox;

import dev.ringside.wire.Home;
import dev.ringside.wire.ProblemException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** How a request is answered that waits for a commit without a thread. */
public final class AsyncAnswer {

  private AsyncAnswer() {}

  /** Where the answer to a request is best completed. */
  public static Executor home(ContainerRequestContext request) {
    return request.getProperty(Home.PROPERTY) instanceof Executor home ? home : Runnable::run;
  }

  /**
   * Resumes a request with an outcome, on whatever thread completes that.
   *
   * @param response makes the answer, or throws the problem that it is
   */
  public static <T> void resume(
      AsyncResponse request, CompletableFuture<T> outcome, Function<T, Response> response) {
    CompletableFuture<?> _ =
        outcome.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                resume(request, result, response);
              } else {
                request.resume(ProblemException.causeOf(failure));
              }
            });
  }

  private static <T> void resume(AsyncResponse request, T result, Function<T, Response> response) {
    Response answer;
    try {
      answer = response.apply(result);
    } catch (RuntimeException e) {
      request.resume(e);
      return;
    }
    request.resume(answer);
  }
}
