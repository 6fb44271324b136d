package dev.ringside.identity;

/**
 * Knows one kind of credential. Never blocks: it is asked on threads that serve many connections.
 * Safe for any thread.
 */
interface Authenticator {

  /** What it makes of a credential. */
  Verdict judge(String credential);

  /** What an {@link Authenticator} can say. */
  sealed interface Verdict {

    /** The credential is good. */
    record Known(Caller caller) implements Verdict {}

    /**
     * The credential is of this kind, and not good.
     *
     * @param reason why, for whoever sent it; never the credential itself
     */
    record Refused(String reason) implements Verdict {}

    /** The credential is of another kind. */
    record NotMine() implements Verdict {}
  }
}
