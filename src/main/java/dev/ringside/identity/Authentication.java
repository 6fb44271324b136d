package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one chain of authenticators: the first that knows a credential's kind decides. Immutable,
 * safe for any thread.
 */
@ApplicationScoped
public class Authentication {

  private static final String SCHEME = "bearer ";

  private final List<Authenticator> chain;
  private final List<String> cookies;
  private final String kinds;
  private final RingsideConfig.Identity config;

  @Inject
  Authentication(RingsideConfig config, @Any Instance<Authenticator> all) {
    this.config = config.identity();
    chain =
        all.stream()
            .filter(Authenticator::isOn)
            .sorted(Comparator.comparing(Authenticator::kind))
            .toList();
    cookies = chain.stream().map(Authenticator::cookie).filter(Objects::nonNull).toList();
    kinds = chain.stream().map(each -> each.kind().words()).collect(Collectors.joining(", "));
  }

  /**
   * What a request shows: its header, else its ticket, else the cookies, where one of them is any
   * authenticator's.
   *
   * @param authorization the {@code Authorization} header
   * @param ticket of the query, where this request may have one
   * @param brought the cookies that came
   * @return null where it shows nothing
   * @throws ProblemException a 401 for a header of another scheme
   */
  public @Nullable Credential shown(
      @Nullable String authorization,
      @Nullable String ticket,
      Credential.@Nullable Cookies brought) {
    if (authorization != null) {
      String token = bearer(authorization);
      if (token == null) {
        throw refused("The Authorization header must start with Bearer.");
      }
      return new Credential.Bearer(token);
    }
    if (ticket != null) {
      return new Credential.Ticket(ticket);
    }
    boolean ours =
        brought != null && cookies.stream().anyMatch(name -> brought.value(name) != null);
    return ours ? brought : null;
  }

  /** The token of an {@code Authorization} header; null for none, and for another scheme. */
  public static @Nullable String bearer(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authorization.substring(SCHEME.length()).strip()
        : null;
  }

  /** The refusal of a request that shows nothing. */
  public static ProblemException nothingShown() {
    return refused(
        "No credential came: send Authorization: Bearer with an API key or a user token.");
  }

  /**
   * Whose credential this is, where that can be told at once.
   *
   * @return null where somebody else must be asked: {@link #of} does, on a thread that may wait
   * @throws ProblemException a 401 that says why it is refused
   */
  public @Nullable Caller ofNow(Credential credential) {
    return switch (judge(credential)) {
      case Authenticator.Verdict.Asks _ -> null;
      case Authenticator.Verdict verdict -> caller(verdict);
    };
  }

  /**
   * Whose credential this is; may wait.
   *
   * @throws ProblemException a 401 that says why it is refused, a 503 where that cannot be told
   */
  public Caller of(Credential credential) {
    Caller caller =
        switch (judge(credential)) {
          case Authenticator.Verdict.Asks(var ask) -> caller(ask.get());
          case Authenticator.Verdict verdict -> caller(verdict);
        };
    if (caller instanceof Caller.User user && user.behind() != null) {
      // A ticket is worth no more than what asked for it, and a user who did has a name there.
      return of(user.behind()) instanceof Caller.User owner ? user.by(owner.called()) : user;
    }
    return caller;
  }

  /** The right of a session that was opened with this credential. */
  public Right right(Credential credential, Caller caller) {
    Credential kept = credential;
    for (Authenticator authenticator : chain) {
      kept = authenticator.kept(kept, caller);
    }
    return new Right(this, kept, caller);
  }

  /** After how long a session's credential is judged again. */
  Duration recheck() {
    return config.recheck();
  }

  /** For how long a person may go on without a right. */
  Duration grace() {
    return config.tokenGrace();
  }

  private Authenticator.Verdict judge(Credential credential) {
    for (Authenticator authenticator : chain) {
      Authenticator.Verdict verdict = authenticator.judge(credential);
      if (!(verdict instanceof Authenticator.Verdict.NotMine)) {
        return verdict;
      }
    }
    return new Authenticator.Verdict.NotMine();
  }

  private Caller caller(Authenticator.Verdict verdict) {
    return switch (verdict) {
      case Authenticator.Verdict.Known(Caller caller) -> caller;
      case Authenticator.Verdict.Refused(String reason) -> throw refused(reason);
      case Authenticator.Verdict.Unknown(String reason) ->
          throw ProblemException.of(Problem.Kind.UNAVAILABLE, "%s", reason);
      case Authenticator.Verdict.NotMine _ ->
          throw refused("The credential is none that is known here: " + kinds + ".");
      case Authenticator.Verdict.Asks _ ->
          throw new IllegalStateException("an authenticator that was asked must answer");
    };
  }

  /**
   * The user of a credential that only a user may show; an API key is refused like a bad one.
   *
   * @throws ProblemException a 401 for an API key, a 403 for a guest
   */
  public static Caller.User user(Caller caller) {
    return switch (person(caller)) {
      case Caller.User user -> user;
      case Caller.Guest _ -> throw Caller.Guest.refused();
    };
  }

  /**
   * The user or the guest of a credential; an API key is refused like a bad one.
   *
   * @throws ProblemException a 401 for an API key
   */
  public static Caller.Person person(Caller caller) {
    return switch (caller) {
      case Caller.Person person -> person;
      case Caller.Application _ ->
          throw refused(
              "An API key is no user's credential: mint a token for the user and send that.");
    };
  }

  private static ProblemException refused(String reason) {
    return ProblemException.of(Problem.Kind.UNAUTHENTICATED, "%s", reason);
  }
}
