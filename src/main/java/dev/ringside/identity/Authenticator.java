package dev.ringside.identity;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows one kind of credential. {@link #judge} never blocks: it is asked on threads that serve many
 * connections. Who must ask somebody else, the database or the application, says so. Safe for any
 * thread.
 */
public interface Authenticator {

  /** What it makes of a credential. */
  Verdict judge(Credential credential);

  /**
   * What is enough to judge again a credential that was found to be this caller's, where a session
   * need not keep the whole of it.
   */
  default Credential kept(Credential credential, Caller caller) {
    return credential;
  }

  /** Its place in the chain. */
  Kind kind();

  /** Whether the settings ask for it; one that they do not is left out of the chain. */
  default boolean isOn() {
    return true;
  }

  /** The cookie that it reads, or null for none. */
  default @Nullable String cookie() {
    return null;
  }

  /** Every kind of credential, in the order in which they are tried. */
  enum Kind {
    API_KEY("an API key"),
    OWN_TOKEN("a user token of Ringside's"),
    ACCOUNT("a sign-in of an account"),
    TICKET("a ticket"),
    APPLICATION_TOKEN("a token of the application's"),
    APPLICATION_SESSION("a session of the application's"),
    WHOAMI("what the application knows somebody by");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** A few words for whoever sent something that is of no known kind. */
    public String words() {
      return words;
    }
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
