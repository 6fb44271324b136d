-- The nodes that live, and whose sessions each of them has. Nothing of it outlives a crash of the
-- database, or has to: every node then writes its own part anew.

create unlogged table node (
  id text primary key,
  -- the last sign of life, by the database's clock
  seen_at timestamptz not null
) with (fillfactor = 50);

create unlogged table presence (
  node_id text not null references node (id) on delete cascade,
  log_kind text not null,
  log_id text collate "C" not null,
  sessions int not null check (sessions > 0),
  primary key (log_kind, log_id, node_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
create index presence_by_node on presence (node_id);
