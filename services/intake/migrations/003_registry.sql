create table building (
  project text not null references project,
  building text not null,
  name text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (project, building),
  constraint building_code_is_short check (length(building) between 1 and 40)
);
insert into building (project, building, name, changed_at, changed_by)
select project, building, building, min(added_at), min(added_by) from unit group by project, building;

alter table unit
  add column owner_since_on date,
  add constraint unit_stands_in_a_building foreign key (project, building) references building;
create index unit_by_building on unit (project, building, unit_no);
create index unit_not_taken_over on unit (project, unit_no) where handed_over_on is null;

-- What was entered of a unit later than the unit itself, each with person and time; a correction is one more, with its reason.
create table unit_change (
  change_id uuid primary key,
  unit_id uuid not null references unit,
  field text not null,
  before text,
  after text,
  notice text,
  reason text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint unit_change_field_known check (field in ('handed_over_on', 'refused_on', 'building', 'completion_accepted_on')),
  constraint unit_change_changes check (before is distinct from after),
  constraint unit_correction_has_a_reason check (before is null or coalesce(reason, '') <> '')
);
create index unit_change_of_unit on unit_change (unit_id, change_id);

create table earlier_owner (
  unit_id uuid not null references unit,
  owner_id uuid not null references customer,
  since_on date,
  until_on date not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (unit_id, owner_id),
  constraint owner_left_after_coming check (since_on <= until_on)
);

create table resident (
  resident_id uuid primary key,
  unit_id uuid not null references unit,
  customer_id uuid not null references customer,
  since_on date not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  left_on date,
  left_recorded_at timestamptz,
  left_recorded_by text,
  constraint resident_left_after_coming check (since_on <= left_on),
  constraint resident_left_by_somebody check ((left_on is null) = (left_recorded_by is null))
);
create index resident_of_unit on resident (unit_id, resident_id);

-- Who was shown or given personal data that does not stand in one case's record, and when.
create table personal_look (
  id bigint generated always as identity primary key,
  what text not null,
  project text,
  unit_id uuid references unit,
  by text not null,
  roles text[] not null,
  at timestamptz not null,
  constraint personal_look_known check (what in ('unit_people', 'units_export', 'cases_export'))
);

-- Before a handover: what was found in the unit, and who was urged to come.
create table unit_inspection (
  inspection_id uuid primary key,
  unit_id uuid not null references unit,
  inspected_on date not null,
  is_ready boolean not null,
  findings text[] not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint inspection_ready_or_with_findings check (is_ready or cardinality(findings) > 0)
);
create index unit_inspection_of_unit on unit_inspection (unit_id, inspection_id);
create table urging (
  urging_id uuid primary key,
  unit_id uuid not null references unit,
  way text not null,
  text text not null,
  recorded_at timestamptz not null,
  recorded_by text not null
);
create index urging_of_unit on urging (unit_id, urging_id);

-- One file of units. Its bytes and rows are kept only until it was taken in or refused.
create table unit_import (
  import_id uuid primary key,
  mode text not null,
  updates boolean not null,
  project text,
  reach text[],
  encoding text not null,
  separator text not null,
  bytes bigint not null,
  bytes_read bigint not null,
  line bigint not null,
  state text not null,
  rows_read bigint not null,
  rows_bad bigint not null,
  added bigint not null,
  changed bigint not null,
  unchanged bigint not null,
  sent_by text not null,
  sent_at timestamptz not null,
  ended_at timestamptz,
  constraint unit_import_mode_known check (mode in ('whole', 'rows')),
  constraint unit_import_state_known check (state in ('reading', 'taking_in', 'done', 'refused')),
  constraint unit_import_ended_has_a_time check ((state in ('done', 'refused')) = (ended_at is not null))
);
create table unit_import_part (
  import_id uuid not null references unit_import,
  part integer not null,
  bytes bytea not null,
  primary key (import_id, part)
);
alter table unit_import_part alter column bytes set storage external;
create table unit_import_row (
  import_id uuid not null,
  line bigint not null,
  unit_id uuid not null,
  owner_id uuid not null,
  project text not null,
  building text not null,
  unit_no text not null,
  completion_accepted_on date not null,
  handed_over_on date,
  refused_on date,
  owner_name text not null,
  owner_phone text not null,
  primary key (import_id, line)
);
create table unit_import_fault (
  import_id uuid not null references unit_import,
  line bigint not null,
  "column" text not null,
  value text not null,
  reason text not null,
  expected text not null,
  primary key (import_id, line, "column")
);

create trigger unit_change_is_append_only before update or delete on unit_change for each row execute function refuse_change();
create trigger earlier_owner_is_append_only before update or delete on earlier_owner
  for each row execute function refuse_change();
create trigger personal_look_is_append_only before update or delete on personal_look
  for each row execute function refuse_change();
create trigger unit_inspection_is_append_only before update or delete on unit_inspection
  for each row execute function refuse_change();
create trigger urging_is_append_only before update or delete on urging for each row execute function refuse_change();
