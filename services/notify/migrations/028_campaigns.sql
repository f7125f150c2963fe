-- Campaigns and their steps: who hands out, follows up, counts, consents, and hears of the end.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S4#2, #3(2), #5 4.3; words are ours', data || '{
"survey.campaign.started.v1": [
  {"to": "site_lead", "wants_answer": true, "settled_by": ["survey.campaign.handed_out.v1", "survey.campaign.cancelled.v1"],
   "zh": ["请发放调查表 {campaign_no}", "“{title_zh}”（{campaign_no}）已获批准，{project}抽中{invited}户。请按名单于{hand_out_by}前将调查表发放到户。"],
   "en": ["Please hand out forms: {campaign_no}", "{title_en} ({campaign_no}) is approved; households drawn in {project}: {invited}. Please hand out the forms by the list until {hand_out_by}."]}
],
"survey.campaign.handed_out.v1": [
  {"to": "organiser",
   "zh": ["调查表已发出 {campaign_no}", "“{title_zh}”（{campaign_no}）已向{invited}户发出，回收截止时间为{collect_until}。请督促回收，纸质表请及时录入。"],
   "en": ["Forms are out: {campaign_no}", "{title_en} ({campaign_no}) is out to {invited} households; collection ends on {collect_until}. Please see that forms come back and paper ones are entered."]}
],
"survey.campaign.fell_short.v1": [
  {"to": "organiser", "when": {"follow_up": [true]}, "wants_answer": true,
   "settled_by": ["survey.campaign.collected.v1", "survey.campaign.cancelled.v1"],
   "zh": ["回收率不足，请跟进 {campaign_no}", "“{title_zh}”（{campaign_no}）共发出{invited}份，收回{answered}份，未达到要求。请按未答复名单逐户电话或上门征求意见。"],
   "en": ["Too few came back: {campaign_no}", "{title_en} ({campaign_no}): {answered} of {invited} came back, fewer than needed. Please ask those who did not answer, by phone or at home, by the list."]},
  {"to": "organiser", "when": {"follow_up": [false]},
   "zh": ["回收率不足 {campaign_no}", "“{title_zh}”（{campaign_no}）共发出{invited}份，收回{answered}份，未达到要求，统计时请注明。"],
   "en": ["Too few came back: {campaign_no}", "{title_en} ({campaign_no}): {answered} of {invited} came back, fewer than needed; please say so with the figures."]},
  {"to": "centre_director",
   "zh": ["调查回收率不足 {campaign_no}", "“{title_zh}”（{campaign_no}）共发出{invited}份，收回{answered}份，未达到要求。"],
   "en": ["Too few came back: {campaign_no}", "{title_en} ({campaign_no}): {answered} of {invited} came back, fewer than needed."]}
],
"survey.campaign.collected.v1": [
  {"to": "organiser", "wants_answer": true, "settled_by": ["survey.campaign.counted.v1"],
   "zh": ["请统计调查结果 {campaign_no}", "“{title_zh}”（{campaign_no}）回收结束，共发出{invited}份，收回{answered}份。请录入剩余的纸质表并按期统计。"],
   "en": ["Please count: {campaign_no}", "{title_en} ({campaign_no}): collection is over, {answered} of {invited} came back. Please enter what paper is left and count in time."]}
],
"survey.campaign.counted.v1": [
  {"to": "management_representative", "when": {"wants_letter": [true]},
   "zh": ["调查已统计，公开信待审阅 {campaign_no}", "“{title_zh}”（{campaign_no}）已统计完毕，收回{answered}份。针对集中或突出的问题将拟公开信，张贴前请您审阅同意。"],
   "en": ["Counted, a letter follows: {campaign_no}", "{title_en} ({campaign_no}) is counted, {answered} came back. An open letter on what is common or prominent follows; it is posted only with your consent."]},
  {"to": "centre_director",
   "zh": ["调查已统计 {campaign_no}", "“{title_zh}”（{campaign_no}）已统计完毕，共发出{invited}份，收回{answered}份，结果请在系统中查看。"],
   "en": ["Counted: {campaign_no}", "{title_en} ({campaign_no}) is counted: {answered} of {invited} came back. The results are on record."]}
],
"survey.campaign.step_done.v1": [
  {"to": "organiser", "when": {"step": ["letter_consent"], "waived": [false]},
   "zh": ["公开信已获同意 {campaign_no}", "管理者代表已同意“{title_zh}”（{campaign_no}）的公开信，请张贴并登记张贴日期。"],
   "en": ["The letter may be posted: {campaign_no}", "The management representative consents to the open letter of {title_en} ({campaign_no}); please post it and record the day."]},
  {"to": "management_representative", "when": {"step": ["passing_on"]},
   "zh": ["调查统计已递交 {campaign_no}", "“{title_zh}”（{campaign_no}）的满意率统计及公开信已于{done_on}递交，请审阅。"],
   "en": ["Passed on: {campaign_no}", "Count and letter of {title_en} ({campaign_no}) were passed on on {done_on}; please read them."]}
],
"survey.campaign.closed.v1": [
  {"to": "centre_director",
   "zh": ["调查已结束 {campaign_no}", "“{title_zh}”（{campaign_no}）各项工作已完成。"],
   "en": ["Closed: {campaign_no}", "Every step of {title_en} ({campaign_no}) is done."]}
],
"survey.campaign.cancelled.v1": [
  {"to": "site_lead",
   "zh": ["调查已取消 {campaign_no}", "“{title_zh}”（{campaign_no}）已取消，请停止发放和回收调查表。"],
   "en": ["Given up: {campaign_no}", "{title_en} ({campaign_no}) was given up; please hand out and collect no more forms."]},
  {"to": "organiser",
   "zh": ["调查已取消 {campaign_no}", "“{title_zh}”（{campaign_no}）已取消。"],
   "en": ["Given up: {campaign_no}", "{title_en} ({campaign_no}) was given up."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(jsonb_set(jsonb_set(data, '{fields}', (data -> 'fields') || '{
  "project": "scope", "organiser": "role"
}'), '{lists}', (data -> 'lists') || '{
  "scope": {"*": ["多个项目", "several projects"]}
}'), '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "campaign_hand_out": ["发放调查表", "handing out the forms"],
  "campaign_collection": ["回收调查表", "collecting the forms"],
  "campaign_counting": ["统计调查结果", "counting the forms"],
  "campaign_letter": ["张贴公开信", "posting the open letter"],
  "campaign_passing_on": ["递交统计及公开信", "passing on count and letter"],
  "campaign_revisits": ["调查后回访", "revisits after the survey"],
  "campaign_closing": ["结束调查", "closing the survey"]
}') from policy where name = 'names' order by version desc limit 1;
