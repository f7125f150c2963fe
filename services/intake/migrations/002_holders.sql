-- The holder of a case by role and name (B1), where it stands on the ladder, and whose each limit is.
alter table case_file
  add column handed_to text,
  add column is_major boolean not null default false,
  add column about_person text,
  add column reply_agreed_at timestamptz,
  add column merged_into uuid references case_file,
  add column holder text,
  add column holder_person text;
update case_file set holder = case
  when state = 'closed' then null when visit_owed then 'case_officer' when state = 'handled' then 'site_lead' else desk end;
update case_file set holder_since = null where holder is null;
alter table case_file
  add constraint case_open_has_a_holder check ((holder is null) = (state = 'closed' or merged_into is not null)),
  add constraint case_holder_has_a_since check ((holder is null) = (holder_since is null)),
  add constraint case_not_merged_into_itself check (merged_into <> case_id);
create index case_by_holder on case_file (holder, project, holder_since) where holder is not null;
create index case_by_holder_person on case_file (holder_person, holder_since) where holder_person is not null;

alter table case_limit
  add column owner text,
  add column key text not null default '';
update case_limit l set owner = c.desk from case_file c where c.case_id = l.case_id;
alter table case_limit
  alter column owner set not null,
  drop constraint limit_once_in_a_round,
  add constraint limit_once_in_a_round unique (case_id, round, name, key);
create index limit_running on case_limit (case_id, due_at) where ended_at is null;

insert into policy (name, version, holds_from, source, data) values
('limits', 2, '2000-01-02', 'S2 art. 15; S0 3.2; S1 5.4.5, 5.6.3, 5.7.1, 5.7.3; S3 4.3.1, 4.7; reminders ours (N2)', '[
  {"name": "first_feedback", "unit": "hours", "count": 24, "remind_share": 0.75},
  {"name": "weekly_result", "unit": "days", "count": 7, "remind_share": 0.7},
  {"name": "department_level", "unit": "working_days", "count": 3, "remind_share": 0.7},
  {"name": "company_level", "unit": "working_days", "count": 7, "remind_share": 0.7},
  {"name": "reply_agreed", "unit": "fixed", "count": 0, "remind_share": 0.8},
  {"name": "promised_date", "unit": "fixed", "count": 0, "remind_share": 0.8},
  {"name": "plan_date", "unit": "fixed", "count": 0, "remind_share": 0.8},
  {"name": "word_to_customer", "unit": "fixed", "count": 0, "remind_share": 0.7},
  {"name": "property_slip", "unit": "hours", "count": 8, "remind_share": 0.5},
  {"name": "slip_answer", "unit": "days", "count": 3, "remind_share": 0.7},
  {"name": "design_opinion", "unit": "working_days", "count": 3, "remind_share": 0.7},
  {"name": "suggestion_passed_on", "unit": "closings", "count": 0, "remind_share": 0.7},
  {"name": "action", "unit": "fixed", "count": 0, "remind_share": 0.8}
]');
