package dev.ringside.identity;

import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import java.time.Instant;

/**
 * A session's right to go on. It ends with its credential, which is judged again now and then: what
 * was revoked meanwhile ends it too. A person has some grace after that, in which to show a fresh
 * credential, for which there is another right.
 *
 * <p><b>Order.</b> One thread asks; a judgement that takes its time is passed by one other, and
 * what the two share is one volatile record.
 */
public final class Right {

  private final Authentication authentication;
  private volatile boolean judging;
  private volatile Grant grant;

  /**
   * What it rests on.
   *
   * @param until when it ends, grace aside
   * @param again when it is judged again, in milliseconds since 1970
   */
  private record Grant(Credential credential, Caller caller, Instant until, long again) {}

  Right(Authentication authentication, Credential credential, Caller caller) {
    this.authentication = authentication;
    this.grant = granted(credential, caller);
  }

  private Grant granted(Credential credential, Caller caller) {
    return switch (caller) {
      case Caller.User user ->
          new Grant(
              user.behind() == null ? credential : user.behind(), caller, user.until(), soon());
      case Caller.Guest guest -> new Grant(credential, caller, guest.until(), soon());
      // A key is looked up in memory, so it costs nothing to be sure of it each time.
      case Caller.Application _ -> new Grant(credential, caller, Instant.MAX, 0);
    };
  }

  private long soon() {
    return System.currentTimeMillis() + authentication.recheck().toMillis();
  }

  /** Whose right it is. */
  public Caller caller() {
    return grant.caller;
  }

  /** Whether the session may go on. Never blocks. */
  public boolean holds(Instant now) {
    Grant present = grant;
    if (present.credential instanceof Credential.Ticket || now.toEpochMilli() < present.again) {
      return isInTime(present, now);
    }
    try {
      Caller caller = authentication.ofNow(present.credential);
      if (caller == null) {
        judgeElsewhere(present);
      } else {
        judged(present, caller);
      }
    } catch (ProblemException refusal) {
      refused(present, refusal);
    }
    return isInTime(grant, now);
  }

  private boolean isInTime(Grant present, Instant now) {
    return switch (present.caller) {
      case Caller.Application _ -> now.isBefore(present.until);
      case Caller.Person _ -> !now.minus(authentication.grace()).isAfter(present.until);
    };
  }

  private void judgeElsewhere(Grant present) {
    // The thread that asks is one, so nobody else begins meanwhile.
    if (!judging) {
      judging = true;
      Thread.ofVirtual()
          .name("recheck")
          .start(
              () -> {
                try {
                  judged(present, authentication.of(present.credential));
                } catch (ProblemException refusal) {
                  refused(present, refusal);
                } finally {
                  judging = false;
                }
              });
    }
  }

  private void judged(Grant present, Caller caller) {
    boolean same =
        caller.getClass() == present.caller.getClass()
            && caller.name().equals(present.caller.name());
    if (present.caller instanceof Caller.User user
        && user.behind() != null
        && (same || caller instanceof Caller.Application)) {
      // What a ticket was asked for with still holds; the ticket itself said until when.
      replace(present, new Grant(present.credential, user, present.until, soon()));
    } else if (same) {
      replace(present, granted(present.credential, caller));
    } else {
      // The credential is somebody else's by now.
      end(present);
    }
  }

  private void refused(Grant present, ProblemException refusal) {
    if (refusal.problem().is(Problem.Kind.UNAUTHENTICATED)) {
      end(present);
    } else {
      // It cannot be told now. Who was let in once stays until it can.
      replace(present, new Grant(present.credential, present.caller, present.until, soon()));
    }
  }

  private void end(Grant present) {
    Instant now = Instant.now();
    Instant until =
        switch (present.caller) {
          // Over before whatever moment was asked about.
          case Caller.Application _ -> Instant.MIN;
          case Caller.Person _ -> present.until.isBefore(now) ? present.until : now;
        };
    replace(present, new Grant(present.credential, present.caller, until, Long.MAX_VALUE));
  }

  /** A judgement counts only where nothing else was judged meanwhile. */
  @SuppressWarnings("ReferenceEquality") // that very grant
  private synchronized void replace(Grant present, Grant next) {
    if (grant == present) {
      grant = next;
    }
  }
}
