package dev.ringside.job;

import dev.ringside.inbox.ContentRules;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on jobs, with their shapes. */
@Dependent
class JobApi implements ApiPart {

  private static final String JOBS = "jobs";
  private static final String JOB = "Job";
  private static final String NONE = "There is no such job, or no longer.";
  private static final String LATER_RUN = "A later run of it has started, or this one has ended.";

  @Override
  public void describe(Api api) {
    parameters(api);
    operations(api);
    bodies(api);
    job(api);
  }

  private static void parameters(Api api) {
    api.parameter(
        JobResource.class,
        "key",
        "The application's own name for the job; its notification has it, too.",
        key -> key.atLeast(1).atMost(ContentRules.MAX_KEY));
    api.parameter(
        JobResource.class,
        "limit",
        "How many at most.",
        limit -> limit.range(1, JobResource.MAX_LIMIT));
    api.parameter(
        JobResource.class,
        "before",
        "Where the page begins, as the Link header of the one before it has it.",
        before -> before);
  }

  private static void operations(Api api) {
    api.tag(JOBS, "What takes long, and who is told how far it is. For the application.");
    operation(api, "report", "reportJob", "Start a job, or tell how far it is")
        .says(
            "Its one notification is unread at the start, when it stalls and at the end; a report"
                + " moves it in place. Whatever is left out stays as it is.")
        .answers(201, "A run of it has started.", Schema.ref(JOB))
        .header(201, "Location", "Where the job can be read.", Schema.uri())
        .answers(200, "It was heard of.", Schema.ref(JOB))
        .answers(
            202,
            "Taken. It came sooner after the last report than people can read, and is written in a"
                + " moment, with what is reported until then; a node that is killed meanwhile"
                + " loses it.",
            Schema.ref(JOB))
        .problem(Kind.CONFLICT, LATER_RUN)
        .problem(Kind.TOO_MANY, "Too many publishes a second by this key or to this user.");
    operation(api, "done", "endJob", "End a job")
        .says("A repetition changes nothing. With a title, a job that is not known is ended, too.")
        .answers(200, "It has ended.", Schema.ref(JOB))
        .problem(Kind.NOT_FOUND, "There is no such job, and no title was given.")
        .problem(Kind.CONFLICT, "A later run of it has started.")
        .problem(Kind.TOO_MANY, "Too many publishes a second by this key or to this user.");
    operation(api, "withdraw", "withdrawJob", "Take a job back, with its notification")
        .answers(204, "It is gone.")
        .problem(Kind.NOT_FOUND, NONE);
    operation(api, "get", "getJob", "Read a job")
        .answers(200, "The job.", Schema.ref(JOB))
        .problem(Kind.NOT_FOUND, NONE);
    operation(api, "list", "listJobs", "List a user's jobs, what started last first")
        .answers(200, "Jobs.", Schema.ref("JobList"))
        .header(
            200, "Link", "The next page, with rel=\"next\", where there is one.", Schema.text());
  }

  private static OperationText operation(Api api, String method, String id, String summary) {
    return api.operation(JobResource.class, method, JOBS, id, summary);
  }

  private static void bodies(Api api) {
    api.schema(ReportBody.class)
        .with("title", title -> title(title).says("What it is; needed where it starts."))
        .with("progress", JobApi::progress)
        .with("step", JobApi::step)
        .with("leaseSeconds", JobApi::lease)
        .with("link", JobApi::link)
        .with("data", data -> data.says("JSON for the page, 16 KiB at most."))
        .with("category", JobApi::category)
        .with("run", JobApi::run)
        .with("rewind", rewind -> rewind.otherwise(false).says("Whether progress may go back."))
        .closed();
    api.schema(EndBody.class)
        .with("result", result -> result.otherwise(EndBody.Result.SUCCESS).says("How it went."))
        .with("text", JobApi::text)
        .with("title", title -> title(title).says("Another title than before."))
        .with("link", JobApi::link)
        .with("data", data -> data.says("JSON for the page, 16 KiB at most."))
        .with("run", JobApi::run)
        .closed();
  }

  private static void job(Api api) {
    api.schema(
        JOB,
        Schema.object()
            .field("user", Schema.text().says("Whose it is."))
            .field("key", Schema.text().says("The application's own name for it."))
            .field("state", Schema.of(JobState.class).says("Where it is."))
            .optional("result", Schema.of(EndBody.Result.class).says("How it went."))
            .field("title", title(Schema.text()).says("What it is."))
            .optional("progress", progress(Schema.integer()))
            .optional("step", step(Schema.text()))
            .optional("text", text(Schema.text()))
            .optional("link", link(Schema.text()))
            .optional("data", Schema.any().says("JSON for the page."))
            .optional("category", category(Schema.text()))
            .optional("run", run(Schema.integer()))
            .field("leaseSeconds", lease(Schema.integer()))
            .optional("leaseUntil", Schema.time().says("When it stalls, unless it is heard of."))
            .field("startedAt", Schema.time().says("When this run started."))
            .field("reportedAt", Schema.time().says("When it was last heard of."))
            .optional("endedAt", Schema.time().says("When it ended."))
            .field("notification", Schema.id().says("The notification that tells of it.")));
    api.schema(
        "JobList",
        Schema.object()
            .field("jobs", Schema.list(Schema.ref(JOB)).says("What started last first."))
            .field("more", Schema.bool().says("Whether there are more.")));
    api.schema(
        "JobMark",
        Schema.object()
            .field("state", Schema.of(JobState.class).says("Where the job is."))
            .field("startedAt", Schema.time().says("When this run of it started."))
            .optional("endedAt", Schema.time().says("When it ended.")));
  }

  private static Schema title(Schema title) {
    return title.atMost(ContentRules.MAX_TITLE);
  }

  private static Schema text(Schema text) {
    return text.atMost(ContentRules.MAX_CONTENT).says("What is said of its end.");
  }

  private static Schema progress(Schema progress) {
    return progress.range(0, ContentRules.MAX_PROGRESS).says("How far it is, in per cent.");
  }

  private static Schema step(Schema step) {
    return step.atMost(ReportBody.MAX_STEP).says("What it is at.");
  }

  private static Schema lease(Schema lease) {
    return lease
        .range(ReportBody.MIN_LEASE_SECONDS, ReportBody.MAX_LEASE_SECONDS)
        .says("How long it may be silent.");
  }

  private static Schema link(Schema link) {
    return link.atMost(ContentRules.MAX_LINK)
        .matches(ContentRules.LINK)
        .says("Where more is to be seen.");
  }

  private static Schema category(Schema category) {
    return category.atMost(ContentRules.MAX_CATEGORY).says("What lists can be narrowed to.");
  }

  private static Schema run(Schema run) {
    return run.range(0, Long.MAX_VALUE)
        .says(
            "A number that grows with each run of this key, such as the milliseconds of its start:"
                + " what comes late of an earlier run is refused.");
  }
}
