-- Outbox: what a transaction announces. A row is written with the business change and published by the relay.
create table outbox_position (
  subject text primary key,
  last_sequence bigint not null
);
create table outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  destination text not null default 'events',
  type text not null,
  subject text not null,
  sequence bigint not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  published_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0,
  last_failure text,
  constraint outbox_destination_known check (destination in ('events', 'dead')),
  constraint outbox_one_copy unique (destination, event_id)
);
create unique index outbox_sequence_gapless on outbox (subject, sequence) where destination = 'events';
create index outbox_waiting on outbox (id) where published_at is null;
create index outbox_published_by_type on outbox (type) where published_at is not null;
alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Inbox: what was heard. The position is the last number applied of a publisher's events about one subject.
create table inbox_position (
  source text not null,
  subject text not null,
  last_sequence bigint not null,
  primary key (source, subject)
);
create table inbox (
  event_id uuid primary key,
  source text not null,
  subject text not null,
  sequence bigint not null,
  type text not null,
  state text not null,
  body bytea,
  received_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_failure text,
  constraint inbox_one_per_number unique (source, subject, sequence),
  constraint inbox_state_known check (state in ('waiting', 'applied', 'dead')),
  constraint inbox_applied_has_a_time check ((state = 'applied') = (applied_at is not null)),
  constraint inbox_keeps_what_is_not_applied check (state = 'applied' or body is not null)
);
create index inbox_to_try on inbox (next_attempt_at) where state = 'waiting';

-- Timers: deadlines armed and disarmed with what they watch; each fires once.
create table timer (
  id bigint generated always as identity primary key,
  subject text not null,
  kind text not null,
  due_at timestamptz not null,
  data jsonb not null default '{}',
  armed_at timestamptz not null default clock_timestamp(),
  fired_at timestamptz,
  disarmed_at timestamptz,
  attempts integer not null default 0,
  not_before timestamptz,
  last_failure text,
  constraint timer_ends_one_way check (fired_at is null or disarmed_at is null)
);
create unique index timer_one_running on timer (subject, kind) where fired_at is null and disarmed_at is null;
create index timer_due on timer (due_at) where fired_at is null and disarmed_at is null;

-- Policies: figures and tables with a version and the date from which they hold. Never changed, only followed by the next.
create table policy (
  name text not null,
  version integer not null,
  holds_from date not null,
  data jsonb not null,
  source text not null,
  primary key (name, version),
  constraint policy_one_a_day unique (name, holds_from)
);

-- Numbers for people, without gaps: the counter moves in the transaction that uses it.
create table number_series (
  series text not null,
  year integer not null,
  last integer not null,
  primary key (series, year)
);

create table calendar_day (
  day date primary key,
  is_working boolean not null,
  name text not null default '',
  is_provisional boolean not null,
  source text not null
);

-- Idempotency: the answer to a request, kept with what the request did.
create table idempotency (
  caller text not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  status integer,
  answer bytea,
  created_at timestamptz not null default clock_timestamp(),
  primary key (caller, route, key)
);
create index idempotency_age on idempotency (created_at);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger policy_is_append_only before update or delete on policy for each row execute function refuse_change();
create trigger policy_is_never_emptied before truncate on policy for each statement execute function refuse_change();
