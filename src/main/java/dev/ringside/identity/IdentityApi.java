package dev.ringside.identity;

import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** Users and their tokens. */
@Dependent
class IdentityApi implements ApiPart {

  private static final String TOKENS = "tokens";

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
    api.schema(UserTokens.Minted.class)
        .with("token", token -> token.says("For Authorization: Bearer, or the socket's hello."))
        .with("expiresAt", time -> time.says("When it ends."));
  }
}
