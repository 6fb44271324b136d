package dev.ringside.push;

import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.Right;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose a token is that came on a socket. Where somebody else must be asked, a thread of
 * its own does, and what the socket brings meanwhile waits here for its turn.
 *
 * <p><b>Order.</b> All of it is the connection's selector thread's own; only the asking is done
 * elsewhere, and comes back to that thread.
 */
final class TokenDesk {

  private static final Logger log = LoggerFactory.getLogger(TokenDesk.class);

  /** How many characters may wait: more than any client has to say before it was greeted. */
  private static final int MAX_WAITING = 128 * 1024;

  private final Authentication authentication;
  private final SocketConnection connection;
  private final Consumer<String> reader;
  private @Nullable List<String> waiting;
  private int waitingChars;

  /**
   * @param reader reads a message that has waited
   */
  TokenDesk(Authentication authentication, SocketConnection connection, Consumer<String> reader) {
    this.authentication = authentication;
    this.connection = connection;
    this.reader = reader;
  }

  /** Whether messages must wait. */
  boolean isBusy() {
    return waiting != null;
  }

  /** Lets a message wait; false where it is one too many. */
  boolean hold(String text) {
    waitingChars += text.length();
    if (waiting == null || waitingChars > MAX_WAITING) {
      return false;
    }
    waiting.add(text);
    return true;
  }

  /**
   * Finds out whose it is, at once or later, and goes on with that.
   *
   * @param refused is told why not; its kind tells whether that cannot be known at the moment
   */
  void judge(String token, Consumer<Right> found, Consumer<Problem> refused) {
    Credential shown = new Credential.Bearer(token);
    Caller caller;
    try {
      caller = authentication.ofNow(shown);
      if (caller != null) {
        found.accept(right(shown, caller));
        return;
      }
    } catch (ProblemException refusal) {
      refused.accept(refusal.problem());
      return;
    }
    waiting = new ArrayList<>();
    waitingChars = 0;
    Thread.ofVirtual().name("hello").start(() -> ask(shown, found, refused));
  }

  private void ask(Credential shown, Consumer<Right> found, Consumer<Problem> refused) {
    Runnable next;
    try {
      Right right = right(shown, authentication.of(shown));
      next = () -> found.accept(right);
    } catch (ProblemException refusal) {
      next = () -> refused.accept(refusal.problem());
    } catch (RuntimeException e) {
      log.error("a credential could not be judged", e);
      Problem unknown = Problem.of(Problem.Kind.UNAVAILABLE, "It cannot be told who this is.");
      next = () -> refused.accept(unknown);
    }
    Runnable answer = next;
    connection.later(() -> goOn(answer));
  }

  private Right right(Credential shown, Caller caller) {
    return authentication.right(shown, Authentication.person(caller));
  }

  /** Goes on, and reads what has waited, which may be another message that takes its time. */
  private void goOn(Runnable answer) {
    List<String> waited = waiting == null ? List.of() : waiting;
    waiting = null;
    answer.run();
    for (int i = 0; i < waited.size() && connection.isOpen(); i++) {
      if (waiting != null) {
        waiting.addAll(waited.subList(i, waited.size()));
        return;
      }
      reader.accept(waited.get(i));
    }
  }
}
