package dev.ringside.identity.account;

import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The operations on accounts, with their shapes. */
@Dependent
class AccountApi implements ApiPart {

  private static final String ACCOUNTS = "accounts";
  private static final String COOKIE = "Set-Cookie";
  private static final String COOKIES = "Two of them: the session, and the refresh token.";
  private static final String OFF = "There are no accounts here: the settings do not ask for them.";
  private static final String FOREIGN = "It comes from a page of an origin that is not allowed.";
  private static final String SLOW =
      "There were too many attempts; Retry-After says how long to wait.";

  @Override
  public void describe(Api api) {
    api.tag(
        ACCOUNTS,
        "Ringside's own accounts, where RINGSIDE_ACCOUNTS is true. What a sign-in gives comes as"
            + " cookies that a page's scripts cannot read.");
    entering(api, "signUp", "signUp", "Make an account, and sign in")
        .answers(201, "It is made.", Schema.ref(AccountResource.SignedIn.class))
        .header(201, COOKIE, COOKIES, Schema.text())
        .problem(Kind.CONFLICT, "There is an account of this name.");
    entering(api, "signIn", "signIn", "Sign in")
        .answers(200, "Signed in.", Schema.ref(AccountResource.SignedIn.class))
        .header(200, COOKIE, COOKIES, Schema.text())
        .problem(Kind.UNAUTHENTICATED, "The name or the password is wrong.");
    operation(api, "refresh", "refreshSignIn", "Exchange the refresh token's cookie for the next")
        .says("A token is good once; one that comes again later ends its sign-in.")
        .answers(200, "Both cookies are new.", Schema.ref(AccountResource.SignedIn.class))
        .header(200, COOKIE, COOKIES, Schema.text())
        .problem(Kind.FORBIDDEN, FOREIGN)
        .problem(Kind.UNAUTHENTICATED, "The sign-in has ended.");
    operation(api, "signOut", "signOut", "Sign out")
        .says("The sockets and streams of this sign-in are closed, on all nodes.")
        .answers(204, "Signed out, or never was signed in.")
        .header(204, COOKIE, "Both cookies are taken away.", Schema.text())
        .problem(Kind.FORBIDDEN, FOREIGN);
    operation(api, "changePassword", "changePassword", "Change the password")
        .says("All other sign-ins of the account end.")
        .answers(204, "It is changed.")
        .problem(Kind.CONFLICT, "It was changed at the same moment by somebody else.")
        .problem(Kind.TOO_MANY, SLOW);
    operation(api, "me", "getAccount", "Whose account this is").answers(200, "An account.");
    shapes(api);
  }

  private static OperationText entering(Api api, String method, String id, String summary) {
    return operation(api, method, id, summary)
        .problem(Kind.FORBIDDEN, FOREIGN)
        .problem(Kind.TOO_MANY, SLOW);
  }

  private static OperationText operation(Api api, String method, String id, String summary) {
    return api.operation(AccountResource.class, method, ACCOUNTS, id, summary)
        .problem(Kind.NOT_FOUND, OFF);
  }

  private static void shapes(Api api) {
    api.schema(AccountResource.NameAndPassword.class)
        .with("name", name -> name(name).says("Up to 64 characters, in whatever case."))
        .with("password", password -> password(password).says("The password."))
        .require("name", "password")
        .closed();
    api.schema(AccountResource.PasswordBody.class)
        .with("password", password -> password(password).says("The one of before."))
        .with("newPassword", password -> password(password).says("The next one."))
        .require("password", "newPassword")
        .closed();
    api.schema(AccountResource.SignedIn.class)
        .with("user", user -> user.says("The id by which everything else here knows the owner."))
        .with("name", name -> name.says("What the account is called."))
        .with("expiresAt", end -> end.says("When the cookie ends, unless it is refreshed."));
    api.schema(AccountResource.AccountAnswer.class)
        .with("user", user -> user.says("The id by which everything else here knows the owner."))
        .with("name", name -> name.says("What it is called."))
        .with("createdAt", made -> made.says("When it was made."));
  }

  private static Schema name(Schema name) {
    return name.atLeast(1).atMost(AccountName.MAX);
  }

  private static Schema password(Schema password) {
    return password.atLeast(1).atMost(Passwords.MAX);
  }
}
