-- Notifications that are to be delivered later.

create table scheduled (
  -- the notification will have it too
  id uuid primary key,
  user_id text collate "C" not null,
  key text collate "C",
  -- the notification, as JSON
  draft text not null,
  deliver_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create unique index scheduled_by_key on scheduled (user_id, key) where key is not null;
create index scheduled_by_user on scheduled (user_id, deliver_at, id);
create index scheduled_by_time on scheduled (deliver_at);
