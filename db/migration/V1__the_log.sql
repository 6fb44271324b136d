-- The inbox is a log (docs/design.md): one row per user orders it, and every change of one
-- notification takes the next revision of that row, in the same transaction.

create table generation (
  -- the one row there is
  sole boolean primary key default true check (sole),
  -- the part of every epoch that names this database's history
  name text not null,
  -- system identifier and timeline for which the name was made; empty before the first look
  origin text not null
);
insert into generation (name, origin) values ('0', '');

create table inbox (
  user_id text collate "C" primary key,
  epoch text not null,
  revision bigint not null,
  unread bigint not null,
  -- changes up to this revision may be gone: who stands before it takes a snapshot
  compacted bigint not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

create table notification (
  id uuid primary key,
  user_id text collate "C" not null,
  revision bigint not null,
  -- the revision at which it last asked for attention: the order of all lists
  rang bigint not null,
  style text not null,
  title text,
  content text,
  link text,
  -- kept as it was sent, numbers and order of names included
  data text,
  category text,
  key text collate "C",
  progress smallint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  read_at timestamptz,
  deleted_at timestamptz,
  expires_at timestamptz
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

create unique index notification_by_revision on notification (user_id, revision);
create index notification_by_rang on notification (user_id, rang desc) where deleted_at is null;
create index notification_unread on notification (user_id, rang desc)
  where deleted_at is null and read_at is null;
create unique index notification_by_key on notification (user_id, key)
  where key is not null and deleted_at is null;
create index notification_by_expiry on notification (expires_at)
  where expires_at is not null and deleted_at is null;

create table idempotency (
  user_id text collate "C" not null,
  key text collate "C" not null,
  -- the JSON that was answered the first time
  answer text not null,
  created_at timestamptz not null,
  primary key (user_id, key)
);
create index idempotency_by_age on idempotency (created_at);
