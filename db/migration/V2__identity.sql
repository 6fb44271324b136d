-- Who may call. Keys are random and long, so one round of SHA-256 keeps them safe at rest.

create table api_key (
  hash bytea primary key,
  name text not null,
  created_at timestamptz not null
);

create table secret (
  name text primary key,
  value bytea not null,
  created_at timestamptz not null
);
