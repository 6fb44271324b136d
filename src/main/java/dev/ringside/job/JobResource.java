package dev.ringside.job;

import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.AsyncAnswer;
import dev.ringside.inbox.ContentRules;
import dev.ringside.inbox.PublishLimits;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Page;
import dev.ringside.wire.PathSegment;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The jobs of one user. For the application only. A report never blocks. */
@Singleton
@Path("api/users/{user}/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobResource {

  static final int MAX_LIMIT = 100;

  private final JobService service;
  private final JobReader reader;
  private final PublishLimits limits;

  @Inject
  JobResource(JobService service, JobReader reader, PublishLimits limits) {
    this.service = service;
    this.reader = reader;
    this.limits = limits;
  }

  /** Starts a job, or tells how far it is. */
  @PUT
  @Path("{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  public void report(
      @PathParam("user") String user,
      @PathParam("key") String key,
      ReportBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    Caller caller = Caller.of(request.getSecurityContext());
    UserId recipient = caller.recipient(user);
    FieldErrors errors = new FieldErrors();
    JobName name = name(recipient, key, errors);
    JobReport report = body.check(errors);
    errors.throwIfAny();
    Job held = service.absorb(name, report);
    if (held != null) {
      answer.resume(taken(held));
      return;
    }
    limits.require(caller, recipient);
    AsyncAnswer.resume(
        answer,
        service.report(name, report, AsyncAnswer.home(request)),
        done ->
            switch (done) {
              case JobService.Answer.Held(var job) -> taken(job);
              case JobService.Answer.Stored(var outcome) -> stored(outcome);
            });
  }

  /** Ends a job. */
  @POST
  @Path("{key}/done")
  @Consumes(MediaType.APPLICATION_JSON)
  public void done(
      @PathParam("user") String user,
      @PathParam("key") String key,
      EndBody body,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    Caller caller = Caller.of(request.getSecurityContext());
    UserId recipient = caller.recipient(user);
    FieldErrors errors = new FieldErrors();
    JobName name = name(recipient, key, errors);
    JobEnd end = body.check(errors);
    errors.throwIfAny();
    limits.require(caller, recipient);
    AsyncAnswer.resume(
        answer, service.end(name, end, AsyncAnswer.home(request)), JobResource::stored);
  }

  /** Takes a job back, with its notification. */
  @DELETE
  @Path("{key}")
  public void withdraw(
      @PathParam("user") String user,
      @PathParam("key") String key,
      @Context ContainerRequestContext request,
      @Suspended AsyncResponse answer) {
    UserId recipient = Caller.of(request.getSecurityContext()).recipient(user);
    JobName name = known(recipient, key);
    AsyncAnswer.resume(
        answer, service.withdraw(name, AsyncAnswer.home(request)), JobResource::stored);
  }

  /** A job. */
  @GET
  @Path("{key}")
  public byte[] get(
      @PathParam("user") String user,
      @PathParam("key") String key,
      @Context SecurityContext security) {
    UserId owner = Caller.of(security).recipient(user);
    return reader.find(known(owner, key)).map(JobJson::bytes).orElseThrow(JobResource::unknown);
  }

  /** Jobs, what started last first. */
  @GET
  public Response list(
      @PathParam("user") String user,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @DefaultValue("50") int limit,
      @Context SecurityContext security) {
    UserId owner = Caller.of(security).recipient(user);
    FieldErrors errors = new FieldErrors();
    errors.range("limit", limit, 1, MAX_LIMIT);
    JobPlace place = JobPlace.of(before, errors);
    errors.throwIfAny();
    Page<Job> page = Page.of(reader.list(owner, place, limit + 1), limit);
    Response.ResponseBuilder answer = Response.ok(JobJson.list(page.items(), page.more()));
    if (page.more()) {
      String next = JobPlace.behind(page.items().getLast()).named();
      answer.header(
          "Link",
          "<%s?limit=%d&before=%s>; rel=\"next\""
              .formatted(jobs(owner.value()), limit, PathSegment.of(next)));
    }
    return answer.build();
  }

  private static JobName name(UserId user, String key, FieldErrors errors) {
    ContentRules.key(key, errors);
    return new JobName(user.value(), key);
  }

  /** One that may be there: no job has a name that cannot be stored. */
  private static JobName known(UserId user, String key) {
    if (!Text.isStorable(key)) {
      throw unknown();
    }
    return new JobName(user.value(), key);
  }

  private static ProblemException unknown() {
    return ProblemException.of(Problem.Kind.NOT_FOUND, "There is no such job, or no longer.");
  }

  private static Response stored(JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Started(var job) ->
          Response.created(location(job))
              .entity(JobJson.bytes(job))
              .type(MediaType.APPLICATION_JSON_TYPE)
              .build();
      case JobOutcome.Heard(var job, _) -> ok(job);
      case JobOutcome.Ended(var job) -> ok(job);
      case JobOutcome.Done _ -> Response.noContent().build();
      case JobOutcome.TooSoon(var job, _, _) -> taken(job);
      case JobOutcome.Rejected(var problem) -> throw new ProblemException(problem);
    };
  }

  private static Response ok(Job job) {
    return Response.ok(JobJson.bytes(job), MediaType.APPLICATION_JSON_TYPE).build();
  }

  /** It will be stored in a moment, as far as this node lives. */
  private static Response taken(Job job) {
    return Response.accepted(JobJson.bytes(job)).type(MediaType.APPLICATION_JSON_TYPE).build();
  }

  private static URI location(Job job) {
    return URI.create(jobs(job.name().user()) + "/" + PathSegment.of(job.name().key()));
  }

  private static String jobs(String user) {
    return "/api/users/" + PathSegment.of(user) + "/jobs";
  }
}
