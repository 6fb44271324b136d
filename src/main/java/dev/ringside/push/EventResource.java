package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Identified;
import dev.ringside.identity.Right;
import dev.ringside.identity.UserId;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Visit;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An inbox as server-sent events. The stream is a session like a socket; its request's virtual
 * thread pulls frames and writes them, however slowly the client reads.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, section
 *     9.2</a>
 */
@Singleton
@Path("api/users/{user}/events")
public class EventResource {

  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);
  static final Pattern EVENT_ID = Pattern.compile("([-a-z0-9]{1,64}):(\\d{1,18})");

  private final Streams streams;
  private final Authentication authentication;
  private final Duration comment;

  @Inject
  EventResource(Streams streams, Authentication authentication, RingsideConfig config) {
    this.streams = streams;
    this.authentication = authentication;
    this.comment = config.sessions().eventsComment();
  }

  /** Follows the inbox, from the position that {@code Last-Event-ID} names. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response events(
      @PathParam("user") String user,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context ContainerRequestContext request) {
    Identified identified = Identified.of(request.getSecurityContext());
    UserId id = identified.caller().reach(user);
    Right right = authentication.right(identified.credential(), identified.caller());
    Position from = lastEventId == null || lastEventId.isEmpty() ? null : position(lastEventId);
    LogName log = LogName.inbox(id.value());
    streams.requireRoom(log);
    // Opened only when it is written: the answer to HEAD never is.
    Visit visit = Visits.begin(Visit.Kind.EVENTS, request);
    StreamingOutput output =
        out -> write(streams.open(visit, log, from, right.caller()), right, out);
    return Response.ok(output, MediaType.SERVER_SENT_EVENTS_TYPE)
        .header("Cache-Control", "no-cache")
        .header("X-Accel-Buffering", "no")
        .build();
  }

  private static Position position(String lastEventId) {
    Matcher id = EVENT_ID.matcher(lastEventId);
    if (!id.matches()) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "Last-Event-ID", "must be the id of an event of this stream");
    }
    return new Position(id.group(1), Long.parseLong(id.group(2)));
  }

  private void write(Streams.Stream stream, Right right, OutputStream out) throws IOException {
    try (stream) {
      // Headers and a first byte at once, so that the client knows that it is connected.
      out.write(COMMENT);
      out.flush();
      while (!stream.outlet().isClosed()) {
        Frame frame = stream.take(comment, right);
        if (!right.holds(Instant.now())) {
          break;
        }
        if (frame == null) {
          out.write(COMMENT);
        } else {
          for (Frame.Part part : frame.parts()) {
            write(part, out);
          }
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Frame.Part part, OutputStream out) throws IOException {
    String head =
        "event: inbox\nid: " + part.end().epoch() + ":" + part.end().revision() + "\ndata: ";
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.write(part.json());
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
  }
}
