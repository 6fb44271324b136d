package dev.ringside.identity;

import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one chain of authenticators. Immutable, never blocks, safe for any thread. */
@ApplicationScoped
public class Authentication {

  private static final String SCHEME = "bearer ";

  private final List<Authenticator> chain;

  @Inject
  Authentication(ApiKeys keys, UserTokens tokens) {
    chain = List.of(keys, tokens);
  }

  /**
   * Who sent this {@code Authorization} header.
   *
   * @throws ProblemException a 401 that says what is missing or why the credential is refused
   */
  public Caller ofHeader(@Nullable String header) {
    if (header == null) {
      throw refused(
          "No credential came: send Authorization: Bearer with an API key or a user token.");
    }
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refused("The Authorization header must start with Bearer.");
    }
    return of(header.substring(SCHEME.length()).strip());
  }

  /**
   * Whose credential this is.
   *
   * @throws ProblemException a 401 that says why it is refused
   */
  public Caller of(String credential) {
    for (Authenticator authenticator : chain) {
      switch (authenticator.judge(credential)) {
        case Authenticator.Verdict.Known known -> {
          return known.caller();
        }
        case Authenticator.Verdict.Refused refused -> throw refused(refused.reason());
        case Authenticator.Verdict.NotMine _ -> {}
      }
    }
    throw refused("The credential is neither an API key nor a user token.");
  }

  /**
   * Which user sent this {@code Authorization} header.
   *
   * @throws ProblemException a 401 that says why the credential is refused
   */
  public Caller.User userOfHeader(String header) {
    return user(ofHeader(header));
  }

  /**
   * Whose token this is; an API key is no user's credential and refused like a bad one.
   *
   * @throws ProblemException a 401 that says why it is refused
   */
  public Caller.User userOf(String token) {
    return user(of(token));
  }

  private static Caller.User user(Caller caller) {
    return switch (caller) {
      case Caller.User user -> user;
      case Caller.Application _ ->
          throw refused(
              "An API key is no user's credential: mint a token for the user and send that.");
    };
  }

  private static ProblemException refused(String reason) {
    return ProblemException.of(Problem.Kind.UNAUTHENTICATED, "%s", reason);
  }
}
