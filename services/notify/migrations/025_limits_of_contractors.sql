-- A contractor who owes something is reminded himself; dispatch's and finance's limits say which one.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; words are ours', data || '{
"finance.limit.approaching.v1": [
  {"to": "contractor", "when": {"owner_role": ["contractor"]},
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请贵司及时办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} ends on {due_at}; please see to it in time."]},
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
