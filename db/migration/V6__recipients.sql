-- Many recipients: everybody whom Ringside has met, the subscribers of a topic, and operations that
-- publish to them bit by bit.

-- Numbers in the order of arrival, whatever clocks say: who was there when an operation began has a
-- lower one than the operation. Gaps mean nothing.
create sequence arrivals;

-- null: there before this column was
alter table inbox add column arrival bigint, alter column arrival set default nextval('arrivals');

-- Users who have said hello; their inbox, if they have one by now, counts once.
create table visitor (
  user_id text collate "C" primary key,
  arrival bigint not null default nextval('arrivals')
);

create table topic (
  name text collate "C" primary key
);

create table subscription (
  topic text collate "C" not null references topic (name) on delete cascade,
  user_id text collate "C" not null,
  arrival bigint not null default nextval('arrivals'),
  primary key (topic, user_id)
);
create index subscription_by_user on subscription (user_id, topic);

create table operation (
  id uuid primary key,
  -- to whom: a kind of audience, and the name of that one
  audience text not null,
  audience_name text collate "C" not null,
  -- the notification, as JSON
  draft text not null,
  idempotency_key text,
  -- who arrived later is not meant
  arrival bigint not null default nextval('arrivals'),
  -- all up to this user have it; users are gone through in order
  after_user text collate "C" not null default '',
  state text not null default 'running',
  done bigint not null default 0,
  total bigint not null,
  start_at timestamptz not null,
  stepped_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create unique index operation_by_call on operation (audience, audience_name, idempotency_key)
  where idempotency_key is not null;
create index operation_running on operation (start_at) where state = 'running';
create index operation_ended on operation (ended_at) where ended_at is not null;
