-- Who is told of which event, and in what words. `to` is a role, `customer`, or the event's field that names roles or contractors.
insert into policy (name, version, holds_from, source, data) values
('notices', 1, '2000-01-01', 'S1 4.3.6, 5.5-5.7, 9.1; S2 art. 14, 15; moments and words are ours', '{
"intake.case.registered.v1": [
  {"to": "desk", "wants_answer": true,
   "settled_by": ["intake.case.feedback_given.v1", "intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["新个案 {case_no}", "{project} {unit_no}登记了新个案{case_no}（{matter}），由您处理，请在24小时内给客户首次反馈。"],
   "en": ["New case {case_no}", "{project} {unit_no}: case {case_no} ({matter}) is yours; the customer is to hear from you within 24 hours."]},
  {"to": "customer", "when": {"kind": ["complaint"]},
   "zh": ["您的投诉已受理 {case_no}", "给您带来不便，我们深表歉意。您反映的问题已登记，编号{case_no}，由{desk}跟进，我们会在24小时内与您联系。"],
   "en": ["We have your complaint: {case_no}", "We are sorry for the trouble. It is registered as {case_no} and is with {desk}; you will hear from us within 24 hours."]},
  {"to": "customer", "when": {"kind": ["repair_request"]},
   "zh": ["您的报修已受理 {case_no}", "给您的生活带来不便，我们深表歉意。您的报修已登记，编号{case_no}，由{desk}跟进，我们会在24小时内与您联系。"],
   "en": ["We have your repair request: {case_no}", "We are sorry for the trouble. It is registered as {case_no} and is with {desk}; you will hear from us within 24 hours."]},
  {"to": "customer", "when": {"kind": ["suggestion"]},
   "zh": ["感谢您的建议 {case_no}", "感谢您提出宝贵建议。建议已登记，编号{case_no}，已转交{desk}研究，采纳与否都会给您答复。"],
   "en": ["Thank you for your suggestion: {case_no}", "Thank you for your suggestion. It is registered as {case_no} and has gone to {desk}; you will hear whether it is taken up."]},
  {"to": "customer", "when": {"kind": ["praise"]},
   "zh": ["感谢您的肯定 {case_no}", "感谢您的表扬和肯定，这是对我们最大的鼓励。您的表扬已登记，编号{case_no}，并已转达{desk}。"],
   "en": ["Thank you: {case_no}", "Thank you for your kind words. They are registered as {case_no} and have been passed on to {desk}."]},
  {"to": "customer", "when": {"kind": ["inquiry"]},
   "zh": ["您的咨询已登记 {case_no}", "感谢您的来询。您的咨询已登记，编号{case_no}，由{desk}答复。"],
   "en": ["We have your inquiry: {case_no}", "Thank you for asking. Your inquiry is registered as {case_no}; {desk} will answer you."]}
],
"intake.case.judged.v1": [
  {"to": "customer", "when": {"verdict": ["invalid"]},
   "zh": ["关于您反映的问题 {case_no}", "感谢您的反映。我们认真核实了{case_no}，认为问题不在我方的责任范围内。工作人员会向您说明原因，并尽力协助您解决。"],
   "en": ["About {case_no}", "Thank you for telling us. We looked into {case_no} with care and found that it is not ours to answer for. We will explain why, and help you on."]}
],
"intake.case.handled.v1": [
  {"to": "customer", "when": {"settled": [true], "visit_wanted": [true], "kind": ["complaint", "repair_request"]},
   "zh": ["已处理完毕 {case_no}", "您反映的问题（{case_no}）已处理完毕，稍后我们会回访，听取您的意见。再次为给您带来的不便致歉。"],
   "en": ["Done: {case_no}", "What you reported ({case_no}) is done; we will ask you soon whether all is well. We are sorry for the trouble."]}
],
"intake.case.reopened.v1": [
  {"to": "desk", "wants_answer": true,
   "settled_by": ["intake.case.feedback_given.v1", "intake.case.handled.v1", "intake.case.closed.v1"],
   "zh": ["再次处理 {case_no}", "{project} {case_no}进入第{round}轮处理，由您负责。仍存在的问题：{still_wrong}"],
   "en": ["Again: {case_no}", "{case_no} in {project} goes into round {round} and is yours. Still wrong: {still_wrong}"]},
  {"to": "customer",
   "zh": ["再次处理 {case_no}", "{case_no}已安排再次处理，如有补充请随时告诉我们。给您带来不便，我们深表歉意。"],
   "en": ["Going on: {case_no}", "{case_no} is being dealt with again; tell us whatever there is to add. We are sorry for the trouble."]}
],
"intake.case.closed.v1": [
  {"to": "customer",
   "zh": ["已办结 {case_no}", "{case_no}已办结，感谢您的理解与支持。如有任何问题，请随时联系我们。"],
   "en": ["Closed: {case_no}", "{case_no} is closed. Thank you for your patience; call us whenever something is wrong."]},
  {"to": "site_lead",
   "zh": ["已办结 {case_no}", "{project} {case_no}经{rounds}轮处理办结：{reason}"],
   "en": ["Closed: {case_no}", "{case_no} in {project} is closed, rounds needed: {rounds}. {reason}"]}
],
"intake.limit.approaching.v1": [
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {case_no}", "{project} {case_no}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {case_no}", "{case_no} in {project}: {limit} is due on {due_at}."]}
],
"intake.limit.passed.v1": [
  {"to": "tell", "wants_answer": true, "settled_by": ["intake.case.closed.v1"],
   "zh": ["已超时：{limit} {case_no}", "{project} {case_no}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {case_no}", "{case_no} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
],
"survey.limit.approaching.v1": [
  {"to": "owner_role",
   "zh": ["时限将到：{limit} {case_no}", "{project} {case_no}的“{limit}”将于{due_at}到期，请抓紧办理。"],
   "en": ["Due soon: {limit}, {case_no}", "{case_no} in {project}: {limit} is due on {due_at}."]}
],
"survey.limit.passed.v1": [
  {"to": "tell", "wants_answer": true, "settled_by": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
   "zh": ["已超时：{limit} {case_no}", "{project} {case_no}的“{limit}”已于{due_at}到期，{owner_role}尚未完成，请督办。"],
   "en": ["Passed: {limit}, {case_no}", "{case_no} in {project}: {limit} was due on {due_at} and is still owed by {owner_role}; please see to it."]}
],
"survey.return_visit.planned.v1": [
  {"to": "case_officer",
   "zh": ["请回访 {case_no}", "请在{due_at}前完成{project} {case_no}第{round}轮处理后的回访（{way}），回访人：{visitor}。办理或安排过该事项的人员不得回访。"],
   "en": ["Return visit: {case_no}", "{project} {case_no}, round {round}: please make the return visit ({way}) by {due_at}; visitor: {visitor}. Not by anyone who did or ordered the work."]},
  {"to": "service_supervisor", "when": {"visitor": [null]}, "wants_answer": true,
   "settled_by": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
   "zh": ["请指派回访人 {case_no}", "{project} {case_no}的受理人参与过处理，不得回访，请指派他人在{due_at}前完成回访（{way}）。"],
   "en": ["Name a visitor: {case_no}", "{project} {case_no}: the officer who took it had a hand in the work; please name somebody else for the return visit ({way}) by {due_at}."]}
],
"survey.return_visit.dissatisfied.v1": [
  {"to": "site_lead", "wants_answer": true,
   "zh": ["回访不满意 {case_no}", "{project} {case_no}第{round}轮处理后回访不满意：{still_wrong}"],
   "en": ["Dissatisfied: {case_no}", "{project} {case_no}, round {round}: {still_wrong}"]}
],
"dispatch.work_order.issued.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.received.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.completed.v1"],
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。属贵司保修范围（合同条款{contract_clause}），请立即签收，并按合同时限维修。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. It is within your warranty (clause {contract_clause}); please confirm receipt at once and repair within the time of the contract."]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.completed.v1"],
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。由维修小分队维修，请申报维修费用。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. It is for the repair squad; please submit the cost."]},
  {"to": "engineering",
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。请督促并监督维修。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. Please urge and supervise the repair."]},
  {"to": "customer", "when": {"repairer": ["contractor"]},
   "zh": ["已安排维修 {case_no}", "您反映的问题已安排施工单位维修（派工单{order_no}），维修人员会先与您约定时间再上门。"],
   "en": ["A repair is ordered: {case_no}", "The contractor who built it will do the repair (work order {order_no}); the repairers will agree a time with you before they come."]},
  {"to": "customer", "when": {"repairer": ["squad"]},
   "zh": ["已安排维修 {case_no}", "您反映的问题已安排我们的维修小分队维修（派工单{order_no}），维修人员会先与您约定时间再上门。"],
   "en": ["A repair is ordered: {case_no}", "Our own repair squad will do the repair (work order {order_no}); the repairers will agree a time with you before they come."]}
],
"dispatch.work_order.received.v1": [
  {"to": "engineering_desk",
   "zh": ["已签收 {order_no}", "{project} {order_no}已签收，维修时限至{due_at}。"],
   "en": ["Received: {order_no}", "{order_no} in {project} was received; the repair is due on {due_at}."]}
],
"dispatch.work_order.reminded.v1": [
  {"to": "contractor",
   "zh": ["催办 {order_no}", "{project} {order_no}的维修时限将于{due_at}到期。逾期未修复的，由我方维修小分队维修，费用由贵司承担。"],
   "en": ["Reminder: {order_no}", "{order_no} in {project} is due on {due_at}; after that our repair squad does it at your cost."]}
],
"dispatch.work_order.taken_over.v1": [
  {"to": "repair_squad", "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.completed.v1"],
   "zh": ["请接手维修 {order_no}", "{project} {unit_no}：{order_no}改由维修小分队维修（{reason}），请申报维修费用。"],
   "en": ["Take over: {order_no}", "{project} {unit_no}: {order_no} is yours now ({reason}); please submit the cost."]},
  {"to": "contractor",
   "zh": ["已由小分队接手 {order_no}", "{project} {order_no}已由我方维修小分队接手（{reason}），预计费用{expected_cost_fen}，先从贵司质量保证金中扣留。"],
   "en": ["Taken over: {order_no}", "Our repair squad took {order_no} in {project} over ({reason}); the expected cost of {expected_cost_fen} is held on your retention."]},
  {"to": "centre_director",
   "zh": ["小分队接手 {order_no}", "{project}施工单位{contractor}的{order_no}改由维修小分队维修（{reason}），预计费用{expected_cost_fen}。"],
   "en": ["Taken over: {order_no}", "{order_no} of {contractor} in {project} was taken over ({reason}); expected cost {expected_cost_fen}."]},
  {"to": "finance_officer",
   "zh": ["请扣留质量保证金 {order_no}", "{project}施工单位{contractor}的{order_no}已由维修小分队接手，预计费用{expected_cost_fen}应予扣留。"],
   "en": ["To be held: {order_no}", "{order_no} of {contractor} in {project} was taken over; the expected cost of {expected_cost_fen} is to be held."]},
  {"to": "customer",
   "zh": ["维修安排有变 {case_no}", "您的维修（派工单{order_no}）已改由我们的维修小分队负责，会先与您约定时间再上门。给您带来不便，我们深表歉意。"],
   "en": ["Others will come: {case_no}", "Our own repair squad does your repair now (work order {order_no}) and will agree a time with you before it comes. We are sorry for the trouble."]}
],
"dispatch.work_order.done.v1": [
  {"to": "engineering_desk", "wants_answer": true,
   "settled_by": ["dispatch.work_order.check_passed.v1", "dispatch.work_order.check_failed.v1", "dispatch.work_order.completed.v1"],
   "zh": ["请验收 {order_no}", "{project} {order_no}报完工（第{repair_count}次维修），请验收。"],
   "en": ["To be checked: {order_no}", "{order_no} in {project} is reported done (repair {repair_count}); please check it."]}
],
"dispatch.work_order.check_failed.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.completed.v1"],
   "zh": ["验收不合格 {order_no}", "{project} {order_no}验收不合格，请返工。检查情况：{finding}"],
   "en": ["Check failed: {order_no}", "{order_no} in {project} failed its check; please repair it again. Found: {finding}"]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.completed.v1"],
   "zh": ["验收不合格 {order_no}", "{project} {order_no}验收不合格，请返工。检查情况：{finding}"],
   "en": ["Check failed: {order_no}", "{order_no} in {project} failed its check; please repair it again. Found: {finding}"]}
],
"dispatch.work_order.check_passed.v1": [
  {"to": "property_desk", "wants_answer": true,
   "settled_by": ["dispatch.work_order.completed.v1", "dispatch.work_order.check_failed.v1"],
   "zh": ["请业主签署意见 {order_no}", "{project} {order_no}验收合格，请安排业主在派工单上签署意见。"],
   "en": ["The owner is to sign: {order_no}", "{order_no} in {project} passed its check; please have the owner sign the order."]},
  {"to": "customer",
   "zh": ["请您验收 {case_no}", "您的维修（派工单{order_no}）已通过我方检查，请您验收并在派工单上签署意见。如有不满意之处，请当场指出。"],
   "en": ["For you to accept: {case_no}", "Your repair (work order {order_no}) passed our check. Please look at it and sign the order; if anything is not right, say so there."]}
],
"dispatch.work_order.completed.v1": [
  {"to": "site_lead",
   "zh": ["维修完成 {order_no}", "{project} {order_no}已完成，业主意见：{owner_opinion}"],
   "en": ["Completed: {order_no}", "{order_no} in {project} is completed. The owner: {owner_opinion}"]}
],
"finance.claim.raised.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.reviewed.v1", "finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1"],
   "zh": ["费用待审 {claim_no}", "{project} {order_no}维修费{amount_fen}，费用承担方：{bearer}，请审批。"],
   "en": ["To sign: {claim_no}", "{project} {order_no}: repair cost {amount_fen}, to be borne by {bearer}, for your signature."]}
],
"finance.claim.reviewed.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1"],
   "zh": ["费用待批 {claim_no}", "{project} {order_no}维修费{amount_fen}已审核，请批准。"],
   "en": ["To approve: {claim_no}", "{project} {order_no}: repair cost {amount_fen} was reviewed, for your approval."]}
],
"finance.claim.approved.v1": [
  {"to": "repair_squad",
   "zh": ["费用已批准 {claim_no}", "{project} {order_no}维修费{amount_fen}已由{approved_role}批准。"],
   "en": ["Approved: {claim_no}", "{amount_fen} for {order_no} in {project} was approved by {approved_role}."]},
  {"to": "inform",
   "zh": ["费用知会 {claim_no}", "{project} {order_no}维修费{amount_fen}已由{approved_role}批准，特此知会。"],
   "en": ["For your information: {claim_no}", "{amount_fen} for {order_no} in {project} was approved by {approved_role}."]}
],
"finance.claim.refused.v1": [
  {"to": "repair_squad", "wants_answer": true,
   "settled_by": ["finance.claim.raised.v1", "finance.claim.approved.v1", "finance.claim.exceeded.v1", "finance.cost.confirmed.v1"],
   "zh": ["费用未批准 {claim_no}", "{project} {order_no}维修费{amount_fen}未获批准：{reason}"],
   "en": ["Refused: {claim_no}", "{amount_fen} for {order_no} in {project} was refused: {reason}"]}
],
"finance.claim.exceeded.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.reviewed.v1", "finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1"],
   "zh": ["超出批准额 {claim_no}", "{project} {order_no}最终费用{amount_fen}，超出已批准的{approved_fen}，请按总额重新审批。"],
   "en": ["Above what was approved: {claim_no}", "The final cost of {order_no} in {project} is {amount_fen}, above the {approved_fen} approved; please sign for the whole anew."]}
],
"finance.cost.confirmed.v1": [
  {"to": "finance_officer",
   "zh": ["费用已确认 {claim_no}", "{project} {order_no}费用{amount_fen}已确认，由维修专款支付，承担方：{bearer}。"],
   "en": ["Confirmed: {claim_no}", "{amount_fen} for {order_no} in {project} is final and was paid from the maintenance fund; to be borne by {bearer}."]}
],
"finance.retention.held.v1": [
  {"to": "contractor",
   "zh": ["质量保证金扣留 {order_no}", "贵司在{project}的质量保证金因{order_no}已扣留{held_fen}（预计费用{amount_fen}）。"],
   "en": ["Held: {order_no}", "{held_fen} of your retention in {project} is held for {order_no} (expected cost {amount_fen})."]},
  {"to": "centre_director",
   "zh": ["质量保证金扣留 {order_no}", "{contractor}在{project}的质量保证金因{order_no}已扣留{held_fen}（预计费用{amount_fen}）。"],
   "en": ["Held: {order_no}", "{held_fen} of the retention of {contractor} in {project} is held for {order_no} (expected cost {amount_fen})."]}
],
"finance.retention.hold_lifted.v1": [
  {"to": "contractor",
   "zh": ["解除扣留 {order_no}", "贵司在{project}的质量保证金因{order_no}扣留的{amount_fen}已解除：{reason}"],
   "en": ["No longer held: {order_no}", "{amount_fen} of your retention in {project}, held for {order_no}, is free again: {reason}"]},
  {"to": "centre_director",
   "zh": ["解除扣留 {order_no}", "{contractor}在{project}的质量保证金因{order_no}扣留的{amount_fen}已解除：{reason}"],
   "en": ["No longer held: {order_no}", "{amount_fen} of the retention of {contractor} in {project}, held for {order_no}, is free again: {reason}"]}
],
"finance.retention.deducted.v1": [
  {"to": "contractor",
   "zh": ["质量保证金扣回 {order_no}", "贵司在{project}的质量保证金已扣回{amount_fen}（{order_no}，结算单{statement_no}）。"],
   "en": ["Deducted: {order_no}", "{amount_fen} was deducted from your retention in {project} ({order_no}, statement {statement_no})."]},
  {"to": "centre_director",
   "zh": ["质量保证金扣回 {order_no}", "{contractor}在{project}的质量保证金已扣回{amount_fen}（{order_no}，结算单{statement_no}）。"],
   "en": ["Deducted: {order_no}", "{amount_fen} was deducted from the retention of {contractor} in {project} ({order_no}, statement {statement_no})."]}
],
"finance.contractor.claimed.v1": [
  {"to": "contractor",
   "zh": ["维修费追偿 {order_no}", "贵司在{project}的质量保证金不足抵扣，不足部分{amount_fen}由我方另行追偿（{order_no}，结算单{statement_no}）。"],
   "en": ["Claimed: {order_no}", "Your retention in {project} does not suffice; the remaining {amount_fen} is claimed from you ({order_no}, statement {statement_no})."]},
  {"to": "centre_director",
   "zh": ["维修费追偿 {order_no}", "{contractor}在{project}的质量保证金不足抵扣，不足部分{amount_fen}转为向其追偿（{order_no}，结算单{statement_no}）。"],
   "en": ["Claimed: {order_no}", "The retention of {contractor} in {project} does not suffice; the remaining {amount_fen} is claimed from him ({order_no}, statement {statement_no})."]}
],
"finance.fund.ran_low.v1": [
  {"to": "finance_officer", "wants_answer": true,
   "zh": ["维修专款不足 {project}", "{project}维修专款余额{balance_fen}，低于{low_water_fen}，请拨付。"],
   "en": ["Fund low: {project}", "The maintenance fund of {project} stands at {balance_fen}, below {low_water_fen}; please allot."]}
],
"finance.statement.drawn.v1": [
  {"to": "centre_director", "wants_answer": true,
   "settled_by": ["finance.statement.reviewed.v1", "finance.statement.booked.v1"],
   "zh": ["季度结算单待审核 {statement_no}", "{project} {quarter}维修费用共{items}项，合计{total_fen}，请审核。"],
   "en": ["To review: statement {statement_no}", "{project} {quarter}: items {items}, total {total_fen}, for review by the centre."]},
  {"to": "auditor", "above": {"items_for_audit": 0},
   "zh": ["预告审计 {statement_no}", "{project} {quarter}有{items_for_audit}项须经审计，待客户服务中心审核后一并送审。"],
   "en": ["For audit soon: {statement_no}", "{project} {quarter}: items for audit {items_for_audit}; they come to you together after the review by the centre."]}
],
"finance.statement.reviewed.v1": [
  {"to": "auditor", "above": {"items_for_audit": 0}, "wants_answer": true,
   "settled_by": ["finance.statement.audited.v1", "finance.statement.booked.v1"],
   "zh": ["请审计 {statement_no}", "{project} {quarter}结算单已由客户服务中心审核，其中{items_for_audit}项请审计。"],
   "en": ["To audit: {statement_no}", "{project} {quarter}: the centre has reviewed the statement; items for your audit: {items_for_audit}."]},
  {"to": "finance_officer", "when": {"items_for_audit": [0]},
   "zh": ["已审核 {statement_no}", "{project} {quarter}结算单已审核，无须审计，请送达施工单位后入账。"],
   "en": ["Reviewed: {statement_no}", "{project} {quarter}: the statement was reviewed and needs no audit; please have the contractors served, then book it."]}
],
"finance.statement.audited.v1": [
  {"to": "finance_officer",
   "zh": ["已审计 {statement_no}", "{project} {quarter}结算单的{items}项已审计，请送达施工单位后入账。"],
   "en": ["Audited: {statement_no}", "{project} {quarter}: items that passed the audit: {items}; please have the contractors served, then book it."]}
],
"finance.statement.served.v1": [
  {"to": "contractors", "wants_answer": true,
   "zh": ["结算单送达 {statement_no}", "{project} {quarter}由贵司承担的维修费用列于结算单{statement_no}，如有异议请及时提出。"],
   "en": ["Statement {statement_no}", "What you bear of the repairs of {project} in {quarter} stands in statement {statement_no}; object without delay if you do not agree."]},
  {"to": "finance_officer",
   "zh": ["可以入账 {statement_no}", "{project} {quarter}结算单{statement_no}已送达施工单位，可以入账。"],
   "en": ["To book: {statement_no}", "{project} {quarter}: statement {statement_no} was served; it can be booked."]}
],
"finance.statement.booked.v1": [
  {"to": "centre_director",
   "zh": ["已入账 {statement_no}", "{project} {quarter}：扣回{deducted_fen}，追偿{claimed_fen}，公司承担{company_fen}，专款补足{refilled_fen}。"],
   "en": ["Booked: {statement_no}", "{project} {quarter}: deducted {deducted_fen}, claimed {claimed_fen}, borne by the company {company_fen}, fund refilled by {refilled_fen}."]}
],
"notify.notice.chased.v1": [
  {"to": "centre_director",
   "zh": ["催办无果 {notice_no}", "{project}：发给{recipient_role}的通知{notice_no}已催办{times}次仍未答复，请督办。"],
   "en": ["No answer: {notice_no}", "{project}: notice {notice_no} to {recipient_role} was sent again {times} times without an answer; please see to it."]}
]
}');
