package dev.ringside.identity;

import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is asking, once a credential has told. */
public sealed interface Caller {

  /** Who sent a request, once the authentication filter has let it pass. */
  static Caller of(SecurityContext security) {
    return Identified.of(security).caller();
  }

  /** The key's name, or the user's id. */
  String name();

  /**
   * The user whose inbox a path names, where this caller may reach it.
   *
   * @param path the decoded {@code {user}} of a path; {@code me} is the caller's own
   * @throws ProblemException a 422 for what is no user id, a 403 for one out of reach
   */
  UserId reach(String path);

  /** The sign-in that the credential belongs to, or null for none. */
  default @Nullable String signIn() {
    return null;
  }

  /**
   * Lets a key pass that has these scopes; a user needs none, and reaches what is the user's.
   *
   * @throws ProblemException a 403 that names what the key lacks
   */
  void require(List<Scope> scopes);

  /**
   * Lets the application pass, and nobody else.
   *
   * @throws ProblemException a 403 for a user
   */
  void requireApplication();

  /**
   * The user whom a path names, where this caller is the application.
   *
   * @param path the decoded {@code {user}} of a path
   * @throws ProblemException a 403 for a user, a 422 for what is no user id
   */
  default UserId recipient(String path) {
    requireApplication();
    return reach(path);
  }

  /**
   * The application, by one of its API keys.
   *
   * @param keyName which one
   * @param keyId its id, or null for the key of the settings
   * @param scopes what it may do
   */
  record Application(String keyName, @Nullable UUID keyId, List<Scope> scopes) implements Caller {

    @Override
    public String name() {
      return keyName;
    }

    @Override
    public void require(List<Scope> needed) {
      if (!scopes.contains(Scope.ADMIN) && !scopes.containsAll(needed)) {
        throw lacking(needed.stream().filter(each -> !scopes.contains(each)).toList());
      }
    }

    private static ProblemException lacking(List<Scope> scopes) {
      return ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "This API key may not do this: it lacks the scope %s.",
          scopes.stream().map(Scope::wire).collect(Collectors.joining(" and the scope ")));
    }

    @Override
    public UserId reach(String path) {
      // An API key belongs to no user, so "me" names nobody here.
      return UserId.of(path);
    }

    @Override
    public void requireApplication() {}
  }

  /** Somebody, and not the application: who can be in a room. */
  sealed interface Person extends Caller permits User, Guest {

    /** Who. */
    UserId id();

    /** When the credential ends; {@link Instant#MAX} where only whoever gave it knows. */
    Instant until();

    /** What others in a room see. Nobody is known by it: two may have the same. */
    String displayName();

    @Override
    default String name() {
      return id().value();
    }

    @Override
    default void require(List<Scope> scopes) {}
  }

  /**
   * A user.
   *
   * @param id who
   * @param called what the credential says that others see; null where it says nothing
   * @param until when the credential ends; {@link Instant#MAX} where only whoever gave it knows
   * @param signIn names the sign-in that the credential belongs to, which may be ended as a whole;
   *     null where there is none
   * @param behind the credential by which this one was got, and without which it ends; null for
   *     none
   */
  record User(
      UserId id,
      @Nullable String called,
      Instant until,
      @Nullable String signIn,
      @Nullable Credential behind)
      implements Person {

    /** A user whose credential stands for itself, and says no name. */
    public User(UserId id, Instant until, @Nullable String signIn) {
      this(id, null, until, signIn, null);
    }

    /** A user whose credential belongs to no sign-in of Ringside's, and says no name. */
    public static User until(UserId id, Instant until) {
      return new User(id, until, null);
    }

    /** The same user, by another name. */
    public User by(@Nullable String other) {
      return new User(id, other, until, signIn, behind);
    }

    @Override
    public String displayName() {
      return called == null ? id.value() : called;
    }

    @Override
    public UserId reach(String path) {
      if (path.equals(UserId.ME) || UserId.of(path).equals(id)) {
        return id;
      }
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "A user token reaches its own user only; say \"me\" for that one.");
    }

    @Override
    public void requireApplication() {
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "This is for the application: it needs an API key, not a user token.");
    }
  }

  /**
   * Somebody whom nobody knows, for one visit.
   *
   * @param id made for the visit
   * @param displayName chosen, or made too
   * @param until when the visit ends at the latest
   */
  record Guest(UserId id, String displayName, Instant until) implements Person {

    /** No inbox is a guest's, not even one of the guest's own id. */
    @Override
    public UserId reach(String path) {
      throw refused();
    }

    @Override
    public void requireApplication() {
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "This is for the application: it needs an API key, not a guest's token.");
    }

    /** The refusal of what is a user's. */
    static ProblemException refused() {
      return ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "A guest has no inbox, and nothing else that is a user's: only rooms.");
    }
  }
}
