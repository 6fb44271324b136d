package dev.ringside.recipients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.identity.Caller;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftBody;
import dev.ringside.inbox.IdempotencyKey;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.PublishLimits;
import dev.ringside.recipients.Recipients.Letter;
import dev.ringside.recipients.Recipients.Result;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One notification to many users, or many to many. For the application only. */
@Singleton
@Path("api/notifications")
public class RecipientsResource {

  static final String LINES = "application/x-ndjson";

  /** The longest line, in bytes. */
  static final int MAX_LINE = 64 * 1024;

  /** How many lines are published together, where so many are there. */
  private static final int LINES_TOGETHER = 500;

  private static final Json.Reader<DraftBody> DRAFT = Json.reader(DraftBody.class);

  private final InboxService inbox;
  private final Recipients recipients;
  private final Operations operations;
  private final Everyone everyone;
  private final PublishLimits limits;

  @Inject
  RecipientsResource(
      InboxService inbox,
      Recipients recipients,
      Operations operations,
      Everyone everyone,
      PublishLimits limits) {
    this.limits = limits;
    this.inbox = inbox;
    this.recipients = recipients;
    this.operations = operations;
    this.everyone = everyone;
  }

  /** What became of each, in the order of the list. */
  public record RecipientsAnswer(List<Result> results) {}

  /** Publishes to each of the users, who fail alone; or starts to publish to everyone. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response publish(
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      RecipientsBody body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    caller.requireApplication();
    FieldErrors errors = new FieldErrors();
    List<@Nullable String> users = body.checkUsers(errors);
    Draft draft = body.checkDraft(errors);
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    if (body.isForEveryone()) {
      limits.require(caller);
      return OperationResource.started(operations.start(everyone, "", draft, idempotencyKey));
    }
    List<Letter> letters = new ArrayList<>(users.size());
    for (String user : users) {
      letters.add(new Letter(user, draft, idempotencyKey));
    }
    return Response.ok(new RecipientsAnswer(recipients.publish(caller, letters))).build();
  }

  /**
   * Publishes a notification a line, and answers a line for each, as it goes. Whoever sends faster
   * than the database takes it is held back.
   */
  @POST
  @Consumes(LINES)
  @Produces(LINES)
  public Response publishLines(
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      InputStream body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    caller.requireApplication();
    FieldErrors errors = new FieldErrors();
    IdempotencyKey.check(idempotencyKey, errors);
    inbox.requireValid(errors);
    StreamingOutput answer =
        out -> publishAll(caller, new Lines(body, MAX_LINE), idempotencyKey, out);
    return Response.ok(answer, LINES).header("X-Accel-Buffering", "no").build();
  }

  private void publishAll(
      Caller caller, Lines lines, @Nullable String idempotencyKey, OutputStream out)
      throws IOException {
    List<Object> together = new ArrayList<>();
    for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
      together.add(read(line, idempotencyKey));
      if (together.size() == LINES_TOGETHER || !lines.isMoreHere()) {
        answer(caller, together, out);
        together.clear();
      }
    }
    answer(caller, together, out);
  }

  /** A {@link Letter}, or the {@link Result} of a line that is none. */
  private Object read(Lines.Line line, @Nullable String idempotencyKey) {
    return switch (line) {
      case Lines.TooLong() ->
          Result.failed(
              null,
              Problem.of(Problem.Kind.TOO_LARGE, "A line may have " + MAX_LINE + " bytes here."));
      case Lines.NotText() ->
          Result.failed(null, Problem.of(Problem.Kind.UNREADABLE, "The line is not valid UTF-8."));
      case Lines.Text(String text) -> read(text, idempotencyKey);
    };
  }

  private Object read(String text, @Nullable String idempotencyKey) {
    ObjectNode object = Json.object(text);
    if (object == null) {
      return Result.failed(
          null, Problem.of(Problem.Kind.UNREADABLE, "The line is not one JSON object."));
    }
    JsonNode user = object.remove("user");
    JsonNode key = object.remove("idempotencyKey");
    if ((user != null && !user.isTextual()) || (key != null && !key.isTextual())) {
      return Result.failed(
          null, Problem.of(Problem.Kind.UNREADABLE, "user and idempotencyKey must be text."));
    }
    try {
      DraftBody body = DRAFT.read(object);
      return letter(user, key == null ? idempotencyKey : key.textValue(), body);
    } catch (ProblemException e) {
      return Result.failed(null, e.problem());
    }
  }

  private Object letter(@Nullable JsonNode user, @Nullable String key, DraftBody body) {
    String name = user == null ? null : user.textValue();
    FieldErrors errors = new FieldErrors();
    if (name == null) {
      errors.add("user", "is needed");
    }
    IdempotencyKey.check("idempotencyKey", key, errors);
    Draft draft = body.check(errors);
    try {
      inbox.requireValid(errors);
    } catch (ProblemException e) {
      return Result.failed(name, e.problem());
    }
    return new Letter(name, draft, key);
  }

  private void answer(Caller caller, List<Object> together, OutputStream out) throws IOException {
    List<Letter> letters =
        together.stream().filter(Letter.class::isInstance).map(Letter.class::cast).toList();
    var published = recipients.publish(caller, letters).iterator();
    var bytes = new ByteArrayOutputStream(together.size() * 128);
    for (Object each : together) {
      bytes.write(Json.bytes(each instanceof Result result ? result : published.next()));
      bytes.write('\n');
    }
    out.write(bytes.toByteArray());
    out.flush();
  }
}
