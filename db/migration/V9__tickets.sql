-- Tickets open one session for a user, once, within half a minute: whoever deletes the row lets in.

create table ticket (
  -- SHA-256 of what was handed out
  hash bytea primary key,
  user_id text collate "C" not null,
  -- until when it can be spent
  expires_at timestamptz not null,
  -- until when the session that it opens may last
  session_until timestamptz not null,
  -- the credential that asked for it, sealed by the ticket itself: who has the one alone has neither
  behind bytea not null
);
create index ticket_by_expiry on ticket (expires_at);
