-- Return visits on their way, the centre director's presence, visits of one's own accord, the yearly round.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.6.1-3.6.5; S3 4.4.2, 4.5; S4#5 4.3.1; words are ours', data || '{
"survey.limit.approaching.v1": [
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {reference}", "{project} {reference}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {reference}", "{reference} in {project}: {limit} is due on {due_at}."]}
],
"survey.limit.passed.v1": [
  {"to": "tell", "wants_answer": true,
   "settled_by": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1", "survey.return_visit.waiting.v1"],
   "zh": ["已超时：{limit} {reference}", "{project} {reference}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {reference}", "{reference} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
],
"survey.return_visit.planned.v1": [
  {"to": "case_officer",
   "zh": ["请回访 {case_no}", "请在{due_at}前完成{project} {case_no}第{round}轮处理后的回访（{way}），回访人：{visitor}。办理或安排过该事项的人员不得回访。"],
   "en": ["Return visit: {case_no}", "{project} {case_no}, round {round}: please make the return visit ({way}) by {due_at}; visitor: {visitor}. Not by anyone who did or ordered the work."]},
  {"to": "service_supervisor", "when": {"visitor": [null]}, "wants_answer": true,
   "settled_by": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1", "survey.return_visit.waiting.v1"],
   "zh": ["请指派回访人 {case_no}", "{project} {case_no}的受理人参与过处理，不得回访，请指派他人在{due_at}前完成回访（{way}）。"],
   "en": ["Name a visitor: {case_no}", "{project} {case_no}: the officer who took it had a hand in the work; please name somebody else for the return visit ({way}) by {due_at}."]}
],
"survey.return_visit.appointed.v1": [
  {"to": "customer",
   "zh": ["回访预约 {case_no}", "您好，关于您反映的事项（{case_no}），我们将于{appointed_for}对您进行回访（{way}）。如时间不便，请与客户服务处联系，我们另行安排。"],
   "en": ["Your return visit: {case_no}", "About your case {case_no}: we will call on you ({way}) on {appointed_for}. If the time does not suit you, please tell the site office and we will find another."]},
  {"to": "case_officer",
   "zh": ["已约定回访 {case_no}", "{project} {case_no}的回访已约定于{appointed_for}（{way}），回访人：{visitor}。"],
   "en": ["Visit appointed: {case_no}", "{project} {case_no}: the return visit is appointed for {appointed_for} ({way}); visitor: {visitor}."]}
],
"survey.return_visit.waiting.v1": [
  {"to": "site_lead",
   "zh": ["回访未得到客户答复 {case_no}", "{project} {case_no}的回访未得到客户答复。{until}前如再有同类意见，按回访不满意重新处理；没有的，按满意处理。"],
   "en": ["No answer at the return visit: {case_no}", "{project} {case_no}: the customer gave no answer. If an opinion of the same kind comes by {until}, it counts as dissatisfied and is handled again; if none comes, as satisfied."]}
],
"survey.director.wanted.v1": [
  {"to": "centre_director",
   "zh": ["客户严重不满意 {case_no}", "{project} {case_no} {unit_no}的客户对公司严重不满意（{because}），下一次回访须由您参加。"],
   "en": ["Seriously dissatisfied: {case_no}", "{project} {case_no} {unit_no}: the customer is seriously dissatisfied ({because}); you take part in the next visit."]},
  {"to": "site_lead",
   "zh": ["客户严重不满意 {case_no}", "{project} {case_no} {unit_no}的客户对公司严重不满意（{because}），下一次回访须由客户服务中心主任参加。"],
   "en": ["Seriously dissatisfied: {case_no}", "{project} {case_no} {unit_no}: the customer is seriously dissatisfied ({because}); the centre director takes part in the next visit."]}
],
"survey.director.called.v1": [
  {"to": "centre_director", "wants_answer": true,
   "settled_by": ["survey.director.attended.v1", "survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
   "zh": ["请参加回访 {case_no}", "请在{due_at}前参加{project} {case_no}第{round}轮处理后的回访（{way}；{because}），回访人：{visitor}。参加后请在系统中确认，否则不能登记回访结果。"],
   "en": ["Please take part: {case_no}", "{project} {case_no}, round {round}: please take part in the return visit ({way}; {because}) by {due_at}; visitor: {visitor}. Please confirm it here; without that no result can be recorded."]}
],
"survey.director.attended.v1": [
  {"to": "case_officer",
   "zh": ["主任参加回访 {case_no}", "客户服务中心主任已确认参加{project} {case_no}的回访，请登记回访结果。"],
   "en": ["The director takes part: {case_no}", "{project} {case_no}: the centre director has confirmed that he takes part; please record the result."]}
],
"survey.visit_month.ended.v1": [
  {"to": "service_supervisor",
   "zh": ["请检查走访情况 {project} {month}", "{project} {month}走访统计：客服人员{officers}人，其中{officers_short}人未达走访数量；物业公司应走访{wanted}户，实际走访{visited}户，其中仅电话走访{by_phone}户；共听取意见{raised}条。请检查并签字，未达标的请写明处理意见。"],
   "en": ["Please check the visits: {project} {month}", "Visits in {project}, {month}: officers {officers}, of whom {officers_short} visited too few; the property company was to visit {wanted} households and visited {visited}, {by_phone} of them by phone only; matters raised: {raised}. Please check and sign, and say what follows where it falls short."]}
],
"survey.visit_month.checked.v1": [
  {"to": "site_lead", "when": {"falls_short": [true]},
   "zh": ["走访未达标 {project} {month}", "{project} {month}的走访未达到规定数量（客服人员{officers_short}人不足；物业公司应走访{wanted}户，实际{visited}户），客服主管已检查签字，处理意见见系统。"],
   "en": ["Too few visits: {project} {month}", "The visits in {project} in {month} fall short (officers short: {officers_short}; households {visited} of {wanted}). The supervisor has signed; what follows is on record."]}
],
"survey.round.opened.v1": [
  {"to": "sales",
   "zh": ["年度回访 {project}", "{project} {year}年度回访（{reference}）已开始，共{households}户，请派员参加，{until_on}前完成。"],
   "en": ["The yearly visits: {project}", "The {year} round of visits in {project} ({reference}) begins: {households} households, to be done by {until_on}. Please take part."]},
  {"to": "property_company",
   "zh": ["年度回访 {project}", "{project} {year}年度回访（{reference}）已开始，共{households}户，请派员参加，{until_on}前完成。"],
   "en": ["The yearly visits: {project}", "The {year} round of visits in {project} ({reference}) begins: {households} households, to be done by {until_on}. Please take part."]},
  {"to": "centre_director",
   "zh": ["年度回访 {project}", "{project} {year}年度回访（{reference}）已开始，共{households}户，计划{until_on}前完成。"],
   "en": ["The yearly visits: {project}", "The {year} round of visits in {project} ({reference}) begins: {households} households, to be done by {until_on}."]}
],
"survey.round.major_raised.v1": [
  {"to": "vice_president",
   "zh": ["年度回访重大问题 {reference}", "{project} {year}年度回访（{reference}）中反映了一项重大问题，请于{decide_by}前决定处理办法。"],
   "en": ["A major matter: {reference}", "A major matter came up in the {year} round of visits in {project} ({reference}). Please decide by {decide_by} what is to be done."]},
  {"to": "general_manager",
   "zh": ["年度回访重大问题 {reference}", "{project} {year}年度回访（{reference}）中反映了一项重大问题，请于{decide_by}前决定处理办法。"],
   "en": ["A major matter: {reference}", "A major matter came up in the {year} round of visits in {project} ({reference}). Please decide by {decide_by} what is to be done."]}
],
"survey.round.major_decided.v1": [
  {"to": "centre_director",
   "zh": ["重大问题已决定 {reference}", "{project} {year}年度回访（{reference}）中的一项重大问题，公司已作出决定，请按决定办理。"],
   "en": ["Decided: {reference}", "General management has decided on a major matter of the {year} round of visits in {project} ({reference}). Please see to it."]},
  {"to": "site_lead",
   "zh": ["重大问题已决定 {reference}", "{project} {year}年度回访（{reference}）中的一项重大问题，公司已作出决定，请按决定办理。"],
   "en": ["Decided: {reference}", "General management has decided on a major matter of the {year} round of visits in {project} ({reference}). Please see to it."]}
],
"survey.round.analysed.v1": [
  {"to": "general_manager", "wants_answer": true, "settled_by": ["survey.round.acknowledged.v1"],
   "zh": ["年度回访分析报告 {reference}", "{project} {year}年度回访分析报告（{reference}）已完成：共{households}户，回访{visited}户，未能联系{not_reached}户；反映问题{raised}项，已处理{closed}项。请审阅。"],
   "en": ["Analysis of the yearly visits: {reference}", "The analysis of the {year} round of visits in {project} ({reference}) is drawn: households {households}, visited {visited}, not reached {not_reached}; matters raised {raised}, handled {closed}. Please read it."]}
],
"survey.round.acknowledged.v1": [
  {"to": "centre_director",
   "zh": ["分析报告已审阅 {reference}", "总经理已审阅{project} {year}年度回访分析报告（{reference}），意见见系统。"],
   "en": ["Read: {reference}", "The general manager has read the analysis of the {year} round of visits in {project} ({reference}); his remarks are on record."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.6.5', jsonb_set(jsonb_set(jsonb_set(data,
'{fields}', (data -> 'fields') || '{"because": "because"}'),
'{lists}', (data -> 'lists') || '{
  "because": {
    "second_dissatisfied": ["同一事项两次回访不满意", "dissatisfied twice on one case"],
    "said_so": ["客户本人表示严重不满意", "he says so himself"],
    "lowest_overall": ["满意度调查总体评价为最低一档", "the lowest overall mark on a form"],
    "many_items": ["满意度调查有三项以上不满意", "three or more items marked dissatisfied"]
  }
}'),
'{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "visit_check": ["检查走访情况", "the check of visits"],
  "yearly_round": ["年度回访", "the yearly round of visits"],
  "round_answer": ["预约答复", "the answer promised"],
  "round_decision": ["重大问题决定", "the decision on a major matter"]
}') from policy where name = 'names' order by version desc limit 1;
