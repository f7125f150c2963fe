-- Notify's own time limits (N2, N6, N7).
insert into policy (name, version, holds_from, source, data) values
('limits', 1, '2000-01-01', 'S3 4.4.2 d7; S4#5 4.1.3, 4.1.6, 4.3.2; N2; the figures are ours', '{
  "announced_work": {"unit": "fixed", "count": 0, "remind_hours": 1, "owner": "property_desk", "tell": ["site_lead", "centre_director"]},
  "owners_meeting": {"unit": "fixed", "count": 0, "remind_hours": 720, "owner": "site_lead", "tell": ["centre_director"]},
  "cases_look": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "visits_look": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
  "nonconformity_answer": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["site_lead", "centre_director"]},
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
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
],
"notify.limit.passed.v1": [
  {"to": "tell",
   "zh": ["已超时：{limit} {reference}", "{project} {reference}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {reference}", "{reference} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
