-- Quality objectives with what came of them, commendations, the question after every repair.
create table objective_assessment (
  assessment_id uuid primary key,
  objective text not null,
  zh text not null,
  en text not null,
  form_code text not null,
  groups text[] not null,
  owner_role text not null,
  project text not null,
  begins_on date not null,
  ends_on date not null,
  wanted double precision not null,
  satisfied integer not null,
  answered integer not null,
  outcome text not null,
  policy_version integer not null,
  task_id uuid references task,
  at timestamptz not null,
  constraint assessment_once unique (objective, project, ends_on),
  constraint assessment_outcome_known check (outcome in ('reached', 'below', 'nothing_returned')),
  constraint assessment_below_has_its_action check ((outcome = 'below') = (task_id is not null)),
  constraint assessment_counts check (satisfied between 0 and answered)
);
create index assessment_by_project on objective_assessment (project, assessment_id desc);

create table commendation (
  commendation_id uuid primary key,
  assessment_id uuid not null references objective_assessment,
  project text not null,
  owner_role text not null,
  item text,
  zh text not null,
  en text not null,
  satisfied integer not null,
  answered integer not null,
  at timestamptz not null,
  constraint commendation_of_something check (answered > 0 and satisfied between 0 and answered)
);
create unique index commendation_once on commendation (assessment_id, coalesce(item, ''));

create table repair_case (
  case_id uuid primary key,
  project text not null,
  unit_no text,
  customer_id uuid
);
create table repair_question (
  order_id uuid primary key,
  order_no text not null,
  case_id uuid not null,
  case_no text not null,
  project text not null,
  contractor text,
  hands text[] not null,
  completed_at timestamptz not null,
  link_id uuid,
  response_id uuid references response,
  answered_at timestamptz,
  constraint repair_question_answered_says_when check ((response_id is null) = (answered_at is null))
);
create index repair_question_by_project on repair_question (project, completed_at);
create index repair_question_of_case on repair_question (case_id);
create index repair_question_of_response on repair_question (response_id) where response_id is not null;

create table repair_month (
  project text not null,
  month text not null,
  repairs integer not null,
  answered integer not null,
  wanted double precision not null,
  policy_version integer not null,
  task_id uuid references task,
  counted_at timestamptz not null,
  primary key (project, month),
  constraint repair_month_counts check (answered between 0 and repairs)
);

insert into policy (name, version, holds_from, source, data) values
('objectives', 1, '2000-01-01', 'S4#2 5.2.2, 5.2.3; S4#5 4.3.4d; S4#12 5.10; the figures are ours', '{
  "objectives": [
    {"code": "overall_2026", "zh": "2026年客户总体满意率", "en": "Overall satisfaction 2026", "form": "satisfaction", "groups": [],
     "owner": "site_lead", "share": 0.85, "begins_on": "2026-01-01", "ends_on": "2026-12-31"},
    {"code": "engineering_2026", "zh": "2026年工程质量满意率", "en": "Engineering quality 2026", "form": "satisfaction",
     "groups": ["engineering_quality"], "owner": "engineering", "share": 0.8, "begins_on": "2026-01-01", "ends_on": "2026-12-31"},
    {"code": "sales_2026", "zh": "2026年销售服务满意率", "en": "Sales service 2026", "form": "satisfaction",
     "groups": ["sales_service"], "owner": "sales", "share": 0.85, "begins_on": "2026-01-01", "ends_on": "2026-12-31"},
    {"code": "property_2026", "zh": "2026年物业管理满意率", "en": "Property management 2026", "form": "satisfaction",
     "groups": ["property_management"], "owner": "property_company", "share": 0.85, "begins_on": "2026-01-01", "ends_on": "2026-12-31"}],
  "days": 30, "praise": {"share": 0.95, "answers": 10}}'),
('repair_question', 1, '2000-01-01', 'S4#3(3)d; S4#12 5.8.2; the figures are ours',
  '{"form": "repair_question", "share": 0.6, "count_after_days": 7, "owner": "site_lead", "days": 14, "link_days": 14}');
