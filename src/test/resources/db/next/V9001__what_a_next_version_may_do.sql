-- What the rule for migrations allows, done to every table that this version writes.

alter table inbox add column muted boolean not null default false;
alter table notification add column snoozed_until timestamptz;
alter table notification add column priority smallint not null default 0;
alter table idempotency add column caller text;
alter table api_key add column topics text[] not null default '{}';
alter table identity_stamp add column raised_at timestamptz;
alter table secret add column retired_at timestamptz;
alter table node add column version text;
alter table presence add column kinds text[];
create table reaction (notification_id uuid not null, emoji text not null);
