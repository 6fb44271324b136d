package dev.ringside.identity.account;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.UserId;
import dev.ringside.wire.ClientAddress;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sign up, in and out. A sign-in is always a new one: what the browser had before is worth nothing
 * afterwards, whoever put it there.
 */
@Singleton
@Path("api/accounts")
public class AccountResource {

  private final Accounts accounts;
  private final Passwords passwords;
  private final SignIns signIns;
  private final AccountTokens tokens;
  private final AccountCookies cookies;

  @Inject
  AccountResource(
      Accounts accounts,
      Passwords passwords,
      SignIns signIns,
      AccountTokens tokens,
      AccountCookies cookies) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.signIns = signIns;
    this.tokens = tokens;
    this.cookies = cookies;
  }

  /** Who somebody says to be. */
  public record NameAndPassword(@Nullable String name, @Nullable String password) {

    @Override
    public String toString() {
      return "NameAndPassword[]";
    }
  }

  /**
   * A change of password.
   *
   * @param password the one of before
   * @param newPassword the next one
   */
  public record PasswordBody(@Nullable String password, @Nullable String newPassword) {

    @Override
    public String toString() {
      return "PasswordBody[]";
    }
  }

  /**
   * Somebody who has signed in.
   *
   * @param user the id by which everything else here knows the account's owner
   * @param expiresAt when the cookie ends, unless it is refreshed
   */
  public record SignedIn(String user, String name, Instant expiresAt) {}

  /**
   * An account.
   *
   * @param user the id by which everything else here knows its owner
   */
  public record AccountAnswer(String user, String name, Instant createdAt) {}

  /** Makes an account, and signs its owner in. */
  @POST
  @Audited
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response signUp(NameAndPassword body, @Context ContainerRequestContext request) {
    AccountName name = AccountName.of(required("name", body.name()));
    String password = required("password", body.password());
    FieldErrors errors = new FieldErrors();
    passwords.check("password", password, name, errors);
    errors.throwIfAny();
    return signedIn(Response.Status.CREATED, accounts.make(name, password, from(request)), request);
  }

  /** Signs somebody in. */
  @POST
  @Audited
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response signIn(NameAndPassword body, @Context ContainerRequestContext request) {
    AccountName name = AccountName.of(required("name", body.name()));
    String password = bounded("password", body.password());
    return signedIn(Response.Status.OK, accounts.enter(name, password, from(request)), request);
  }

  /** Exchanges the refresh token, which is good once, for another cookie and another token. */
  @POST
  @Path("refresh")
  @Produces(MediaType.APPLICATION_JSON)
  public Response refresh(@Context ContainerRequestContext request) {
    Credential.Cookies shown = cookiesOf(request);
    String token = cookies.refreshToken(shown);
    // A page beside this one can set a refresh token, though no session: it must not switch users.
    UUID of = tokens.signInOf(cookies.sessionToken(shown));
    Rotation.Outcome outcome =
        token == null ? new Rotation.Outcome.Unknown() : signIns.refresh(token, of, from(request));
    return switch (outcome) {
      case Rotation.Outcome.Renewed(UserId user, String name, UUID signIn, String next) ->
          answer(Response.Status.OK, user, name, signIn, next);
      case Rotation.Outcome.Reused _, Rotation.Outcome.Unknown _ ->
          throw ProblemException.of(
              Problem.Kind.UNAUTHENTICATED, "The sign-in has ended; sign in again.");
    };
  }

  /** Ends the sign-in of whoever asks; there may be none. */
  @POST
  @Audited
  @Path("sign-out")
  public Response signOut(@Context ContainerRequestContext request) {
    signInsOf(request).forEach(signIns::end);
    return with(Response.noContent(), cookies.clear());
  }

  /** Changes the password, and ends all sign-ins but the one that asks. */
  @POST
  @Audited
  @Path("password")
  @Consumes(MediaType.APPLICATION_JSON)
  public void changePassword(
      PasswordBody body,
      @Context ContainerRequestContext request,
      @Context SecurityContext security) {
    Caller.User caller = Authentication.user(Caller.of(security));
    Account account = of(caller);
    String before = bounded("password", body.password());
    String next = required("newPassword", body.newPassword());
    FieldErrors errors = new FieldErrors();
    passwords.check("newPassword", next, AccountName.of(account.name()), errors);
    errors.throwIfAny();
    UUID own = Text.uuid(caller.signIn()).orElse(null);
    accounts.change(account, before, next, own, from(request));
  }

  /** The account of whoever asks. */
  @GET
  @Path("me")
  @Produces(MediaType.APPLICATION_JSON)
  public AccountAnswer me(@Context SecurityContext security) {
    Account account = of(Authentication.user(Caller.of(security)));
    return new AccountAnswer(account.user().value(), account.name(), account.createdAt());
  }

  private Account of(Caller.User caller) {
    return accounts
        .of(caller.id())
        .orElseThrow(
            () -> ProblemException.of(Problem.Kind.NOT_FOUND, "This user has no account here."));
  }

  private Response signedIn(
      Response.Status status, Accounts.Kept by, ContainerRequestContext request) {
    Set<UUID> before = signInsOf(request);
    SignIns.Begun begun = signIns.begin(by, from(request));
    before.forEach(signIns::end);
    Account account = by.account();
    return answer(status, account.user(), account.name(), begun.id(), begun.refreshToken());
  }

  private Response answer(
      Response.Status status, UserId user, String name, UUID signIn, String refreshToken) {
    AccountTokens.Minted minted = tokens.mint(user, name, signIn);
    return with(
        Response.status(status).entity(new SignedIn(user.value(), name, minted.expiresAt())),
        cookies.set(minted.token(), refreshToken));
  }

  private static Response with(Response.ResponseBuilder answer, List<String> cookies) {
    answer.header(HttpHeaders.CACHE_CONTROL, "no-store");
    cookies.forEach(each -> answer.header(HttpHeaders.SET_COOKIE, each));
    return answer.build();
  }

  /** The sign-ins whose tokens a request brings, good ones or not. */
  private Set<UUID> signInsOf(ContainerRequestContext request) {
    Set<UUID> found = new LinkedHashSet<>();
    Credential.Cookies shown = cookiesOf(request);
    add(tokens.signInOf(cookies.sessionToken(shown)), found);
    add(signIns.ofToken(cookies.refreshToken(shown), from(request)), found);
    String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    add(tokens.signInOf(Authentication.bearer(authorization)), found);
    return found;
  }

  private static void add(@Nullable UUID signIn, Set<UUID> to) {
    if (signIn != null) {
      to.add(signIn);
    }
  }

  private static Credential.@Nullable Cookies cookiesOf(ContainerRequestContext request) {
    return Credential.Cookies.of(request.getHeaders().get(HttpHeaders.COOKIE));
  }

  private static InetAddress from(ContainerRequestContext request) {
    return (InetAddress) request.getProperty(ClientAddress.PROPERTY);
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw ProblemException.ofField(Problem.Kind.INVALID, field, "is needed");
    }
    return value;
  }

  /** A password to be compared: one that is too long for any is not worth the work. */
  private static String bounded(String field, @Nullable String value) {
    String password = required(field, value);
    if (password.codePointCount(0, password.length()) > Passwords.MAX) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, field, "is longer than " + Passwords.MAX + " characters");
    }
    return password;
  }
}
