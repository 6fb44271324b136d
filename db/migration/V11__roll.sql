-- Which sessions each node has of a log whose roll is being called; gone a moment later.

create unlogged table roll (
  call text not null,
  node_id text not null,
  -- a JSON array
  visits text not null,
  written_at timestamptz not null default clock_timestamp(),
  primary key (call, node_id)
);
