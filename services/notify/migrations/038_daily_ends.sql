-- Of which limits an event tells the end, and how long the others stay on the daily list after they have passed.
alter table known_limit add column end_is_told boolean not null default true;
alter table known_limit alter column end_is_told drop default;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; the figure is ours', data || '{"untold_days": 7}'
from policy where name = 'daily' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2', jsonb_set(data, '{settled_by}', (data -> 'settled_by') || '{
  "equipment_record": ["dispatch.equipment.passed_on.v1"],
  "upkeep_judgement": ["dispatch.upkeep.judged.v1"],
  "visit_check": ["survey.visit_month.checked.v1"],
  "yearly_round": ["survey.round.opened.v1"],
  "round_decision": ["survey.round.major_decided.v1"],
  "low_score": ["survey.task.done.v1", "survey.task.verified.v1", "survey.task.cancelled.v1"],
  "promise": ["survey.task.done.v1", "survey.task.verified.v1", "survey.task.cancelled.v1"],
  "corrective_action": ["survey.task.done.v1", "survey.task.verified.v1", "survey.task.cancelled.v1"],
  "repair_shortfall": ["survey.task.done.v1", "survey.task.verified.v1", "survey.task.cancelled.v1"],
  "task_check": ["survey.task.verified.v1", "survey.task.sent_back.v1", "survey.task.cancelled.v1"],
  "campaign_hand_out": ["survey.campaign.handed_out.v1", "survey.campaign.cancelled.v1"],
  "campaign_collection": ["survey.campaign.collected.v1", "survey.campaign.cancelled.v1"],
  "campaign_counting": ["survey.campaign.counted.v1", "survey.campaign.cancelled.v1"],
  "campaign_letter": ["survey.letter.posted.v1", "survey.campaign.closed.v1", "survey.campaign.cancelled.v1"],
  "campaign_passing_on": ["survey.letter.passed_on.v1", "survey.campaign.closed.v1", "survey.campaign.cancelled.v1"],
  "campaign_revisits": ["survey.campaign.closed.v1", "survey.campaign.cancelled.v1"],
  "campaign_closing": ["survey.campaign.closed.v1", "survey.campaign.cancelled.v1"]
}') from policy where name = 'daily' order by version desc limit 1;
