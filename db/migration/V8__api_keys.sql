-- Keys have names, scopes and ends. Those that are there may do everything, as before.

alter table api_key
  add column id uuid not null default gen_random_uuid(),
  add column scopes text[] not null default '{admin}',
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  -- the key that was made to follow this one
  add column successor uuid;

-- A secret that signed before and is still good, until then.
alter table secret add column expires_at timestamptz;

-- One number, which every change of keys and secrets raises in its own transaction: by it nodes
-- know that they have to read them again.
create table identity_stamp (
  id int primary key check (id = 1),
  value bigint not null
);
insert into identity_stamp (id, value) values (1, 1);
