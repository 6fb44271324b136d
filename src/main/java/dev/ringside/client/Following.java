package dev.ringside.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An inbox that is followed: it connects, comes back by itself from where it was, and tells each
 * change once and in order. Safe for any thread.
 *
 * <p><b>Order.</b> All of it is its worker's own; {@code failure} is written there and read by
 * anybody.
 */
public final class Following implements AutoCloseable {

  /** After so long, the next failure is a first one. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  private final Http http;
  private final @Nullable URI socket;
  private final Consumer<Following> ended;
  private final Worker worker;
  private final Course course;
  private final UserToken token;
  private final Backoff backoff;
  private volatile @Nullable RuntimeException failure;

  /** Whether the token is a second try. */
  private boolean renewed;

  /**
   * Does nothing before {@link #start}.
   *
   * @param from the position to go on from; null for a reset
   * @param snapshot how many notifications a reset holds
   * @param ended is told when it is over
   */
  Following(
      Http http,
      @Nullable URI socket,
      String user,
      @Nullable Position from,
      int snapshot,
      InboxListener listener,
      Consumer<Following> ended) {
    this.http = http;
    this.socket = socket;
    this.ended = ended;
    this.token = new UserToken(http, user);
    this.backoff = http.patience().backoff();
    this.worker = new Worker("ringside-follow", this::run);
    this.course = new Course(worker, listener, from, snapshot);
  }

  void start() {
    worker.start();
  }

  /** Up to where all was told, or null while nothing was and no position was given. */
  public @Nullable Position position() {
    return course.position();
  }

  /**
   * Waits until it is over.
   *
   * @throws RingsideException where the server wants no more of it
   * @throws RuntimeException what the listener threw
   */
  public void join() throws InterruptedException {
    worker.join();
    RuntimeException reason = failure;
    if (reason != null) {
      throw reason;
    }
  }

  /**
   * Ends it, once the listener has come back from what it hears at the moment. Called by the
   * listener itself it returns at once. No change is told after it.
   */
  @Override
  public void close() {
    worker.call();
    if (worker.isHere()) {
      return;
    }
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      goOn();
    } catch (InterruptedException e) {
      // It was closed.
    } catch (RuntimeException e) {
      failure = e;
    }
    try {
      course.became(new FollowState.Ended(failure));
    } finally {
      ended.accept(this);
    }
  }

  private void goOn() throws InterruptedException {
    while (true) {
      course.became(new FollowState.Connecting());
      FollowSession.Loss loss = connection();
      if (loss.stale()) {
        tryOnceMore(loss);
      }
      Duration pause = Http.longer(backoff.next(), loss.away());
      course.became(new FollowState.Away(loss.reason().title(), pause));
      worker.await(
          () -> {
            Thread.sleep(pause);
            return pause;
          });
    }
  }

  /** A fresh token is worth one try. */
  private void tryOnceMore(FollowSession.Loss loss) {
    if (renewed) {
      throw loss.reason();
    }
    renewed = true;
    token.drop();
  }

  /** One connection, to its end. */
  private FollowSession.Loss connection() throws InterruptedException {
    Line line;
    try {
      line = worker.await(this::dial);
    } catch (RingsideException e) {
      // What stands for Ringside while that is started anew may answer anything.
      if (e.passes() || (course.hasArrived() && e.kind() == RingsideException.Kind.UNREADABLE)) {
        return FollowSession.Loss.of(e);
      }
      throw e;
    }
    try (line) {
      long start = System.nanoTime();
      FollowSession session = new FollowSession(line, worker, token, course);
      FollowSession.Loss loss = session.follow();
      if (session.isCurrent()) {
        renewed = false;
        if (System.nanoTime() - start >= STEADY.toNanos()) {
          backoff.reset();
        }
      }
      return loss;
    }
  }

  private Line dial() throws InterruptedException {
    // Minted first: who may not have a token need not connect.
    token.get();
    return Line.open(http, socket == null ? discovered() : socket);
  }

  private URI discovered() {
    return http.once(Http.Call.get("/client"))
        .as(answer -> URI.create(Json.Fields.needed("socket", answer.text("socket"))));
  }
}
