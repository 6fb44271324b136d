-- What takes long, and who is told how far it is: each job has one notification, which has its key.

alter table notification add column job text;

create table job (
  user_id text collate "C" not null,
  key text collate "C" not null,
  -- new while its first transaction is running, then running, stalled or done
  state text not null,
  -- its notification
  notification uuid,
  title text,
  progress smallint,
  step text,
  -- how it ended: a style, and what was said of it
  result text,
  outcome text,
  link text,
  data text,
  category text,
  -- grows with each run of this key, where its reporter says so
  run bigint,
  lease_seconds int,
  -- when it stalls, unless something is heard of it; null where it does not run
  lease_until timestamptz,
  started_at timestamptz,
  reported_at timestamptz,
  -- when its notification was last changed by a report
  shown_at timestamptz,
  ended_at timestamptz,
  primary key (user_id, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index job_by_lease on job (lease_until) where lease_until is not null;
create index job_by_end on job (ended_at) where ended_at is not null;
create index job_by_start on job (user_id, started_at desc);
