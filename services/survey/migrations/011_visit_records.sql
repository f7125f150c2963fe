-- Visits of one's own accord, what they raised, the supervisor's monthly check (V8), and the limits of all visits.
create table visit_record (
  record_id uuid primary key,
  record_no text not null unique,
  project text not null,
  unit_no text not null,
  customer_id uuid,
  side text not null,
  way text not null,
  visited_at timestamptz not null,
  visited_by text not null,
  talked_about text not null,
  heard text not null,
  recorded_at timestamptz not null,
  constraint visit_record_side_known check (side in ('service_centre', 'property_company')),
  constraint visit_record_not_ahead_of_itself check (visited_at <= recorded_at)
);
create index visit_record_by_project on visit_record (project, record_id desc);
create index visit_record_by_month on visit_record (project, visited_at);

-- What somebody said on a visit or in the yearly round and what became a case of it, by the asking's own id.
create table raised_matter (
  asked_id uuid primary key,
  source text not null,
  source_id uuid not null,
  reference text not null,
  project text not null,
  unit_no text not null,
  kind text not null,
  matter text,
  said text not null,
  is_major boolean not null default false,
  raised_by text not null,
  raised_at timestamptz not null,
  case_id uuid,
  case_no text,
  closed_at timestamptz,
  constraint raised_matter_source_known check (source in ('visit', 'round')),
  constraint raised_matter_case_whole check ((case_id is null) = (case_no is null)),
  constraint raised_matter_closed_only_as_a_case check (closed_at is null or case_id is not null)
);
create index raised_matter_by_source on raised_matter (source_id, asked_id);
create index raised_matter_by_case on raised_matter (case_id);

-- Who has to visit so many customers each month.
create table visiting_officer (
  officer_id uuid primary key,
  project text not null,
  person text not null,
  from_month text not null,
  until_month text,
  named_by text not null,
  named_at timestamptz not null,
  constraint visiting_officer_months check (from_month <= until_month)
);
create unique index visiting_officer_once on visiting_officer (project, person) where until_month is null;

create table visit_month_check (
  project text not null,
  month text not null,
  figures jsonb not null,
  note text not null,
  signed_by text not null,
  signed_at timestamptz not null,
  primary key (project, month)
);

insert into policy (name, version, holds_from, source, data)
select 'limits', coalesce(max(version), 0) + 1, coalesce(max(holds_from) + 1, '2000-01-01'),
  'S0 3.6; S3 4.5.3; S4#5 4.3.2; the days are ours (N2)',
  coalesce((select data from policy where name = 'limits' order by version desc limit 1), '{}') || '{
  "visit_check": {"unit": "working_days", "count": 5, "remind_hours": 24, "owner": "service_supervisor", "tell": ["site_lead", "centre_director"]},
  "yearly_round": {"unit": "fixed", "count": 0, "remind_hours": 2160, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "round_answer": {"unit": "fixed", "count": 0, "remind_hours": 48, "owner": "service_supervisor", "tell": ["site_lead", "centre_director"]},
  "round_decision": {"unit": "working_days", "count": 10, "remind_hours": 48, "owner": "vice_president", "tell": ["general_manager"]}
}' from policy where name = 'limits';

insert into timer (subject, kind, due_at)
select 'visit_month', 'visit_month_begins',
  (date_trunc('month', now() at time zone 'Asia/Shanghai') + interval '1 month') at time zone 'Asia/Shanghai';
