-- What an application wants to notify, put here within its own transaction. Every column may hold
-- anything, so that a mistake fails nobody's transaction: it is found when the row is moved.

create table outbox (
  id bigint generated always as identity primary key,
  user_id text,
  title text,
  content text,
  style text,
  link text,
  -- JSON; a value of the type jsonb goes in as it is
  data text,
  category text,
  key text,
  progress int,
  quiet boolean,
  expires_at timestamptz,
  ttl_seconds bigint,
  deliver_at timestamptz,
  deliver_after_seconds bigint,
  idempotency_key text,
  -- how long rows wait is told by it, and nothing else
  inserted_at timestamptz default clock_timestamp()
) with (
  -- Most of a queue is always gone: it is tidied up after so many rows, however large it once was,
  -- and without a rest, or the looks for the next row would pass over ever more dead ones.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_cost_delay = 0
);

-- Rows that cannot be notifications, until somebody mends or deletes them.
create table outbox_failed (
  id bigint generated always as identity primary key,
  -- its id in the outbox
  outbox_id bigint not null,
  user_id text,
  title text,
  content text,
  style text,
  link text,
  data text,
  category text,
  key text,
  progress int,
  quiet boolean,
  expires_at timestamptz,
  ttl_seconds bigint,
  deliver_at timestamptz,
  deliver_after_seconds bigint,
  idempotency_key text,
  inserted_at timestamptz,
  reason text not null,
  failed_at timestamptz not null default now()
);
