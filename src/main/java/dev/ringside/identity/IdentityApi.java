package dev.ringside.identity;

import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** Users and their tokens. */
@Dependent
class IdentityApi implements ApiPart {

  private static final String TOKENS = "tokens";
  private static final String KEYS = "keys";
  private static final String GUESTS = "guests";

  @Override
  public void describe(Api api) {
    api.parameter(
        "user",
        "The user's id, percent-encoded; with a user's token \"me\" stands for its owner.",
        user -> user.atLeast(1).atMost(UserId.MAX));
    api.tag(TOKENS, "What a user's tabs authenticate by. For the application, with an API key.");
    api.operation(TokenResource.class, "mint", TOKENS, "mintToken", "Mint a token for a user")
        .answers(200, "A token.");
    api.schema(TokenResource.TokenBody.class)
        .with(
            "ttlSeconds",
            ttl ->
                ttl.range(1, Long.MAX_VALUE)
                    .otherwise(TokenResource.DEFAULT_TTL_SECONDS)
                    .says("How long the token is good; no longer than the settings allow."))
        .with("name", name -> name(name).says("What others in a room see, instead of the id."))
        .closed();
    api.operation(TicketResource.class, "issue", TOKENS, "issueTicket", "Hand out a ticket")
        .answers(200, "A ticket, good for one session.");
    api.schema(TicketResource.TicketBody.class)
        .with(
            "sessionSeconds",
            session ->
                session
                    .range(1, Long.MAX_VALUE)
                    .otherwise(TicketResource.DEFAULT_SESSION_SECONDS)
                    .says(
                        "How long the session that it opens may last; no longer than the settings"
                            + " allow, or the credential that asks is good."))
        .closed();
    api.schema(Tickets.Issued.class)
        .with(
            "ticket",
            ticket -> ticket.says("For ?ticket= of the socket's address, or of an event stream's."))
        .with("expiresAt", time -> time.says("Until when it can be spent."));
    api.operation(
            ExportResource.class, "export", TOKENS, "exportUser", "Get all that is kept of a user")
        .says(
            "Lines of JSON, each an object whose one name says what it is. Of a notification that"
                + " changes meanwhile, the last line counts.")
        .answers(200, "What is kept.", Schema.text().says("One JSON object a line."));
    guests(api);
    keys(api);
    api.schema(UserTokens.Minted.class)
        .with("token", token -> token.says("For Authorization: Bearer, or the socket's hello."))
        .with("expiresAt", time -> time.says("When it ends."));
  }

  private static void guests(Api api) {
    api.tag(GUESTS, "People whom nobody knows, for one visit. They reach rooms, and no inbox.");
    api.operation(GuestResource.class, "enter", GUESTS, "enterAsGuest", "Come in as a guest")
        .says("Each call is another guest: who reloads or reconnects keeps the token.")
        .answers(201, "Somebody new.", Schema.ref(Guests.Admitted.class))
        .problem(Kind.NOT_FOUND, "There are no guests here: the settings do not want them.")
        .problem(
            Kind.TOO_MANY, "Too many came from this address; Retry-After says how long to wait.");
    api.schema(GuestResource.GuestBody.class)
        .with("name", name -> name(name).says("What others see; by default one is made."))
        .closed();
    api.schema(Guests.Admitted.class)
        .with("token", token -> token.says("For Authorization: Bearer, or the socket's hello."))
        .with("user", user -> user.says("The id by which rooms know the guest."))
        .with("name", name -> name.says("What others see; two may have the same."))
        .with("expiresAt", time -> time.says("When the visit ends at the latest."));
  }

  private static Schema name(Schema name) {
    return name.atLeast(1).atMost(DisplayName.MAX);
  }

  private static void keys(Api api) {
    api.tag(KEYS, "Who may call, and what signs users' tokens. For a key with the scope admin.");
    api.parameter("keyId", "The key's id.", id -> id);
    api.operation(KeyResource.class, "list", KEYS, "listKeys", "List the API keys")
        .answers(200, "All of them, and those that have ended for a day yet.");
    api.operation(KeyResource.class, "create", KEYS, "createKey", "Make an API key")
        .answers(201, "The key, told this once.", Schema.ref(ApiKey.Made.class))
        .problem(Kind.CONFLICT, "A key of this name lives.");
    api.operation(KeyResource.class, "rotate", KEYS, "rotateKey", "Put a key in one's place")
        .says("The new one has the same name and scopes; the old one ends after the overlap.")
        .answers(201, "The new key, told this once.", Schema.ref(ApiKey.Made.class))
        .problem(Kind.NOT_FOUND, "There is no such key.")
        .problem(Kind.CONFLICT, "The key has ended, or was rotated before.");
    api.operation(KeyResource.class, "revoke", KEYS, "revokeKey", "End a key at once")
        .answers(204, "It is gone, on all nodes within a second.")
        .problem(Kind.NOT_FOUND, "There is no such key.")
        .problem(Kind.CONFLICT, "It is the last key with the scope admin.");
    api.operation(
            TokenSecretResource.class,
            "rotate",
            KEYS,
            "rotateTokenSecret",
            "Sign users' tokens with a new secret")
        .answers(200, "It signs from now on.")
        .problem(Kind.CONFLICT, "The secret is one of the settings.");
    schemas(api);
  }

  private static void schemas(Api api) {
    api.schema(KeyBody.class)
        .with("name", name -> name.atLeast(1).atMost(KeyBody.MAX_NAME).says("Its name."))
        .with("scopes", scopes -> scopes.atLeast(1).says("What it may do."))
        .with("expiresAt", time -> Schema.time().says("When it ends, within ten years."))
        .with(
            "ttlSeconds",
            ttl ->
                ttl.range(1, KeyBody.MAX_TTL_SECONDS)
                    .says("How long it is good; not beside expiresAt."))
        .require("name", "scopes")
        .notBoth("expiresAt", "ttlSeconds")
        .closed();
    api.schema(OverlapBody.class)
        .with(
            "overlapSeconds",
            overlap ->
                overlap
                    .range(0, Overlap.MAX_SECONDS)
                    .otherwise(Overlap.DEFAULT_SECONDS)
                    .says("For how long what is replaced stays good."))
        .closed();
    api.schema(KeyResource.KeysAnswer.class).with("keys", keys -> keys.says("The oldest first."));
    key(api.schema(ApiKey.class))
        .with("lastUsedAt", time -> time.says("When it was last used, give or take a minute."))
        .with("successor", id -> id.says("The key that a rotation has put in its place."));
    key(api.schema(ApiKey.Made.class)).with("key", key -> key.says("The key itself."));
    api.schema(TokenSecretResource.RotatedAnswer.class)
        .with("previousExpiresAt", time -> time.says("When tokens end that were signed before."));
  }

  private static Schema key(Schema schema) {
    return schema
        .with("id", id -> id.says("Names it for good."))
        .with("name", name -> name.says("What people call it; a key and its successor share one."))
        .with("scopes", scopes -> scopes.says("What it may do."))
        .with("createdAt", time -> time.says("When it was made."))
        .with("expiresAt", time -> time.says("When it ends; left out for never."));
  }
}
