-- A room is a log that many follow (docs/design.md). Its row orders it, as an inbox's row orders that one.

create table room (
  -- names it in the other tables, so that what is left of a room never meets another one of its id
  no bigint generated always as identity primary key,
  id text collate "C" not null unique,
  name text not null,
  -- whether whoever has the id may join; else members alone
  open boolean not null,
  -- whether it goes when its last member leaves
  ephemeral boolean not null,
  guests boolean not null,
  direct boolean not null,
  -- how long a message is kept; null for ever
  retention_seconds bigint,
  owner text collate "C",
  created_at timestamptz not null,
  epoch text not null,
  revision bigint not null default 0,
  -- changes up to this revision may be gone: who stands before it takes a snapshot
  compacted bigint not null default 0,
  messages bigint not null default 0,
  members bigint not null default 0,
  -- when its oldest message is too old; null where that is never
  sweep_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index room_by_sweep on room (sweep_at) where sweep_at is not null;
create index room_empty on room (created_at) where ephemeral and members = 0;

create table member (
  room bigint not null references room on delete cascade,
  user_id text collate "C" not null,
  name text not null,
  guest boolean not null,
  -- came by itself: the membership ends when the last connection does
  visiting boolean not null,
  joined_at timestamptz not null,
  -- when the last connection was lost; null while there is one
  away_since timestamptz,
  primary key (room, user_id)
) with (autovacuum_vacuum_scale_factor = 0.05);
create index member_by_user on member (user_id, room);
create index member_away on member (away_since) where away_since is not null;

create table ban (
  room bigint not null references room on delete cascade,
  user_id text collate "C" not null,
  banned_at timestamptz not null,
  primary key (room, user_id)
);
create index ban_by_user on ban (user_id);

-- Without a reference to its room: what a deleted room leaves is removed a portion at a time.
create table message (
  room bigint not null,
  id text collate "C" not null,
  revision bigint not null,
  -- the revision at which it was said: the order of the history
  said bigint not null,
  kind text not null,
  user_id text collate "C",
  name text,
  content text,
  -- the client's name for it, which makes a retry harmless
  client_id text collate "C",
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  primary key (room, id)
) with (fillfactor = 95, autovacuum_vacuum_scale_factor = 0.05);
create unique index message_by_revision on message (room, revision);
create index message_by_said on message (room, said) where deleted_at is null;
create unique index message_by_client on message (room, user_id, client_id)
  where client_id is not null;
create index message_by_user on message (user_id, room) where user_id is not null;
create index message_by_time on message using brin (created_at);
create index message_tombstone on message (deleted_at) where deleted_at is not null;

-- Rooms that are no more, with messages that are still to be removed.
create table room_gone (
  no bigint primary key
);

-- Which users each node has in which rooms, as far as others have to know it.
create unlogged table seat (
  room text collate "C" not null,
  user_id text collate "C" not null,
  node_id text not null references node on delete cascade,
  primary key (room, user_id, node_id)
);
create index seat_by_node on seat (node_id);
