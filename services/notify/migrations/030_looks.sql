-- Notify's own time limits (N2, N6, N7).
insert into policy (name, version, holds_from, source, data) values
('limits', 1, '2000-01-01', 'S3 4.4.2 d7; S4#5 4.1.3, 4.1.6, 4.3.2; N2; the figures are ours', '{
  "announced_work": {"unit": "fixed", "count": 0, "remind_hours": 1, "owner": "property_desk", "tell": ["site_lead", "centre_director"]},
  "owners_meeting": {"unit": "fixed", "count": 0, "remind_hours": 720, "owner": "site_lead", "tell": ["centre_director"]},
  "cases_look": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "visits_look": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "nonconformity_answer": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "engineering_desk", "tell": ["site_lead", "centre_director"]},
  "nonconformity_check": {"unit": "working_days", "count": 3, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director"]}
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "announced_work": ["公告事项的预计结束时间", "the end of announced work"],
  "owners_meeting": ["召开年度业主代表座谈会", "the year''s meeting of owners'' representatives"],
  "cases_look": ["每周查阅个案", "the week''s look through the cases"],
  "visits_look": ["每月查阅走访记录", "the month''s look through the visits"],
  "nonconformity_answer": ["答复不合格报告", "the answer to a nonconformity report"],
  "nonconformity_check": ["验证不合格整改", "the check of a nonconformity"]
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; words are ours', data || '{
"notify.limit.approaching.v1": [
  {"to": "contractor", "when": {"owner_role": ["contractor"]},
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请贵司及时办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} ends on {due_at}; please see to it in time."]},
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
],
"notify.limit.passed.v1": [
  {"to": "tell",
   "zh": ["已超时：{limit} {reference}", "{project} {reference}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {reference}", "{reference} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
],
"dispatch.limit.approaching.v1": [
  {"to": "contractor", "when": {"owner_role": ["contractor"]},
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请贵司及时办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} ends on {due_at}; please see to it in time."]},
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

-- The heads' looks (N6): a list is made once and never changed; its lines are marked until it is signed.
create table look (
  look_id uuid primary key,
  look_no text not null,
  project text not null,
  about text not null,
  period text not null,
  head text not null,
  needs text[] not null,
  tell text[] not null,
  desks text[] not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  lines integer not null,
  corrects uuid references look,
  signed_by text,
  signed_at timestamptz,
  constraint look_number_once unique (look_no),
  constraint look_about_known check (about in ('cases', 'visits')),
  constraint look_is_somebodys check (cardinality(needs) > 0),
  constraint look_signed_at_a_moment check ((signed_by is null) = (signed_at is null))
);
create unique index look_once_a_period on look (project, about, period, head) where corrects is null;
create index look_of_project on look (project, look_id desc);
create index look_unsigned on look (project, head) where signed_by is null;

create table look_line (
  look_id uuid not null references look,
  line_no integer not null,
  kind text not null,
  reference text not null,
  case_id uuid,
  seen jsonb not null,
  finding text,
  what text,
  owner_role text,
  due_on date,
  task_id uuid references task,
  primary key (look_id, line_no),
  constraint look_line_kind_known check (kind in ('case', 'visit', 'owners_meeting')),
  constraint look_line_finding_known check (finding in ('well', 'badly_handled', 'unhandled')),
  constraint look_line_not_well_says_enough check
    (finding is null or finding = 'well' or (what is not null and owner_role is not null and due_on is not null))
);

-- What is signed stays as it is: neither the signature nor a mark is changed or taken away.
create function look_stays_signed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.signed_by is not null then
    raise exception 'a signed look stays as it is: % refused', tg_op using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger look_stays_signed before update or delete on look for each row execute function look_stays_signed();

create function look_line_stays_signed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (row (new.finding, new.what, new.owner_role, new.due_on, new.seen)
       is distinct from row (old.finding, old.what, old.owner_role, old.due_on, old.seen)
     and (new.seen is distinct from old.seen or exists (select from look where look_id = old.look_id and signed_by is not null))) then
    raise exception 'a line stays as it was seen, and as it was signed: % refused', tg_op using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger look_line_stays_signed before update or delete on look_line for each row execute function look_line_stays_signed();

insert into policy (name, version, holds_from, source, data) values
('looks', 1, '2000-01-01', 'S3 4.4.2 d7; S4#5 4.3.2; the days are ours', '{
  "weekday": 5, "visits_days": 3,
  "cases": [
    {"head": "site_lead", "needs": ["site_lead"], "desks": ["site_lead", "engineering_desk", "sales_desk", "property_desk"], "tell": ["centre_director", "vice_president"]},
    {"head": "sales", "needs": ["sales", "department_manager"], "desks": ["sales"], "tell": ["vice_president", "general_manager"]},
    {"head": "property_company", "needs": ["property_company", "department_manager"], "desks": ["property_company"], "tell": ["centre_director", "vice_president"]}
  ],
  "visits": [
    {"head": "site_lead", "needs": ["site_lead"], "tell": ["centre_director", "vice_president"]}
  ]
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{fields}', (data -> 'fields') || '{"head": "role", "role": "role", "about": "look"}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists}', (data -> 'lists') || '{
  "look": {"cases": ["在办个案", "open cases"], "visits": ["回访记录", "visit records"]}
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S3 4.4.2 d7; S4#5 4.3.2; words are ours', data || '{
"notify.look.due.v1": [
  {"to": "head",
   "zh": ["请查阅{about} {look_no}", "{project} {period}的{about}（{look_no}）共{lines}项，请于{due_at}前逐项查阅并签名；未处理或处理不当的，请注明责任人和期限。"],
   "en": ["To be gone through: {look_no}", "{look_no}: {about} of {project}, {period}, lines: {lines}. Please go through them and sign by {due_at}; what is unhandled or badly handled needs who is responsible, and a date."]}
],
"notify.look.signed.v1": [
  {"to": "centre_director", "above": {"nonconformities": 0},
   "zh": ["查阅发现不合格{nonconformities}项 {look_no}", "{project} {period}的{about}（{look_no}）已由{head}查阅签名，共{lines}项，其中不合格{nonconformities}项，均已开具不合格报告。"],
   "en": ["Nonconformities found: {look_no}", "{look_no}: {about} of {project}, {period}, gone through and signed by {head}. Lines: {lines}; not handled well, each with a report: {nonconformities}."]}
],
"notify.nonconformity.reported.v1": [
  {"to": "owner_role", "wants_answer": true,
   "settled_by": ["notify.nonconformity.answered.v1", "notify.nonconformity.verified.v1", "notify.nonconformity.cancelled.v1"],
   "zh": ["不合格报告 {task_no}", "{project} {reference}经查阅未处理或处理不当，已开具不合格报告{task_no}，请于{due_on}前写明原因和纠正措施。"],
   "en": ["Nonconformity report: {task_no}", "{reference} in {project} was found unhandled or badly handled; please answer report {task_no} by {due_on} with the cause and the measure."]}
],
"notify.nonconformity.answered.v1": [
  {"to": "site_lead",
   "zh": ["请验证整改 {task_no}", "{project}不合格报告{task_no}（{reference}）已答复原因和措施，请安排责任人以外的人员验证。"],
   "en": ["To be checked: {task_no}", "Report {task_no} on {reference} in {project} has its cause and measure; please have it checked by another than who answered it."]}
],
"notify.nonconformity.sent_back.v1": [
  {"to": "owner_role", "wants_answer": true,
   "settled_by": ["notify.nonconformity.answered.v1", "notify.nonconformity.verified.v1", "notify.nonconformity.cancelled.v1"],
   "zh": ["整改未通过 {task_no}", "{project}不合格报告{task_no}（{reference}）的整改经验证未通过，请于{due_on}前重新整改并答复。"],
   "en": ["Sent back: {task_no}", "The measure of report {task_no} on {reference} in {project} was found wanting; please answer it anew by {due_on}."]}
],
"notify.nonconformity.verified.v1": [
  {"to": "owner_role",
   "zh": ["整改验证合格 {task_no}", "{project}不合格报告{task_no}（{reference}）的整改经验证合格，予以关闭。"],
   "en": ["In order: {task_no}", "The measure of report {task_no} on {reference} in {project} was checked and is in order; the report is closed."]}
],
"notify.nonconformity.cancelled.v1": [
  {"to": "owner_role",
   "zh": ["不合格报告撤销 {task_no}", "{project}不合格报告{task_no}（{reference}）已撤销，无需答复。"],
   "en": ["Taken back: {task_no}", "Report {task_no} on {reference} in {project} was taken back; no answer is needed."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
