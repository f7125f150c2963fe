-- Duty out of hours, and what the limits of a case are called.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S3 4.2.1; words are ours', data || '{
"intake.duty.handed_over.v1": [
  {"to": "site_lead", "wants_answer": true,
   "zh": ["值班交接 {project}", "{project}非营业时间共受理{contacts}件，{handed_over_by}已书面交接（截至{until_at}），请查阅并签收。"],
   "en": ["Duty handed over: {project}", "{project}: contacts out of hours: {contacts}. {handed_over_by} has handed them over in writing (up to {until_at}); please read and receive them."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', '{
  "reply_agreed": ["约定答复", "the reply as agreed"],
  "promised_date": ["承诺完成日期", "the promised date"],
  "plan_date": ["处理方案完成日期", "the date of the plan"],
  "word_to_customer": ["每周两次告知客户进展", "word to the customer twice a week"],
  "property_slip": ["书面转达物业公司", "the slip to the property company"],
  "slip_answer": ["答复工作联系单", "the answer to a slip"],
  "design_opinion": ["设计意见", "the opinion of design"],
  "suggestion_passed_on": ["建议当班上报", "passing the suggestion on"],
  "action": ["措施完成日期", "the date of the action"]
}' || (data -> 'lists' -> 'limit')) from policy where name = 'names' order by version desc limit 1;
