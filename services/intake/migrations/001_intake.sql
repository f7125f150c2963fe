create table project (
  project text primary key,
  name text not null,
  first_collective_handover_on date,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint project_code_is_short check (length(project) between 1 and 40)
);

-- The one place of personal data. Everything else knows the customer by id.
create table customer (
  customer_id uuid primary key,
  name text not null,
  phone text not null,
  added_at timestamptz not null
);

create table unit (
  unit_id uuid primary key,
  project text not null references project,
  unit_no text not null,
  building text not null,
  completion_accepted_on date not null,
  handed_over_on date,
  refused_on date,
  owner_id uuid not null references customer,
  added_at timestamptz not null,
  added_by text not null,
  constraint unit_once_in_a_project unique (project, unit_no),
  constraint unit_handed_over_after_completion check (handed_over_on >= completion_accepted_on),
  constraint unit_refused_after_completion check (refused_on >= completion_accepted_on)
);

create table case_file (
  case_id uuid primary key,
  case_no text not null,
  kind text not null,
  case_class text,
  channel text not null,
  matter text not null,
  part text,
  project text not null references project,
  unit_no text,
  completion_accepted_on date,
  handed_over_on date,
  phase text not null,
  department text not null,
  desk text not null,
  customer_id uuid not null references customer,
  complaint text not null,
  reply_by text not null,
  visit_by text not null,
  external_ref text,
  taken_by text not null,
  received_at timestamptz not null,
  registered_at timestamptz not null,
  in_opening_hours boolean not null,
  state text not null,
  round integer not null,
  verdict text not null,
  holder_since timestamptz,
  visit_owed boolean not null,
  closed_at timestamptz,
  constraint case_number_once unique (case_no),
  constraint case_state_known check (state in ('registered', 'in_work', 'handled', 'closed')),
  constraint case_kind_known check (kind in ('inquiry', 'suggestion', 'complaint', 'praise', 'repair_request')),
  constraint case_round_from_one check (round >= 1),
  constraint case_closed_has_a_time check ((state = 'closed') = (closed_at is not null)),
  constraint case_unit_is_registered foreign key (project, unit_no) references unit (project, unit_no),
  constraint case_not_received_ahead check (received_at <= registered_at),
  constraint case_only_complaints_are_judged check (kind = 'complaint' or verdict = 'not_called_for')
);
create index case_by_project on case_file (project, case_id desc);
create index case_by_state on case_file (state, case_id desc);

-- Each change of state, with who and when.
create table case_move (
  id bigint generated always as identity primary key,
  case_id uuid not null references case_file,
  round integer not null,
  verb text not null,
  state text not null,
  at timestamptz not null,
  by text not null
);
create index case_move_of_case on case_move (case_id, id);

-- The register's entries (来电、来访登记表): action taken, feedback, result, closing; each with person and time.
create table register_entry (
  entry_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  kind text not null,
  way text,
  text text not null,
  settled boolean,
  unsettled_reason text,
  promised_on date,
  promised_date_agreed boolean,
  verdict text,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint register_entry_kind_known check (kind in ('feedback', 'verdict', 'result', 'closing')),
  constraint register_unsettled_has_reason_and_date check
    (settled is distinct from false or (unsettled_reason <> '' and promised_on is not null))
);
create index register_entry_of_case on register_entry (case_id, recorded_at);

create table case_limit (
  limit_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  name text not null,
  unit text not null,
  count integer not null,
  started_at timestamptz not null,
  remind_at timestamptz not null,
  due_at timestamptz not null,
  policy_version integer not null,
  is_provisional boolean not null,
  state text not null,
  ended_at timestamptz,
  ended_because text not null,
  constraint limit_once_in_a_round unique (case_id, round, name),
  constraint limit_state_known check (state in ('running', 'kept', 'passed', 'kept_late', 'given_way')),
  constraint limit_reminds_before_it_ends check (started_at <= remind_at and remind_at <= due_at)
);

-- Work orders that dispatch has out on a case.
create table case_order (
  order_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  issued_at timestamptz not null,
  completed_at timestamptz
);
create index case_order_open on case_order (case_id) where completed_at is null;

-- Who did or ordered work, or reported the result: they do not make the return visit (V1).
create table case_hand (
  case_id uuid not null references case_file,
  round integer not null,
  person text not null,
  primary key (case_id, round, person)
);

create table timeline (
  message_id uuid primary key,
  case_id uuid not null references case_file,
  at timestamptz not null,
  source text not null,
  sequence bigint not null,
  type text not null,
  data jsonb not null
);
create index timeline_of_case on timeline (case_id, at, source, sequence);

-- Who looked at a full record, and when.
create table look (
  id bigint generated always as identity primary key,
  case_id uuid not null references case_file,
  by text not null,
  roles text[] not null,
  at timestamptz not null
);

create trigger case_move_is_append_only before update or delete on case_move for each row execute function refuse_change();
create trigger look_is_append_only before update or delete on look for each row execute function refuse_change();
create trigger register_entry_is_append_only before update or delete on register_entry
  for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('limits', 1, '2000-01-01', 'S2 art. 15; S0 3.2; S3 4.7; reminders ours (N2)', '[
  {"name": "first_feedback", "unit": "hours", "count": 24, "remind_share": 0.75},
  {"name": "weekly_result", "unit": "days", "count": 7, "remind_share": 0.7},
  {"name": "department_level", "unit": "working_days", "count": 3, "remind_share": 0.7},
  {"name": "company_level", "unit": "working_days", "count": 7, "remind_share": 0.7}
]'),
('opening_hours', 1, '2000-01-01', 'S1 5.2', '[
  {"weekdays": [1, 2, 3, 4, 5], "from": "08:30", "until": "12:00"},
  {"weekdays": [1, 2, 3, 4, 5], "from": "13:00", "until": "17:00"},
  {"weekdays": [6, 7], "from": "09:00", "until": "17:00"}
]'),
('routing', 1, '2000-01-01', 'S0 3.3-3.5, S2 art. 15; the subjects are ours', '{
  "leak": {"class": "class_2", "desk": "engineering_desk", "part": "wet_room_waterproofing", "returns_to_centre": true},
  "crack": {"class": "class_2", "desk": "engineering_desk", "part": "structure", "returns_to_centre": true},
  "hollow_plaster": {"class": "class_2", "desk": "engineering_desk", "part": "decoration", "returns_to_centre": true},
  "door_window": {"class": "class_2", "desk": "engineering_desk", "part": "doors_and_windows", "returns_to_centre": true},
  "plumbing": {"class": "class_2", "desk": "engineering_desk", "part": "plumbing", "returns_to_centre": true},
  "electrical": {"class": "class_2", "desk": "engineering_desk", "part": "electrical", "returns_to_centre": true},
  "heating": {"class": "class_2", "desk": "engineering_desk", "part": "heating_and_cooling", "returns_to_centre": true},
  "lift": {"class": "class_2", "desk": "engineering_desk", "part": "equipment", "returns_to_centre": true},
  "decoration": {"class": "class_2", "desk": "engineering_desk", "part": "decoration", "returns_to_centre": true},
  "design": {"class": "class_2", "desk": "engineering_desk", "returns_to_centre": true},
  "contract_terms": {"class": "class_2", "desk": "sales_desk", "returns_to_centre": true},
  "title_deed": {"class": "class_2", "desk": "sales_desk", "returns_to_centre": true},
  "fee": {"class": "class_1", "desk": "property_desk"},
  "cleaning": {"class": "class_1", "desk": "property_desk"},
  "security": {"class": "class_1", "desk": "property_desk"},
  "noise": {"class": "class_1", "desk": "property_desk"},
  "greening": {"class": "class_1", "desk": "property_desk"},
  "parking": {"class": "class_1", "desk": "property_desk"},
  "renovation": {"class": "class_1", "desk": "property_desk"},
  "staff_attitude": {"class": "class_1", "desk": "site_lead"},
  "outside_environment": {"class": "class_3", "desk": "site_lead"},
  "other": {"class": "class_3", "desk": "site_lead"}
}');
