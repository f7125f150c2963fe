-- What customers' answers led to: tasks and their checks, serious dissatisfaction, quality objectives, open letters.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.6.4, 3.6.5; S4#2 5.2; S4#3(2)d, e, (3); S4#12 5.9, 5.10; words are ours', data || '{
"survey.task.opened.v1": [
  {"to": "owner_role",
   "zh": ["待办任务 {task_no}", "{project}：根据客户评价，任务{task_no}（依据{reference}）由贵方负责，请于{due_on}前完成并登记结果，由他人核实后关闭。"],
   "en": ["For you to do: {task_no}", "{project}: because of what customers said, task {task_no} (from {reference}) is yours; please do it by {due_on} and enter the result. Another checks it."]}
],
"survey.task.done.v1": [
  {"to": "service_supervisor",
   "zh": ["请核实 {task_no}", "{project}任务{task_no}（依据{reference}）已由{owner_role}登记完成，请现场核实后确认或退回。承办人不得自行核实。"],
   "en": ["Please check: {task_no}", "{project}: task {task_no} (from {reference}) was entered as done by {owner_role}; please look, and confirm it or send it back. Not by who did it."]}
],
"survey.task.sent_back.v1": [
  {"to": "owner_role",
   "zh": ["任务被退回 {task_no}", "{project}任务{task_no}（依据{reference}）经核实未达要求，已退回，请于{due_on}前重新完成。核实意见见系统。"],
   "en": ["Sent back: {task_no}", "{project}: task {task_no} (from {reference}) was found wanting; please do it again by {due_on}. What was found is on record."]}
],
"survey.task.cancelled.v1": [
  {"to": "owner_role",
   "zh": ["任务已取消 {task_no}", "{project}任务{task_no}（依据{reference}）已取消，无需继续办理，原因见系统。"],
   "en": ["Cancelled: {task_no}", "{project}: task {task_no} (from {reference}) is cancelled; nothing more is owed. The reason is on record."]}
],
"survey.customer.seriously_dissatisfied.v1": [
  {"to": "site_lead",
   "zh": ["客户严重不满意 {low_score_no}", "{project} {unit_no}的客户在满意度调查（{low_score_no}）中表示严重不满意，回访须由客户服务中心主任参加，请做好准备。"],
   "en": ["Seriously dissatisfied: {low_score_no}", "{project}, {unit_no}: the customer is seriously dissatisfied ({low_score_no}). The centre director takes part in the visit; please prepare it."]}
],
"survey.objective.reached.v1": [
  {"to": "owner_role",
   "zh": ["质量目标达成 {zh}（{en}）", "祝贺！{project}“{zh}（{en}）”达到{reached_percent}（目标{wanted_percent}），特此通报表扬，感谢大家的努力。"],
   "en": ["Objective reached: {en} ({zh})", "Congratulations: {en} ({zh}) in {project} stands at {reached_percent} (objective {wanted_percent}). Thank you all; this commendation is on record."]}
],
"survey.objective.missed.v1": [
  {"to": "owner_role",
   "zh": ["质量目标未达成 {zh}（{en}）", "{project}“{zh}（{en}）”为{reached_percent}，低于目标{wanted_percent}。请分析原因，按期落实纠正措施，任务见系统。"],
   "en": ["Objective missed: {en} ({zh})", "{en} ({zh}) in {project} stands at {reached_percent}, below the objective of {wanted_percent}. Please find the cause and take corrective action in time; the task is on record."]},
  {"to": "centre_director",
   "zh": ["质量目标未达成 {zh}（{en}）", "{project}“{zh}（{en}）”为{reached_percent}，低于目标{wanted_percent}，已要求{owner_role}限期整改。"],
   "en": ["Objective missed: {en} ({zh})", "{en} ({zh}) in {project} stands at {reached_percent}, below the objective of {wanted_percent}; {owner_role} owes a corrective action."]}
],
"survey.letter.submitted.v1": [
  {"to": "management_representative",
   "zh": ["公开信待审阅 {letter_no}", "{project}致业主的公开信{letter_no}（含{promises}项承诺）已提交，请审阅；同意后方可张贴。"],
   "en": ["A letter for your consent: {letter_no}", "{project}: open letter {letter_no} (promises: {promises}) waits for your consent; it is not posted before."]}
],
"survey.letter.consented.v1": [
  {"to": "site_lead",
   "zh": ["公开信可以张贴 {letter_no}", "{project}公开信{letter_no}已经管理者代表审阅同意，请及时张贴并登记张贴日期和地点。"],
   "en": ["The letter can be posted: {letter_no}", "{project}: the management representative consented to open letter {letter_no}; please post it and enter when and where."]}
],
"survey.letter.refused.v1": [
  {"to": "site_lead",
   "zh": ["公开信退回修改 {letter_no}", "{project}公开信{letter_no}经管理者代表审阅后退回，请按意见修改后重新提交。"],
   "en": ["The letter came back: {letter_no}", "{project}: the management representative sent open letter {letter_no} back; please revise and submit it again."]}
],
"survey.letter.posted.v1": [
  {"to": "quality_supervisor",
   "zh": ["公开信已张贴 {letter_no}", "{project}公开信{letter_no}已于{posted_on}张贴，信中{promises}项承诺已转为任务，请跟踪验证。"],
   "en": ["The letter is posted: {letter_no}", "{project}: open letter {letter_no} was posted on {posted_on}; its promises ({promises}) are tasks now, please see that they are kept."]}
],
"survey.letter.passed_on.v1": [
  {"to": "quality_supervisor",
   "zh": ["满意率统计与公开信已报送 {letter_no}", "{project}满意率统计及公开信{letter_no}已报送，请汇总有关问题并送管理者代表审阅。"],
   "en": ["Count and letter passed on: {letter_no}", "{project}: the count and open letter {letter_no} were passed on; please draw up what matters for the management representative."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "low_score": ["处理客户不满意项", "a low score to be taken up"],
  "promise": ["兑现公开信承诺", "a promise of an open letter"],
  "corrective_action": ["落实满意率纠正措施", "a corrective action for satisfaction"],
  "repair_shortfall": ["补做维修后客户评价", "customers still to be asked after repairs"],
  "task_check": ["核实已完成的任务", "the check of a task that is done"],
  "low_score_sample": ["年度抽查满意度调查表整改情况", "the yearly sample of how forms were acted on"]
}') from policy where name = 'names' order by version desc limit 1;
