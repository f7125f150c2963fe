-- The property company and the desks (D9, D10, D11): inspections, upkeep, coordination, equipment in use, figures signed by two.
create table owners_committee (
  project text primary key,
  since_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null
);

create table inspection (
  inspection_id uuid primary key,
  project text not null,
  place_kind text not null,
  inspected_on date not null,
  summary text not null,
  inspected_by text not null,
  recorded_at timestamptz not null,
  constraint inspection_place_known check (place_kind in
    ('common_areas', 'sales_hall', 'show_flat', 'equipment_rooms', 'green_areas', 'car_park', 'gate'))
);
create index inspection_by_project on inspection (project, inspection_id);
create index inspection_by_place on inspection (project, place_kind, inspected_on);

create table meeting (
  meeting_id uuid primary key,
  project text not null,
  month text not null,
  held_on date not null,
  participants text[] not null,
  minutes text not null,
  carried uuid[] not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint meeting_month_written_so check (month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
  constraint meeting_once_a_month unique (project, month)
);

-- What an inspection found or a meeting left open: owed by somebody until a day, done, and checked by another.
create table undertaking (
  undertaking_id uuid primary key,
  inspection_id uuid references inspection,
  meeting_id uuid references meeting,
  project text not null,
  what text not null,
  severity text not null,
  owner text not null,
  due_on date not null,
  state text not null,
  result text not null,
  done_by text,
  done_at timestamptz,
  checked_by text,
  checked_at timestamptz,
  check_finding text not null,
  constraint undertaking_of_one_thing check (num_nonnulls(inspection_id, meeting_id) = 1),
  constraint undertaking_severity_known check (severity in ('minor', 'serious')),
  constraint undertaking_state_known check (state in ('open', 'done', 'closed')),
  constraint undertaking_checked_by_another check (checked_by <> done_by)
);
create index undertaking_open on undertaking (project, due_on) where state <> 'closed';
create index undertaking_of_inspection on undertaking (inspection_id) where inspection_id is not null;
create index undertaking_of_meeting on undertaking (meeting_id) where meeting_id is not null;

create table undertaking_move (
  id bigint generated always as identity primary key,
  undertaking_id uuid not null references undertaking,
  verb text not null,
  by text not null,
  at timestamptz not null,
  note text not null,
  constraint undertaking_move_verb_known check (verb in ('done', 'passed', 'failed'))
);
create index undertaking_move_of on undertaking_move (undertaking_id, id);

create table judgement (
  judgement_id uuid primary key,
  project text not null,
  period text not null,
  points jsonb not null,
  total_points integer not null,
  amount_fen bigint not null,
  reason text not null,
  basis jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  signed_by text,
  signed_at timestamptz,
  constraint judgement_period_written_so check (period ~ '^20[0-9]{2}(-(0[1-9]|1[0-2]))?$'),
  constraint judgement_once_a_period unique (project, period),
  constraint judgement_signed_by_another check (signed_by <> made_by),
  constraint judgement_signed_whole check ((signed_by is null) = (signed_at is null))
);

create table equipment_record (
  record_id uuid primary key,
  project text not null,
  equipment_kind text not null,
  equipment text not null,
  maker text not null,
  model text not null,
  supplier_contract text not null,
  location text not null,
  quantity integer not null,
  in_use_since date not null,
  condition text not null,
  fault_count integer not null,
  fault_description text not null,
  repairs_done text not null,
  user_comment text not null,
  signature text not null,
  filled_in_by text not null,
  filled_in_on date not null,
  collected_by text,
  collected_on date,
  passed_by text,
  passed_to_engineering_on date,
  constraint equipment_record_once_a_kind unique (project, equipment_kind),
  constraint equipment_record_condition_known check (condition in ('good', 'usable', 'faulty')),
  constraint equipment_record_counts check (quantity > 0 and fault_count >= 0),
  constraint equipment_record_collected_whole check ((collected_by is null) = (collected_on is null)),
  constraint equipment_record_passed_after check (passed_to_engineering_on is null or collected_on is not null)
);

-- What the desks' figures rest on besides cases and orders: limits that passed, and how a case ended.
create table desk_late (
  case_id uuid not null,
  desk text not null,
  project text not null,
  passed_at timestamptz not null,
  primary key (case_id, desk)
);
alter table case_copy
  add column closed_at timestamptz,
  add column closed_because text,
  add column verdict text;
create index case_copy_by_desk on case_copy (project, desk, registered_at);

create table desk_signature (
  signature_id uuid primary key,
  project text not null,
  desk text not null,
  month text not null,
  signed_as text not null,
  signed_by text not null,
  signed_at timestamptz not null,
  figures jsonb not null,
  constraint desk_signature_as_known check (signed_as in ('department_head', 'centre_director')),
  constraint desk_signature_once unique (project, desk, month, signed_as),
  constraint desk_signature_by_two unique (project, desk, month, signed_by)
);

do $$
declare name text;
begin
  foreach name in array array['inspection', 'meeting', 'desk_signature', 'undertaking_move']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;

insert into policy (name, version, holds_from, source, data) values
('upkeep', 1, '2000-01-01', 'S1 2.6, 5.7.5; the items and the figure are ours',
 '{"items": ["cleanliness", "planting", "order", "equipment", "repairs", "service"], "points_most": 100}'),
('equipment', 1, '2000-01-01', 'S0 2.2.5, 3.6.7; the kinds are ours',
 '{"kinds": ["lifts", "pumps", "power", "fire", "access", "garden"]}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 2.6, 5.7; S0 2.2.5; reminders are ours', data || '{
  "inspection_finding": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "property_company", "tell": ["site_lead", "centre_director"]},
  "coordination_point": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "coordination_meeting": {"unit": "fixed", "count": 0, "remind_hours": 120, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "upkeep_judgement": {"unit": "working_days", "count": 10, "remind_hours": 48, "owner": "service_supervisor", "tell": ["centre_director", "vice_president"]},
  "desk_signature": {"unit": "working_days", "count": 10, "remind_hours": 48, "owner": "centre_director", "tell": ["vice_president", "general_manager"]},
  "equipment_record": {"unit": "fixed", "count": 0, "remind_hours": 336, "owner": "property_company", "tell": ["centre_director", "vice_president"]}
}' from policy where name = 'limits' order by version desc limit 1;

insert into timer (subject, kind, due_at)
select 'month', 'month_begins',
  (date_trunc('month', now() at time zone 'Asia/Shanghai') + interval '1 month') at time zone 'Asia/Shanghai';
