-- Suggestions, corrective and preventive action, the daily pass through the forums: new lines of the table, and the names they need.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 4.3.6, 5.4.5; S2 art. 14(4), (11); S3 3.1, 4.2.1c, 4.3.2b; words are ours', data || '{
"intake.forum.pass_missing.v1": [
  {"to": "site_lead",
   "zh": ["今日未浏览：{place}", "{project}：{missing_on}未在规定时间前浏览{place}并收集客户意见，请安排人员尽快浏览并登记。"],
   "en": ["Not gone through: {place}", "{project}: nobody had gone through {place} by the set hour of {missing_on}; please have it done, and what is found registered."]}
],
"intake.suggestion.passed_on.v1": [
  {"to": "service_supervisor", "wants_answer": true,
   "settled_by": ["intake.suggestion.decided.v1", "intake.case.closed.v1"],
   "zh": ["客户建议 {case_no}", "{project} {case_no}：客户提出了建议（{matter}），已整理上报，请研究是否采纳，并登记决定及理由。"],
   "en": ["A suggestion: {case_no}", "{project} {case_no}: a customer''s suggestion ({matter}) has been passed on to you; please decide whether it is adopted, and enter the reason."]}
],
"intake.suggestion.decided.v1": [
  {"to": "case_officer", "when": {"adopted": [true]}, "wants_answer": true,
   "settled_by": ["intake.case.feedback_given.v1", "intake.case.closed.v1"],
   "zh": ["建议已采纳，请致电客户 {case_no}", "{project} {case_no}：客户的建议（{matter}）已采纳，请电话告知客户，并表示感谢。"],
   "en": ["Adopted, please phone: {case_no}", "{project} {case_no}: the customer''s suggestion ({matter}) is adopted; please tell the customer by phone, with our thanks."]},
  {"to": "case_officer", "when": {"adopted": [false]}, "wants_answer": true,
   "settled_by": ["intake.case.feedback_given.v1", "intake.case.closed.v1"],
   "zh": ["建议未采纳，请向客户说明 {case_no}", "{project} {case_no}：客户的建议（{matter}）未予采纳，请感谢客户，并耐心说明原因。"],
   "en": ["Not adopted, please explain: {case_no}", "{project} {case_no}: the customer''s suggestion ({matter}) is not adopted; please thank the customer, and explain why with patience."]},
  {"to": "carried_out_by", "when": {"adopted": [true]},
   "zh": ["请落实客户建议 {case_no}", "{project} {case_no}：客户的建议（{matter}）已采纳，由贵方负责，请于{due_on}前落实。"],
   "en": ["Please carry out: {case_no}", "{project} {case_no}: the customer''s suggestion ({matter}) is adopted and is yours to carry out by {due_on}."]}
],
"intake.action.opened.v1": [
  {"to": "owner_role", "wants_answer": true, "settled_by": ["intake.action.done.v1"],
   "zh": ["纠正和预防措施 {action_no}", "{project}：纠正和预防措施{action_no}由贵方负责，请于{due_at}前落实并登记完成情况；实施效果由{check_role}验证。"],
   "en": ["Corrective or preventive action {action_no}", "{project}: action {action_no} is yours; please carry it out by {due_at} and enter what was done. Its effect is checked by {check_role}."]},
  {"to": "tell",
   "zh": ["已开立纠正和预防措施 {action_no}", "{project}：纠正和预防措施{action_no}由{owner_role}负责，须于{due_at}前落实；实施效果由{check_role}验证。"],
   "en": ["Action opened: {action_no}", "{project}: action {action_no} is with {owner_role}, due on {due_at}; its effect is checked by {check_role}."]}
],
"intake.action.done.v1": [
  {"to": "check_role", "wants_answer": true, "settled_by": ["intake.action.checked.v1"],
   "zh": ["请验证效果 {action_no}", "{project}：纠正和预防措施{action_no}已由{owner_role}落实，请于{due_at}前验证实施效果并登记结论。责任人及实施人不得自行验证。"],
   "en": ["Check the effect: {action_no}", "{project}: {owner_role} has carried out action {action_no}; please check its effect by {due_at} and enter the finding. Not by whoever owned or did it."]}
],
"intake.action.checked.v1": [
  {"to": "owner_role", "when": {"effective": [true]},
   "zh": ["措施有效 {action_no}", "{project}：{owner_role}负责的纠正和预防措施{action_no}经验证有效，予以关闭。"],
   "en": ["It had effect: {action_no}", "{project}: action {action_no} of {owner_role} was checked and had effect; it is closed."]},
  {"to": "tell", "when": {"effective": [true]},
   "zh": ["措施有效 {action_no}", "{project}：{owner_role}负责的纠正和预防措施{action_no}经验证有效，予以关闭。"],
   "en": ["It had effect: {action_no}", "{project}: action {action_no} of {owner_role} was checked and had effect; it is closed."]},
  {"to": "owner_role", "when": {"effective": [false]},
   "zh": ["措施未见效 {action_no}", "{project}：{owner_role}负责的纠正和预防措施{action_no}经验证未达到预期效果，已另行开立{next_no}。"],
   "en": ["Without effect: {action_no}", "{project}: action {action_no} of {owner_role} was checked and had no effect; {next_no} follows it."]},
  {"to": "tell", "when": {"effective": [false]},
   "zh": ["措施未见效 {action_no}", "{project}：{owner_role}负责的纠正和预防措施{action_no}经验证未达到预期效果，已另行开立{next_no}。"],
   "en": ["Without effect: {action_no}", "{project}: action {action_no} of {owner_role} was checked and had no effect; {next_no} follows it."]}
],
"intake.action.approaching.v1": [
  {"to": "owed_by", "when": {"duty": ["act"]},
   "zh": ["时限将到：{action_no}", "{project}：纠正和预防措施{action_no}将于{due_at}到期，请抓紧落实。"],
   "en": ["Due soon: {action_no}", "{project}: action {action_no} is due on {due_at}."]},
  {"to": "owed_by", "when": {"duty": ["check"]},
   "zh": ["效果验证将到期：{action_no}", "{project}：纠正和预防措施{action_no}的效果验证将于{due_at}到期，请抓紧办理。"],
   "en": ["Check due soon: {action_no}", "{project}: the check of the effect of action {action_no} is due on {due_at}."]}
],
"intake.action.passed.v1": [
  {"to": "tell", "when": {"duty": ["act"]}, "wants_answer": true, "settled_by": ["intake.action.done.v1"],
   "zh": ["已超时：{action_no}", "{project}：纠正和预防措施{action_no}已于{due_at}到期，{owed_by}尚未落实，请督办。"],
   "en": ["Passed: {action_no}", "{project}: action {action_no} was due on {due_at} and is still owed by {owed_by}; please see to it."]},
  {"to": "tell", "when": {"duty": ["check"]}, "wants_answer": true, "settled_by": ["intake.action.checked.v1"],
   "zh": ["效果验证已超时：{action_no}", "{project}：纠正和预防措施{action_no}的效果验证已于{due_at}到期，{owed_by}尚未验证，请督办。"],
   "en": ["Check passed: {action_no}", "{project}: the check of the effect of action {action_no} was due on {due_at} and is still owed by {owed_by}; please see to it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'the places are ours',
jsonb_set(jsonb_set(data, '{fields}', (data -> 'fields') || '{
  "check_role": "role", "owed_by": "role", "carried_out_by": "role", "place": "forum"
}'), '{lists}', (data -> 'lists') || '{
  "forum": {"website": ["公司网站", "the company''s website"], "owners_forum": ["业主论坛", "the owners'' forum"]}
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "suggestion_passed_on": ["建议上报", "passing on the suggestion"]
}') from policy where name = 'names' order by version desc limit 1;
