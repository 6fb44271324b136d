package dev.ringside.http;

import dev.ringside.wire.Home;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Resources that do next to nothing, each in another way. */
@Path("/")
public final class SampleResource {

  /** One call that waits to be answered by the writer. */
  private record Call(Executor home, AsyncResponse answer, String content) {}

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  final SynchronousQueue<String> events = new SynchronousQueue<>();
  final CompletableFuture<Throwable> streamEnd = new CompletableFuture<>();
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch gate = new CountDownLatch(1);

  SampleResource() {
    Thread.ofPlatform().daemon().name("writer").start(this::answerTogether);
  }

  private void answerTogether() {
    try {
      while (true) {
        List<Call> batch = new java.util.ArrayList<>();
        batch.add(calls.take());
        calls.drainTo(batch);
        var byHome = new IdentityHashMap<Executor, List<Call>>();
        batch.forEach(
            call -> byHome.computeIfAbsent(call.home, _ -> new java.util.ArrayList<>()).add(call));
        byHome.forEach(
            (home, group) ->
                home.execute(() -> group.forEach(call -> call.answer.resume(call.content))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answered by the writer, together with others; or at once, for a user of that name. */
  @POST
  @Path("api/users/{user}/notifications")
  @Produces("application/json")
  public void publish(
      @PathParam("user") String user,
      byte[] body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    byte[] content =
        ("{\"user\":\"" + user + "\",\"bytes\":" + body.length + "}")
            .getBytes(StandardCharsets.UTF_8);
    if (user.equals("blocking") && StartOver.isNeeded()) {
      throw new StartOver();
    }
    if (user.equals("now") || user.equals("blocking")) {
      answer.resume(content);
    } else if (user.equals("late")) {
      answer.setTimeout(20, TimeUnit.MILLISECONDS);
    } else if (user.equals("elsewhere")) {
      Thread.startVirtualThread(() -> answer.resume(content));
    } else {
      calls.add(
          new Call(
              (Executor) request.getProperty(Home.PROPERTY),
              answer,
              new String(content, StandardCharsets.UTF_8)));
    }
  }

  @POST
  @Path("api/notifications")
  @Consumes("application/json")
  public String list(byte[] body) {
    return "list " + body.length;
  }

  @GET
  @Path("api/users/{user}/notifications")
  public String read(@PathParam("user") String user, @QueryParam("limit") Integer limit) {
    return user + " " + limit + " " + Thread.currentThread().isVirtual();
  }

  @GET
  @Path("api/numbers/{number}")
  public String number(@PathParam("number") int number) {
    return "number " + number;
  }

  @GET
  @Path("api/problem/{status}")
  public Response problem(@PathParam("status") int status) {
    return Response.status(status).build();
  }

  @GET
  @Path("api/invalid")
  @SuppressWarnings("DoNotCallSuggester")
  public String invalid() {
    throw ProblemException.ofField(Problem.Kind.INVALID, "title", "is longer than 256 characters");
  }

  @GET
  @Path("api/broken")
  @SuppressWarnings("DoNotCallSuggester")
  public String broken() {
    throw new IllegalStateException("the secret is 42");
  }

  @GET
  @Path("api/large")
  public byte[] large() {
    return new byte[300_000];
  }

  @GET
  @Path("api/events")
  @Produces("text/event-stream")
  public StreamingOutput events() {
    return output -> {
      try {
        while (true) {
          String event = events.take();
          if (event.isEmpty()) {
            return;
          }
          output.write(event.getBytes(StandardCharsets.UTF_8));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.io.IOException e) {
        streamEnd.complete(e);
        throw e;
      }
    };
  }

  @GET
  @Path("api/half")
  public StreamingOutput half() {
    return output -> {
      output.write("half".getBytes(StandardCharsets.UTF_8));
      throw new IllegalStateException("the other half is missing");
    };
  }

  /** The home of this connection, and the thread on which it runs what it is given. */
  @GET
  @Path("api/home")
  public String home(@Context ContainerRequestContext request) {
    var home = (Executor) request.getProperty(Home.PROPERTY);
    var thread = new CompletableFuture<Thread>();
    home.execute(() -> thread.complete(Thread.currentThread()));
    return System.identityHashCode(home) + " " + thread.join().threadId();
  }

  @GET
  @Path("api/split")
  public Response split() {
    return Response.ok("x").header("X-Sample", "a\r\nX-Other: b").build();
  }

  @GET
  @Path("api/unwritable")
  public Object unwritable() {
    return new Object();
  }

  @GET
  @Path("api/gate")
  public String gate() throws InterruptedException {
    entered.countDown();
    return gate.await(10, TimeUnit.SECONDS) ? "open" : "shut";
  }
}
