-- What is known of units and projects, from intake's events (L3, I4). A later word replaces an earlier one.
create table unit_copy (
  project text not null,
  unit_no text not null,
  unit_id uuid not null,
  building text not null,
  completion_accepted_on date not null,
  handed_over_on date,
  refused_on date,
  primary key (project, unit_no)
);
create table project_copy (
  project text primary key,
  first_collective_handover_on date
);

-- The buildings a contract covers; none named: the whole project (D2).
alter table contract add column buildings text[] not null default '{}';

-- What was agreed later, from a day on (D2, L1). Rows are only ever added; null: as it stood.
create table contract_amendment (
  amendment_id uuid primary key,
  contract_id uuid not null references contract (contract_id),
  number integer not null,
  holds_from date not null,
  repair_time_unit text,
  repair_time_count integer,
  repair_time_moves boolean,
  buildings text[],
  reason text not null,
  clause text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint contract_amendment_numbered unique (contract_id, number),
  constraint contract_amendment_number_positive check (number > 0),
  constraint contract_amendment_repair_time_whole check (num_nulls(repair_time_unit, repair_time_count, repair_time_moves) in (0, 3)),
  constraint contract_amendment_repair_time_unit_known check (repair_time_unit in ('seconds', 'hours', 'days')),
  constraint contract_amendment_repair_time_positive check (repair_time_count > 0)
);
create table contract_amendment_part (
  amendment_id uuid not null references contract_amendment (amendment_id),
  part text not null,
  warranty_months integer not null,
  clause text not null,
  primary key (amendment_id, part),
  constraint contract_amendment_part_warranty_positive check (warranty_months > 0)
);

-- What the company promised the owners of a project beyond the law (L2), version by version; the last of a day counts.
create table owner_terms (
  project text not null,
  version integer not null,
  holds_from date not null,
  reason text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (project, version),
  constraint owner_terms_version_positive check (version > 0)
);
create table owner_term (
  project text not null,
  version integer not null,
  part text not null,
  months integer not null,
  clause text not null,
  primary key (project, version, part),
  foreign key (project, version) references owner_terms (project, version),
  constraint owner_term_positive check (months > 0)
);

create trigger contract_amendment_is_append_only before update or delete on contract_amendment
  for each row execute function refuse_change();
create trigger contract_amendment_is_never_emptied before truncate on contract_amendment
  for each statement execute function refuse_change();
create trigger contract_amendment_part_is_append_only before update or delete on contract_amendment_part
  for each row execute function refuse_change();
create trigger contract_amendment_part_is_never_emptied before truncate on contract_amendment_part
  for each statement execute function refuse_change();
create trigger owner_terms_is_append_only before update or delete on owner_terms for each row execute function refuse_change();
create trigger owner_terms_is_never_emptied before truncate on owner_terms for each statement execute function refuse_change();
create trigger owner_term_is_append_only before update or delete on owner_term for each row execute function refuse_change();
create trigger owner_term_is_never_emptied before truncate on owner_term for each statement execute function refuse_change();

insert into policy (name, version, holds_from, data, source) values
('city_terms', 1, '1998-09-01', '{"reviewed_on": null, "cities": {}}', 'L1, L2: no city''s own rule is entered yet; counsel enters them');
