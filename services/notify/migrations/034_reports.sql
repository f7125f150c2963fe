-- Reports (N3, N4): what was drawn is frozen; steps are only added, each step and each person once.
create table report (
  report_id uuid primary key,
  report_no text not null,
  kind text not null,
  period text not null,
  first_on date not null,
  project text,
  department text,
  version integer not null,
  drawn_at timestamptz not null,
  drawn_by text not null,
  title_zh text not null,
  title_en text not null,
  rule jsonb not null,
  policy_version integer not null,
  document bytea not null,
  sha256 text not null,
  constraint report_number_once unique (report_no),
  constraint report_kind_known check (kind in ('weekly', 'department_month', 'month', 'quarter', 'year', 'contractors')),
  constraint report_of_one_project check ((kind = 'weekly') = (project is not null)),
  constraint report_of_one_department check ((kind = 'department_month') = (department is not null)),
  constraint report_is_what_was_drawn check (sha256 = encode(sha256(document), 'hex')),
  constraint report_versions_count check (version >= 1)
);
create unique index report_one_version on report (kind, period, coalesce(project, ''), coalesce(department, ''), version);
create index report_of_project on report (project, report_id desc);
create trigger report_is_append_only before update or delete on report for each row execute function refuse_change();

create table report_deed (
  report_id uuid not null references report,
  step text not null,
  by_person text not null,
  by_role text not null,
  at timestamptz not null,
  words jsonb not null,
  primary key (report_id, step),
  constraint report_deed_step_known check (step in ('sign', 'show', 'check', 'read')),
  constraint report_deed_each_person_once unique (report_id, by_person)
);
create trigger report_deed_is_append_only before update or delete on report_deed for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('reports', 1, '2000-01-01', 'S0 3.4.8, 3.6.6; S1 4.3.8; S2 art. 14(11), (12); S3 4.6; S4#12 5.7; days and hours are ours', '{
  "weekly": {"on_day": 1, "at": "08:30", "receives": ["centre_director"], "steps": [
    {"step": "sign", "roles": ["site_lead"], "words": ["progress", "coordination", "problems", "improvements"]},
    {"step": "read", "roles": ["centre_director"]}]},
  "department_month": {"on_day": 2, "at": "08:30", "receives": ["quality_supervisor", "company_office"], "steps": [
    {"step": "sign", "roles": ["centre_director"], "words": ["summary"],
     "of_department": {"sales": ["sales"], "property_company": ["property_company"]}}]},
  "month": {"on_day": 6, "at": "08:30", "receives": ["centre_director", "site_lead", "sales", "property_company", "engineering"], "steps": [
    {"step": "sign", "roles": ["quality_supervisor"], "words": ["summary"]},
    {"step": "show", "roles": ["company_office"]}]},
  "quarter": {"on_day": 8, "at": "08:30", "receives": ["management_representative", "company_office"], "steps": [
    {"step": "sign", "roles": ["quality_supervisor"], "words": ["summary"]},
    {"step": "check", "roles": ["management_representative"]},
    {"step": "read", "roles": ["general_manager"]}]},
  "year": {"on_day": 15, "at": "08:30", "receives": ["management_representative", "company_office", "vice_president"], "steps": [
    {"step": "sign", "roles": ["centre_director"], "words": ["summary"]},
    {"step": "check", "roles": ["management_representative"]},
    {"step": "read", "roles": ["general_manager"]}]},
  "contractors": {"on_day": 5, "at": "08:30", "receives": ["engineering", "deputy_chief_engineer", "finance_officer"], "steps": [
    {"step": "sign", "roles": ["centre_director"]},
    {"step": "read", "roles": ["vice_president"]}]}
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S3 4.6; N2; the figures are ours', data || '{
  "report_sign": {"unit": "working_days", "count": 2, "remind_hours": 8, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "report_show": {"unit": "working_days", "count": 10, "remind_hours": 24, "owner": "company_office", "tell": ["vice_president", "general_manager"]},
  "report_check": {"unit": "working_days", "count": 3, "remind_hours": 24, "owner": "management_representative", "tell": ["vice_president", "general_manager"]},
  "report_read": {"unit": "working_days", "count": 5, "remind_hours": 24, "owner": "general_manager", "tell": ["management_representative", "vice_president"]}
}' from policy where name = 'limits' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "report_sign": ["报表签名", "a report''s signature"],
  "report_show": ["报表公布", "a report''s showing in the meeting"],
  "report_check": ["报表审核", "a report''s check"],
  "report_read": ["报表审阅", "a report''s reading"]
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(jsonb_set(data, '{lists}', (data -> 'lists') || '{
  "report_step": {"sign": ["签名", "signed"], "show": ["在主任会公布", "shown in the meeting"], "check": ["审核", "checked"], "read": ["审阅", "read"]}
}'), '{fields}', (data -> 'fields') || '{"step": "report_step", "next_step": "report_step"}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.4.8; S3 4.6; words are ours', data || '{
"notify.report.drawn.v1": [
  {"to": "owner_roles",
   "zh": ["请签报表 {report_no}", "{title_zh}（{report_no}，第{version}版）已按系统记录编制，请于{due_at}前核对、补充文字并签名。"],
   "en": ["To be signed: report {report_no}", "{title_en} ({report_no}, version {version}) has been drawn from what is on record. Please look it through, add your words and sign it by {due_at}."]}
],
"notify.report.signed.v1": [
  {"to": "next_roles",
   "zh": ["报表待办 {report_no}", "{title_zh}（{report_no}）已由{signed_by}{step}，请于{due_at}前{next_step}。"],
   "en": ["Your step: report {report_no}", "{title_en} ({report_no}) was {step} by {signed_by}; by {due_at} it is to be {next_step}."]},
  {"to": "receivers",
   "zh": ["报表已{step} {report_no}", "{title_zh}（{report_no}）已由{signed_by}{step}，可在系统中查阅或下载。"],
   "en": ["Report {report_no}", "{title_en} ({report_no}) was {step} by {signed_by}; you can look at it or download it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
