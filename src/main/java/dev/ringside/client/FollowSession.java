package dev.ringside.client;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes on in one connection to an inbox, from its hello to its end. For the worker alone. */
final class FollowSession {

  private static final Duration RENEW_AGAIN = Duration.ofSeconds(10);

  private final Line line;
  private final Worker worker;
  private final UserToken token;
  private final Course course;
  private boolean greeted;
  private boolean current;
  private @Nullable Duration named;

  FollowSession(Line line, Worker worker, UserToken token, Course course) {
    this.line = line;
    this.worker = worker;
    this.token = token;
    this.course = course;
  }

  /**
   * Why a connection is no more, and that it is worth coming back.
   *
   * @param stale whether a fresh token is needed
   * @param away how long to stay away at least; null where nobody said
   */
  record Loss(RingsideException reason, boolean stale, @Nullable Duration away) {

    static Loss of(RingsideException reason) {
      return new Loss(reason, false, reason.retryAfter());
    }
  }

  /** Whether all was told in this connection. */
  boolean isCurrent() {
    return current;
  }

  /**
   * Follows to the end of the line.
   *
   * @throws RingsideException where the server wants no more of it
   */
  Loss follow() throws InterruptedException {
    line.send(course.hello(token.get()));
    while (true) {
      Line.Event event = worker.await(() -> line.next(token.renewAt()));
      Loss loss =
          switch (event) {
            case Line.Event.Message(String text) -> read(text);
            case Line.Event.Ended(int code, String reason) -> ended(code, reason);
            case Line.Event.Due _ -> renew();
          };
      if (loss != null) {
        return loss;
      }
    }
  }

  private @Nullable Loss read(String text) throws InterruptedException {
    InboxFrame frame;
    try {
      if (!(Json.parse(text) instanceof Json.Fields message)) {
        return null;
      }
      if (!"inbox".equals(message.text("type"))) {
        return take(message);
      }
      frame = InboxFrame.of(message);
    } catch (IllegalArgumentException e) {
      return lost("The server said what cannot be read: " + e.getMessage());
    }
    return tell(frame);
  }

  private @Nullable Loss tell(InboxFrame frame) throws InterruptedException {
    if (!course.tell(frame)) {
      return lost("Something was missed.");
    }
    if (!current) {
      current = true;
      course.became(new FollowState.Current(frame.end()));
    }
    return null;
  }

  private @Nullable Loss take(Json.Fields message) {
    switch (message.text("type")) {
      case "welcome" -> {
        greeted = true;
        Long seconds = message.number("heartbeatSeconds");
        line.silence().greeted(seconds == null ? null : Duration.ofSeconds(seconds));
      }
      case "pong" -> line.silence().answered();
      case "bye" -> {
        Long millis = message.number("retryAfterMillis");
        named = millis == null ? null : Duration.ofMillis(millis);
      }
      case "error" -> {
        return greeted ? null : refused(message.fields("problem"));
      }
      case null, default -> {}
    }
    return null;
  }

  private @Nullable Loss refused(Json.@Nullable Fields problem) {
    Long status = problem == null ? null : problem.number("status");
    if (problem == null || status == null) {
      return null;
    }
    RingsideException refusal = RingsideException.of(problem, status.intValue(), null);
    if (refusal.kind() == RingsideException.Kind.UNAUTHENTICATED) {
      return new Loss(refusal, true, null);
    }
    if (refusal.passes()) {
      return Loss.of(refusal);
    }
    throw refusal;
  }

  private Loss ended(int code, String reason) {
    if (code == CloseCodes.UNAUTHENTICATED) {
      return new Loss(CloseCodes.refusal(code, reason), true, null);
    }
    if (CloseCodes.comesBack(code, greeted)) {
      return lost(reason.isEmpty() ? "The connection was lost." : reason);
    }
    throw CloseCodes.refusal(code, reason);
  }

  private Loss lost(String reason) {
    RingsideException.Kind kind = RingsideException.Kind.UNREACHABLE;
    return new Loss(new RingsideException(kind, reason, null), false, named);
  }

  private @Nullable Loss renew() throws InterruptedException {
    try {
      String fresh = worker.await(token::renew);
      line.send(Json.of(Map.of("type", "hello", "token", fresh)));
    } catch (RingsideException e) {
      // What is there is good for a while longer; else the server closes, and says why.
      token.renewIn(RENEW_AGAIN);
    }
    return null;
  }
}
