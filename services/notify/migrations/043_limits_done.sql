-- Whoever was told that a task, a letter or a step of a campaign is late is no longer chased once it is done.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N1, N2', data || '{
"survey.limit.passed.v1": [
  {"to": "tell", "wants_answer": true,
   "settled_by": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1", "survey.return_visit.waiting.v1",
     "survey.task.done.v1", "survey.task.verified.v1", "survey.task.sent_back.v1", "survey.task.cancelled.v1",
     "survey.campaign.handed_out.v1", "survey.campaign.collected.v1", "survey.campaign.counted.v1", "survey.campaign.closed.v1",
     "survey.campaign.cancelled.v1"],
   "zh": ["已超时：{{ limit }} {{ reference }}", "{{ project }} {{ reference }}的“{{ limit }}”已于{{ due_at }}到期，{{ owner_role }}尚未完成，请督办。"],
   "en": ["Passed: {{ limit }}, {{ reference }}", "{{ reference }} in {{ project }}: {{ limit }} was due on {{ due_at }} and is still owed by {{ owner_role }}; please see to it."]}
]}' from policy where name = 'notices' order by version desc limit 1;
