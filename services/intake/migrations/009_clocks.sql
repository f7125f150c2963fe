-- Clocks that can be paused and reckoned anew, each with the calendar it was reckoned by (B2).
alter table case_limit
  add column is_pausable boolean not null default false,
  add column paused_at timestamptz,
  add column reckoned_at timestamptz;
update case_limit set reckoned_at = started_at;
alter table case_limit
  alter column reckoned_at set not null,
  add constraint limit_paused_is_open check (paused_at is null or ended_at is null);
create index limit_provisional on case_limit (case_id) where is_provisional and ended_at is null;

create table limit_pause (
  pause_id uuid primary key,
  limit_id uuid not null references case_limit,
  paused_at timestamptz not null,
  reason text not null,
  paused_by text not null,
  resumed_at timestamptz,
  resumed_by text,
  constraint pause_has_a_reason check (reason <> ''),
  constraint pause_ends_after_it_begins check (resumed_at >= paused_at),
  constraint pause_ended_by_somebody check ((resumed_at is null) = (resumed_by is null))
);
create unique index limit_pause_one_open on limit_pause (limit_id) where resumed_at is null;
create index limit_pause_of_limit on limit_pause (limit_id, paused_at);

-- Each time the end of a limit moved: after a pause, a notice, a closure.
create table limit_move (
  id bigint generated always as identity primary key,
  limit_id uuid not null references case_limit,
  at timestamptz not null,
  due_was timestamptz not null,
  due_at timestamptz not null,
  because text not null
);
create index limit_move_of_limit on limit_move (limit_id, id);
create trigger limit_move_is_append_only before update or delete on limit_move for each row execute function refuse_change();

-- A year's notice, or days on which a project stands still: entered by one, confirmed by another.
create table calendar_change (
  change_id uuid primary key,
  kind text not null,
  project text references project,
  days jsonb not null,
  source text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  is_confirmed boolean,
  constraint calendar_change_kind_known check (kind in ('notice', 'closure', 'reopening')),
  constraint calendar_change_of_a_project check ((kind = 'notice') = (project is null)),
  constraint calendar_change_takes_two check (not is_confirmed or decided_by <> proposed_by),
  constraint calendar_change_is_decided_whole check
    ((decided_by is null) = (decided_at is null) and (decided_by is null) = (is_confirmed is null))
);
create index calendar_change_of_project on calendar_change (project, decided_at) where is_confirmed;

-- What the duty officer hands over in writing when the office opens (I11).
create table duty_handover (
  handover_id uuid primary key,
  project text not null references project,
  from_at timestamptz not null,
  until_at timestamptz not null,
  cases jsonb not null,
  remarks text not null,
  handed_over_by text not null,
  handed_over_at timestamptz not null,
  received_by text,
  received_at timestamptz,
  constraint duty_handover_takes_two check (received_by <> handed_over_by),
  constraint duty_handover_span check (from_at < until_at),
  constraint duty_handover_received_whole check ((received_by is null) = (received_at is null))
);
create unique index duty_handover_in_a_row on duty_handover (project, from_at);
create index case_out_of_hours on case_file (project, registered_at) where not in_opening_hours;

-- Until when the holder must move: the nearest end of a limit that runs (B1).
alter table case_file add column move_by timestamptz;
update case_file c set move_by =
  (select min(due_at) from case_limit l where l.case_id = c.case_id and l.ended_at is null) where c.holder is not null;
create index case_move_by on case_file (holder, project, move_by, case_id) where holder is not null;
create index case_move_by_holder on case_file (holder, move_by, case_id) where holder is not null;
create index case_move_by_project on case_file (project, move_by, case_id) where holder is not null;
create index case_move_by_person on case_file (holder_person, move_by, case_id) where holder_person is not null;
drop index case_by_holder;
drop index case_by_holder_person;

-- A contact that reached the customer, or an attempt (I9).
alter table register_entry add column reached boolean;

insert into policy (name, version, holds_from, source, data)
select name, 3, '2000-01-03', source || '; which may be paused: ours', jsonb_agg(
  case when rule->>'name' in ('weekly_result', 'department_level', 'company_level', 'slip_answer', 'design_opinion')
    then rule || '{"is_pausable": true}' else rule end)
from policy, jsonb_array_elements(data) rule where name = 'limits' and version = 2 group by name, source;
insert into policy (name, version, holds_from, source, data) values
('long_running', 1, '2000-01-01', 'S3 4.4.1b; when it begins: ours', '{"open_days": 7, "contacts_a_week": 2}');

insert into timer (subject, kind, due_at) values ('intake', 'calendar_review', now());
-- Cases that are open already: from the first Monday on which handling runs long, at the earliest the next (I9).
insert into timer (subject, kind, due_at)
select case_id::text, 'word_week', (date_trunc('week', greatest(
    (registered_at at time zone 'Asia/Shanghai')::date + 7, (now() at time zone 'Asia/Shanghai')::date)::timestamp)
  + interval '7 days') at time zone 'Asia/Shanghai'
from case_file where state <> 'closed';
