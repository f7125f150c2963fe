-- The property company's upkeep, coordination points, equipment in use.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 2.6, 5.5.1, 5.7; S0 2.2.5; words are ours', data || '{
"dispatch.undertaking.opened.v1": [
  {"to": "owner_role",
   "zh": ["待办事项 {project}", "{project}：巡查或协调会有一项由贵方负责的事项，请于{due_on}前完成并登记结果，由他人复核后关闭。"],
   "en": ["For you to do: {project}", "{project}: an inspection or the coordination meeting left something to you; please do it by {due_on} and enter the result. Another checks it."]}
],
"dispatch.undertaking.done.v1": [
  {"to": "site_lead",
   "zh": ["请复核 {project}", "{project}：{owner_role}负责的一项巡查或协调事项已登记完成，请安排他人复核。"],
   "en": ["Please check: {project}", "{project}: {owner_role} has entered a finding or point as done; please have another look at it."]}
],
"dispatch.upkeep.judged.v1": [
  {"to": "property_company",
   "zh": ["物业管理考核 {period}", "{project} {period}物业管理考核结果：{total_points}分，奖惩金额{amount_fen}（负数为处罚），依据见系统。"],
   "en": ["Upkeep judged: {period}", "{project}, {period}: {total_points} points; reward, or fine where negative: {amount_fen}. What it rests on is on record."]}
],
"dispatch.equipment.passed_on.v1": [
  {"to": "engineering",
   "zh": ["产品使用情况表 {project}", "{project}设备使用情况表已由客户服务中心收集转交，请查阅。"],
   "en": ["Equipment in use: {project}", "The record of equipment in use of {project} has been collected and passed to you; please read it."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "inspection_finding": ["整改巡查发现的问题", "mending what an inspection found"],
  "coordination_point": ["落实协调会事项", "a point of the coordination meeting"],
  "coordination_meeting": ["召开月度协调会", "the month''s coordination meeting"],
  "upkeep_judgement": ["物业管理月度考核", "the month''s judgement of upkeep"],
  "desk_signature": ["各专员月度数据签字", "the signatures for the desks'' month"],
  "equipment_record": ["收集产品使用情况表", "the record of equipment in use"]
}') from policy where name = 'names' order by version desc limit 1;
