-- Low scores: what is dissatisfied in a response, the case each item asked for, and the yearly look at how they were acted on.
create table low_score (
  low_score_id uuid primary key,
  low_score_no text not null unique,
  response_id uuid not null unique references response,
  form_code text not null,
  form_version integer not null,
  project text not null,
  unit_no text,
  is_overall boolean not null,
  serious_because text,
  scored_by text,
  at timestamptz not null,
  replaced_by uuid references response,
  constraint low_score_serious_because_known check (serious_because in ('lowest_overall', 'many_items'))
);
create index low_score_by_project on low_score (project, low_score_id desc);
create index low_score_by_time on low_score (at) where replaced_by is null;

create table low_score_item (
  low_score_id uuid not null references low_score,
  place integer not null,
  item text not null,
  step text not null,
  asked_id uuid not null,
  case_id uuid,
  case_no text,
  primary key (low_score_id, item),
  constraint low_score_item_case_has_its_number check ((case_id is null) = (case_no is null))
);
create index low_score_item_by_asking on low_score_item (asked_id);

create table low_score_sample (
  sample_id uuid primary key,
  year integer not null unique,
  seed bigint not null,
  population integer not null,
  drawn_at timestamptz not null,
  signed_by text,
  signed_at timestamptz,
  note text,
  constraint sample_signed_says_what check
    ((signed_by is null) = (signed_at is null) and (signed_by is null) = (note is null)),
  constraint sample_of_something check (population > 0)
);
create table low_score_sample_item (
  sample_id uuid not null references low_score_sample,
  low_score_id uuid not null,
  item text not null,
  acted_upon boolean,
  finding text,
  checked_by text,
  checked_at timestamptz,
  primary key (sample_id, low_score_id, item),
  foreign key (low_score_id, item) references low_score_item (low_score_id, item),
  constraint sample_item_checked_whole check
    ((acted_upon is null) = (checked_by is null) and (acted_upon is null) = (checked_at is null)
     and (acted_upon is null) = (finding is null))
);

insert into timer (subject, kind, due_at)
select 'month', 'results_month_begins',
  (date_trunc('month', now() at time zone 'Asia/Shanghai') + interval '1 month') at time zone 'Asia/Shanghai';

insert into policy (name, version, holds_from, source, data) values
('low_scores', 1, '2000-01-01', 'S0 3.6.4, 3.6.5; S4#12 5.9.2; owners, days and the size of the sample are ours', '{
  "owners": {"engineering_quality": "engineering_desk", "facilities": "site_lead", "sales_service": "sales_desk",
             "property_management": "property_desk", "product": "engineering_desk", "service": "property_desk",
             "repair": "engineering_desk"},
  "otherwise": "site_lead", "days": 14, "serious_items": 3, "yearly_sample": 20}');

insert into policy (name, version, holds_from, source, data)
select 'limits', coalesce(max(version), 0) + 1, coalesce(max(holds_from) + 1, '2000-01-01'),
  'S0 3.6.4, 3.6.5; S4#3(2)d, e; S4#12 5.10; reminders are ours',
  coalesce((select data from policy where name = 'limits' order by version desc limit 1), '{}') || '{
  "low_score": {"unit": "fixed", "count": 0, "remind_hours": 72, "owner": "engineering_desk", "tell": ["site_lead", "centre_director"]},
  "promise": {"unit": "fixed", "count": 0, "remind_hours": 72, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "corrective_action": {"unit": "fixed", "count": 0, "remind_hours": 120, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "repair_shortfall": {"unit": "fixed", "count": 0, "remind_hours": 72, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "task_check": {"unit": "working_days", "count": 5, "remind_hours": 24, "owner": "service_supervisor", "tell": ["centre_director", "vice_president"]},
  "low_score_sample": {"unit": "days", "count": 60, "remind_hours": 336, "owner": "centre_director", "tell": ["vice_president", "general_manager"]}
}' from policy where name = 'limits';
