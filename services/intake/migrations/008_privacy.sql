-- Personal data: asked for, corrected, erased; and what is kept how long (I16, L8).

-- Free text of a record may become the mark of an erasure; that transaction says so.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('aftercare.erasing', true) = 'on' then
    return new;
  end if;
  raise exception '% is append only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

alter table customer add column erased_at timestamptz;
alter table case_file add column erased_at timestamptz, add column keeping_looked_at_on date;
create index case_to_be_looked_at on case_file (keeping_looked_at_on nulls first, closed_at)
  where state = 'closed' and erased_at is null;

create table customer_was (
  id bigint generated always as identity primary key,
  customer_id uuid not null references customer,
  name text not null,
  phone text not null,
  until timestamptz not null,
  changed_by text not null,
  reason text not null
);
create index customer_was_of on customer_was (customer_id, id);
create trigger customer_was_is_append_only before update or delete on customer_was
  for each row execute function refuse_change();

create table erasure (
  erasure_id uuid primary key,
  customer_id uuid not null references customer,
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  constraint erasure_takes_two check (asked_by <> confirmed_by),
  constraint erasure_confirmed_whole check ((confirmed_by is null) = (confirmed_at is null))
);
create unique index erasure_one_open on erasure (customer_id) where confirmed_by is null;

create table dispute (
  dispute_id uuid primary key,
  case_id uuid not null references case_file,
  reason text not null,
  opened_by text not null,
  opened_at timestamptz not null,
  settled_by text,
  settled_at timestamptz,
  constraint dispute_settled_whole check ((settled_by is null) = (settled_at is null))
);
create index dispute_of_case on dispute (case_id) where settled_at is null;

alter table personal_look drop constraint personal_look_known;
alter table personal_look
  add column customer_id uuid references customer,
  add constraint personal_look_known check (what in ('unit_people', 'units_export', 'cases_export', 'person_copy', 'disclosure'));

-- A copy or a loan of a case's record: for what, to whom, and when it came back.
create table record_out (
  out_id uuid primary key,
  case_id uuid not null references case_file,
  kind text not null,
  purpose text not null,
  given_to text not null,
  given_by text not null,
  given_at timestamptz not null,
  due_back_on date,
  returned_by text,
  returned_at timestamptz,
  constraint record_out_kind_known check (kind in ('copy', 'loan')),
  constraint record_loan_comes_back check ((kind = 'loan') = (due_back_on is not null)),
  constraint record_returned_whole check ((returned_by is null) = (returned_at is null))
);
create index record_out_of_case on record_out (case_id, given_at);

-- What an authority asked for in writing and the head let it see.
create table disclosure (
  disclosure_id uuid primary key,
  authority text not null,
  credentials text not null,
  request_ref text not null,
  cases jsonb not null,
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  is_consented boolean,
  constraint disclosure_takes_two check (not is_consented or decided_by <> asked_by),
  constraint disclosure_decided_whole
    check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (is_consented is null))
);

create table archive (
  archive_id uuid primary key,
  project text not null references project,
  period text not null,
  supplement integer not null,
  cases jsonb not null,
  carried_over jsonb not null,
  digest text not null,
  archived_by text not null,
  archived_at timestamptz not null,
  constraint archive_once unique (project, period, supplement)
);
create trigger archive_is_append_only before update or delete on archive for each row execute function refuse_change();

-- What a move led to, so that the past can be shown; and when an event reached us.
alter table case_move
  add column department text, add column desk text, add column holder text, add column holder_person text,
  add column verdict text, add column is_major boolean;
alter table timeline add column noted_at timestamptz;
update timeline set noted_at = at;
alter table timeline alter column noted_at set not null;

insert into policy (name, version, holds_from, source, data) values
('keeping', 1, '2000-01-01', 'S3 4.8; S4#12 8.0; decree 279 art. 40; 1998 rule', '{
  "years": 3, "look_again_days": 90, "batch": 200,
  "warranty_years": {
    "structure": 50, "roof_waterproofing": 5, "wet_room_waterproofing": 5, "outer_wall_leakage": 5, "heating_and_cooling": 2,
    "electrical": 2, "plumbing": 2, "equipment": 2, "decoration": 2, "doors_and_windows": 2
  }
}');
insert into timer (subject, kind, due_at) values ('intake', 'keeping', now());
