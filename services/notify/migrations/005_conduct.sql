-- How a case is conducted: who is told of a class, a plan, a step of the ladder, a major case, a measure, a question, a review.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 2.1; S1 4.3.6; S2 art. 14, 15; S3 4.3.1; S4#12 5.5; words are ours', data || '{
"intake.case.classed.v1": [
  {"to": "desk",
   "zh": ["投诉建议定类 {case_no}", "{project} {case_no}（{matter}）经客服专员签字确认为{case_class}，由您负责处理。"],
   "en": ["Class confirmed: {case_no}", "{case_no} in {project} ({matter}) was confirmed as {case_class}; it is yours to handle."]},
  {"to": "engineering", "when": {"case_class": ["class_2"]},
   "zh": ["房屋质量问题 {case_no}", "{project} {case_no}（{matter}）确认为{case_class}，请工程部门立即介入，配合{desk}处理。"],
   "en": ["House quality: {case_no}", "{case_no} in {project} ({matter}) was confirmed as {case_class}; please join {desk} in it at once."]}
],
"intake.complaint.verified.v1": [
  {"to": "tell", "wants_answer": true, "settled_by": ["intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["员工服务投诉 {case_no}", "{project} {case_no}系对工作人员的投诉，现已核实。请查阅核实情况，如实掌握并督促处理。"],
   "en": ["Complaint about staff: {case_no}", "{case_no} in {project} is a complaint about a member of staff and has been verified. Please read what was found, as it was found, and see to it."]}
],
"intake.plan.drawn.v1": [
  {"to": "signers", "wants_answer": true,
   "settled_by": ["intake.plan.drawn.v1", "intake.plan.signed.v1", "intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["处理方案待签 {case_no}", "{project} {case_no}的处理方案已拟定，计划于{complete_on}完成，请审阅签字；签字前不得实施。"],
   "en": ["Plan to sign: {case_no}", "The handling of {case_no} in {project} is planned, to be complete on {complete_on}. Please read and sign it; nothing is carried out before."]}
],
"intake.plan.signed.v1": [
  {"to": "desk",
   "zh": ["处理方案已签 {case_no}", "{project} {case_no}的处理方案已签字，请按方案实施，于{complete_on}前完成。"],
   "en": ["Plan signed: {case_no}", "The plan for {case_no} in {project} is signed; please carry it out by {complete_on}."]}
],
"intake.major.found.v1": [
  {"to": "general_manager", "wants_answer": true,
   "settled_by": ["intake.measure.ordered.v1", "intake.major.taken_back.v1", "intake.case.closed.v1"],
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），已采取先期控制措施，请立即部署处理措施。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). It was kept from growing first; please order measures at once."]},
  {"to": "vice_president", "wants_answer": true,
   "settled_by": ["intake.measure.ordered.v1", "intake.major.taken_back.v1", "intake.case.closed.v1"],
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），已采取先期控制措施，请立即部署处理措施。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). It was kept from growing first; please order measures at once."]},
  {"to": "centre_director",
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），请立即组织处理，防止事态扩大。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). Please take it in hand at once and keep it from growing."]},
  {"to": "site_lead",
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），请立即组织处理，防止事态扩大。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). Please take it in hand at once and keep it from growing."]},
  {"to": "legal_counsel",
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），请查阅并协助处理。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). Please read it and lend your help."]},
  {"to": "chief_engineer",
   "zh": ["重大投诉 {case_no}", "{project} {case_no}列为重大投诉（{ground}），请查阅并协助处理。"],
   "en": ["Major case: {case_no}", "{case_no} in {project} is a major case ({ground}). Please read it and lend your help."]}
],
"intake.major.taken_back.v1": [
  {"to": "vice_president",
   "zh": ["不再列为重大 {case_no}", "经总经理决定，{project} {case_no}不再列为重大投诉，按一般程序继续处理。"],
   "en": ["No longer major: {case_no}", "By the general manager''s decision {case_no} in {project} is no longer a major case; it goes on in the ordinary way."]},
  {"to": "centre_director",
   "zh": ["不再列为重大 {case_no}", "经总经理决定，{project} {case_no}不再列为重大投诉，按一般程序继续处理。"],
   "en": ["No longer major: {case_no}", "By the general manager''s decision {case_no} in {project} is no longer a major case; it goes on in the ordinary way."]},
  {"to": "site_lead",
   "zh": ["不再列为重大 {case_no}", "经总经理决定，{project} {case_no}不再列为重大投诉，按一般程序继续处理。"],
   "en": ["No longer major: {case_no}", "By the general manager''s decision {case_no} in {project} is no longer a major case; it goes on in the ordinary way."]}
],
"intake.measure.ordered.v1": [
  {"to": "owner_role", "wants_answer": true, "settled_by": ["intake.measure.completed.v1", "intake.case.closed.v1"],
   "zh": ["重大投诉处理措施 {case_no}", "总经理室就{project} {case_no}下达措施，由您负责，请于{due_on}前完成并报告。"],
   "en": ["Measure ordered: {case_no}", "General management ordered a measure on {case_no} in {project}. It is yours; please carry it out and report by {due_on}."]}
],
"intake.measure.completed.v1": [
  {"to": "general_manager",
   "zh": ["措施已完成 {case_no}", "{project} {case_no}的一项措施已由{owner_role}完成，请查阅。"],
   "en": ["Measure completed: {case_no}", "A measure on {case_no} in {project} was completed by {owner_role}; please read what was done."]},
  {"to": "vice_president",
   "zh": ["措施已完成 {case_no}", "{project} {case_no}的一项措施已由{owner_role}完成，请查阅。"],
   "en": ["Measure completed: {case_no}", "A measure on {case_no} in {project} was completed by {owner_role}; please read what was done."]}
],
"intake.counsel.asked.v1": [
  {"to": "asked_role", "wants_answer": true, "settled_by": ["intake.counsel.given.v1", "intake.case.closed.v1"],
   "zh": ["请协助 {case_no}", "{project} {case_no}的处理需要您的意见，请查阅个案及所提问题并答复。"],
   "en": ["Your counsel, please: {case_no}", "Your counsel is asked on {case_no} in {project}; please read the case and the question, and answer."]}
],
"intake.counsel.given.v1": [
  {"to": "desk",
   "zh": ["已答复征询 {case_no}", "{asked_role}已就{project} {case_no}给出意见，请查阅。"],
   "en": ["Counsel given: {case_no}", "An answer on {case_no} in {project} has come from {asked_role}; please read it."]}
],
"intake.case.handed_up.v1": [
  {"to": "to_role", "wants_answer": true,
   "settled_by": ["intake.case.handed_up.v1", "intake.case.handed_down.v1", "intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["上报 {case_no}", "{from_role}将{project} {case_no}上报，现由您处理；原定时限不变。"],
   "en": ["Handed up: {case_no}", "{case_no} in {project} comes up from {from_role} and is yours now; its limits run on."]}
],
"intake.case.handed_down.v1": [
  {"to": "to_role", "wants_answer": true,
   "settled_by": ["intake.case.handed_up.v1", "intake.case.handed_down.v1", "intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["下达 {case_no}", "{from_role}就{project} {case_no}作出指示，现由您处理，请查阅指示并落实；原定时限不变。"],
   "en": ["Handed down: {case_no}", "{case_no} in {project} comes down from {from_role} with an instruction and is yours now; its limits run on."]}
],
"intake.quality_fault.reported.v1": [
  {"to": "vice_president", "wants_answer": true,
   "settled_by": ["intake.joint_review.called.v1", "intake.case.closed.v1"],
   "zh": ["重大质量问题 {case_no}", "工程部门就{project} {case_no}上报重大质量问题，请召集有关部门会审。"],
   "en": ["Major quality fault: {case_no}", "Engineering reports a major quality fault on {case_no} in {project}; please call the heads concerned."]},
  {"to": "general_manager", "wants_answer": true,
   "settled_by": ["intake.joint_review.called.v1", "intake.case.closed.v1"],
   "zh": ["重大质量问题 {case_no}", "工程部门就{project} {case_no}上报重大质量问题，请召集有关部门会审。"],
   "en": ["Major quality fault: {case_no}", "Engineering reports a major quality fault on {case_no} in {project}; please call the heads concerned."]}
],
"intake.joint_review.called.v1": [
  {"to": "participants", "wants_answer": true, "settled_by": ["intake.joint_review.found.v1", "intake.case.closed.v1"],
   "zh": ["会审通知 {case_no}", "现就{project} {case_no}召集会审（{review_ground}），请派负责人参加。"],
   "en": ["Joint review: {case_no}", "A joint review is called on {case_no} in {project} ({review_ground}); please take part."]}
],
"intake.joint_review.found.v1": [
  {"to": "owner_role", "wants_answer": true, "settled_by": ["intake.joint_review.acted.v1", "intake.case.closed.v1"],
   "zh": ["会审结论 {case_no}", "{project} {case_no}会审已有结论，所定措施由您负责，请于{action_on}前完成。"],
   "en": ["Found by joint review: {case_no}", "The joint review on {case_no} in {project} has its finding. The action is yours; please carry it out by {action_on}."]}
],
"intake.joint_review.acted.v1": [
  {"to": "site_lead",
   "zh": ["会审措施已完成 {case_no}", "{project} {case_no}会审所定措施已由{owner_role}完成，请向客户说明。"],
   "en": ["Action done: {case_no}", "What the joint review on {case_no} in {project} decided was done by {owner_role}; please tell the customer."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 2.1.1; S2 art. 15; S4#12 5.5',
jsonb_set(jsonb_set(data, '{fields}', (data -> 'fields') || '{
  "case_class": "case_class", "ground": "ground", "review_ground": "review_ground", "from_role": "role", "to_role": "role",
  "asked_role": "role"
}'), '{lists}', (data -> 'lists') || '{
  "case_class": {
    "class_1": ["一类（物业管理服务）", "class 1, property service"],
    "class_2": ["二类（开发商及房屋质量）", "class 2, developer or house quality"],
    "class_3": ["三类（外部环境及非管辖配套）", "class 3, matters outside our management"]
  },
  "ground": {
    "beyond_the_centre": ["客户服务中心无法处理", "the centre cannot deal with it"],
    "great_danger": ["潜在巨大隐患", "great hidden danger"],
    "wide_effect": ["影响面广", "wide effect"]
  },
  "review_ground": {
    "no_improvement": ["逾期未见改善", "no improvement in time"],
    "cause_unknown": ["原因不明", "the cause is unknown"],
    "responsibility_disputed": ["责任有争议", "responsibility is disputed"],
    "major_quality_fault": ["重大质量问题", "a major quality fault"]
  }
}') from policy where name = 'names' order by version desc limit 1;
