-- Time limits of dispatch and finance: reminders and superiors (N2).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; words are ours', data || '{
"dispatch.limit.approaching.v1": [
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
],
"dispatch.limit.passed.v1": [
  {"to": "tell",
   "zh": ["已超时：{limit} {reference}", "{project} {reference}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {reference}", "{reference} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
],
"finance.limit.approaching.v1": [
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
],
"finance.limit.passed.v1": [
  {"to": "tell",
   "zh": ["已超时：{limit} {reference}", "{project} {reference}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {reference}", "{reference} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', '{
  "engineering_finding": ["工程部门责任认定", "engineering''s finding of who is responsible"],
  "danger_claim": ["紧急抢修费用补报", "the claim for work begun in danger"]
}' || (data -> 'lists' -> 'limit')) from policy where name = 'names' order by version desc limit 1;
