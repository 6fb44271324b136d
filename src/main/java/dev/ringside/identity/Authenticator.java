package dev.ringside.identity;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows one kind of credential. {@link #judge} never blocks: it is asked on threads that serve many
 * connections. Who must ask somebody else, the database or the application, says so. Safe for any
 * thread.
 */
interface Authenticator {

  /** What it makes of a credential. */
  Verdict judge(Credential credential);

  /** A few words for whoever sent something that is of no known kind: "an API key". */
  String kind();

  /** The cookie that it reads, or null for none. */
  default @Nullable String cookie() {
    return null;
  }

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

    /**
     * Whether it is good cannot be told now: the one to ask does not answer. Nobody is let in for
     * that.
     *
     * @param reason what does not answer, for whoever sent the credential
     */
    record Unknown(String reason) implements Verdict {}

    /**
     * Somebody else must be asked, which takes its time.
     *
     * @param of asks, on a thread that may wait; does not answer {@code Asks} again
     */
    record Asks(Supplier<Verdict> of) implements Verdict {}
  }
}
