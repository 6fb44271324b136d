package dev.ringside.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client of one Ringside, by an API key. Make one and keep it. Every call waits for its answer,
 * tries again where a connection is lost or the server asks for time, and throws a {@link
 * RingsideException} that says what to do. Safe for any thread.
 */
public final class Ringside implements AutoCloseable {

  private static final int DEFAULT_SNAPSHOT = 50;

  private final Http http;
  private final @Nullable URI socket;
  private final JobListener jobListener;
  private final boolean ownsClient;
  private final Set<Following> followings = ConcurrentHashMap.newKeySet();
  private final Set<Job> jobs = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastRun = new AtomicLong();
  private volatile boolean closed;

  Ringside(Http http, @Nullable URI socket, JobListener jobListener, boolean ownsClient) {
    this.http = http;
    this.socket = socket;
    this.jobListener = jobListener;
    this.ownsClient = ownsClient;
  }

  /**
   * The Ringside at an address.
   *
   * @param server such as {@code http://127.0.0.1:8080}
   * @param apiKey with the scopes {@code publish} and {@code read}
   * @throws IllegalArgumentException where one of them can be none
   */
  public static Ringside at(URI server, String apiKey) {
    return builder(server, apiKey).build();
  }

  /**
   * The Ringside that {@code RINGSIDE_URL} and {@code RINGSIDE_API_KEY} name.
   *
   * @throws IllegalStateException where one of them is missing
   */
  public static Ringside fromEnvironment() {
    return RingsideBuilder.fromEnvironment().build();
  }

  /** The same with times and a client of one's own. */
  public static RingsideBuilder builder(URI server, String apiKey) {
    return new RingsideBuilder(server, apiKey);
  }

  /** Tells a user something, and returns once it is stored: once, however often that was tried. */
  public Notification publish(String user, Notice notice) {
    return publish(user, notice, UUID.randomUUID().toString());
  }

  /**
   * The same with a name for what happened, such as {@code export-7-done}: published again under it
   * within 24 hours, by whatever process, it stays one notification.
   *
   * @param idempotencyKey 1 to 255 printable ASCII characters
   */
  public Notification publish(String user, Notice notice, String idempotencyKey) {
    return send(user, notice, idempotencyKey).as(Notification::of);
  }

  /** Tells a user something at a time within a year. */
  public Scheduled schedule(String user, Notice notice, Instant when) {
    return send(user, notice.deliverAt(when), UUID.randomUUID().toString()).as(Scheduled::of);
  }

  private Http.Answer send(String user, Notice notice, String idempotencyKey) {
    Http.Call call = Http.Call.post(Paths.user(user, "notifications"), notice.json());
    return call(call.with("Idempotency-Key", idempotencyKey));
  }

  /** The newest notifications of a user. */
  public InboxPage inbox(String user) {
    return inbox(user, InboxQuery.newest());
  }

  /** Some notifications of a user. */
  public InboxPage inbox(String user, InboxQuery query) {
    return call(Http.Call.get(Paths.user(user, "notifications") + query.text())).as(InboxPage::of);
  }

  /** Marks up to 1,000 notifications as read; ids that are unknown are passed over. */
  public Marked read(String user, Collection<String> ids) {
    return mark(user, "read", Json.of(Map.of("ids", ids)));
  }

  /** Marks all as read that stand at or before a position. */
  public Marked readThrough(String user, Position position) {
    return mark(user, "read", through(position));
  }

  /** Marks up to 1,000 notifications as unread. */
  public Marked unread(String user, Collection<String> ids) {
    return mark(user, "unread", Json.of(Map.of("ids", ids)));
  }

  /** Deletes up to 1,000 notifications for good. */
  public Marked delete(String user, Collection<String> ids) {
    return mark(user, "delete", Json.of(Map.of("ids", ids)));
  }

  private static Json through(Position position) {
    return Json.of(Map.of("through", position.revision(), "epoch", position.epoch()));
  }

  private Marked mark(String user, String how, Json what) {
    return call(Http.Call.post(Paths.user(user, "notifications", how), what)).as(Marked::of);
  }

  /** A token for the page of whoever is signed in at the application. */
  public Token token(String user, Duration ttl) {
    Json body = Json.of(Map.of("ttlSeconds", ttl.toSeconds()));
    return call(Http.Call.post(Paths.user(user, "tokens"), body)).as(Token::of);
  }

  /** Follows an inbox from now on: first a {@link InboxChange.Reset} with the newest 50. */
  public Following follow(String user, InboxListener listener) {
    return follow(user, null, DEFAULT_SNAPSHOT, listener);
  }

  /** Follows an inbox from a position on, which may be of a process before this one. */
  public Following follow(String user, Position from, InboxListener listener) {
    return follow(user, from, DEFAULT_SNAPSHOT, listener);
  }

  /**
   * The same.
   *
   * @param from where to go on, or null for a {@link InboxChange.Reset}
   * @param snapshot how many notifications a reset holds, 0 to 100
   */
  public Following follow(
      String user, @Nullable Position from, int snapshot, InboxListener listener) {
    requireOpen();
    Following following =
        new Following(http, socket, user, from, snapshot, listener, followings::remove);
    followings.add(following);
    following.start();
    return following;
  }

  /** Begins a job whose title is its key. Never blocks, and never fails because of the server. */
  public Job job(String user, String key) {
    return job(user, key, JobStart.titled(key));
  }

  /** Begins a job with a title. */
  public Job job(String user, String key, String title) {
    return job(user, key, JobStart.titled(title));
  }

  /** Begins a job. */
  public Job job(String user, String key, JobStart start) {
    requireOpen();
    long run = lastRun.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    JobReports reports = new JobReports(http, user, key, run, start.lease(), jobListener);
    Job job = new Job(reports, start, jobs::remove);
    jobs.add(job);
    job.start();
    return job;
  }

  /**
   * Does some work as a job: it ends well where the work returns, unless that ended it itself, and
   * as an error with the exception's message where it throws.
   *
   * @throws X what the work throws
   */
  public <X extends Exception> void job(String user, String key, Work<X> work) throws X {
    try (Job job = job(user, key)) {
      try {
        work.run(job);
        job.done();
      } catch (Throwable e) {
        job.fail(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        throw e;
      }
    }
  }

  /** A job as the server knows it. */
  public Optional<JobStatus> jobStatus(String user, String key) {
    return found(Http.Call.get(Paths.user(user, "jobs", key))).map(each -> each.as(JobStatus::of));
  }

  /** A user's jobs. */
  public JobPage jobs(String user) {
    return call(Http.Call.get(Paths.user(user, "jobs"))).as(JobPage::of);
  }

  /** Withdraws a job and its notification; false where there is none. */
  public boolean withdrawJob(String user, String key) {
    String path = Paths.user(user, "jobs", key);
    Optional<Http.Answer> answer = found(new Http.Call("DELETE", path, null, null, List.of()));
    answer.ifPresent(Http.Answer::requireEmpty);
    return answer.isPresent();
  }

  /** Tells an end that was kept; see {@link JobListener#endLost}. */
  public void deliver(JobEnd end) {
    requireOpen();
    JobReports.deliver(http, end);
  }

  /** All rooms, by id: at most {@code limit} (1 to 1,000) after an id, or from the first. */
  public RoomPage rooms(@Nullable String after, int limit) {
    return call(Http.Call.get(rooms("", after, limit))).as(RoomPage::of);
  }

  /** The rooms that a user is a member of. */
  public RoomPage roomsOf(String user, @Nullable String after, int limit) {
    String token = token(user, Duration.ofMinutes(1)).token();
    return call(Http.Call.get(rooms("", after, limit)).as(token)).as(RoomPage::of);
  }

  private static String rooms(String below, @Nullable String after, int limit) {
    return "/rooms"
        + below
        + "?limit="
        + limit
        + (after == null ? "" : "&after=" + Paths.encode(after));
  }

  /** The last messages of a room, 1 to 100, the oldest first. */
  public List<RoomMessage> messages(String room, int limit) {
    return call(Http.Call.get(rooms(Paths.of(room, "messages"), null, limit)))
        .as(page -> page.rows("messages").stream().map(RoomMessage::of).toList());
  }

  /** Says something in a room as the application: a notice. */
  public RoomMessage say(String room, String content) {
    return say(room, Map.of("content", content));
  }

  /** Says something in a room in a user's name. */
  public RoomMessage sayAs(String user, String room, String content) {
    return say(room, Map.of("content", content, "user", user));
  }

  private RoomMessage say(String room, Map<String, String> what) {
    Map<String, String> body = new HashMap<>(what);
    body.put("id", UUID.randomUUID().toString());
    return call(Http.Call.post("/rooms" + Paths.of(room, "messages"), Json.of(body)))
        .as(RoomMessage::of);
  }

  private Optional<Http.Answer> found(Http.Call call) {
    try {
      return Optional.of(call(call));
    } catch (RingsideException e) {
      if (e.kind() == RingsideException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Http.Answer call(Http.Call call) {
    requireOpen();
    return http.call(call);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This client was closed; make another one.");
    }
  }

  /** Ends what is still followed, and, as errors, jobs that are still open; then lets go of all. */
  @Override
  public void close() {
    closed = true;
    followings.forEach(Following::close);
    jobs.forEach(Job::close);
    jobs.forEach(Job::awaitTold);
    if (ownsClient) {
      http.client().shutdownNow();
    }
  }
}
