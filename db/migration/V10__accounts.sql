-- Ringside's own accounts, for those who have no application yet.

create table account (
  user_id text collate "C" primary key,
  -- as its owner wrote it, in NFKC
  name text not null,
  -- the same, whatever the case
  name_key text collate "C" not null unique,
  -- how it was hashed, and the hash: pbkdf2-sha256$iterations$salt$hash
  password text not null,
  created_at timestamptz not null
);

-- A sign-in is one browser of an account: all its tokens, sockets and streams begin and end with it.
create table sign_in (
  id uuid primary key,
  user_id text collate "C" not null references account on delete cascade,
  -- SHA-256 of the address that it came from
  address bytea not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz not null
);
create index sign_in_by_user on sign_in (user_id);
create index sign_in_by_expiry on sign_in (expires_at);

-- Each is good once. A used one is kept, since one that comes again was stolen, then or before.
create table refresh_token (
  hash bytea primary key,
  sign_in uuid not null references sign_in on delete cascade,
  used_at timestamptz,
  expires_at timestamptz not null
);
create index refresh_token_by_sign_in on refresh_token (sign_in);
create index refresh_token_by_expiry on refresh_token (expires_at);

-- Wrong passwords, of a name or an address. Only hashes: what was typed as a name may be a password.
create table guess (
  subject bytea primary key,
  failures float8 not null,
  failed_at timestamptz not null,
  -- when the next one is let in
  free_at timestamptz not null
);
create index guess_by_time on guess (failed_at);

-- A ticket that somebody got who had signed in ends with that.
alter table ticket add column sign_in uuid;
