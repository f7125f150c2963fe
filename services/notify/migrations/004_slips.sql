-- What passes between the centre and the departments: new lines of the table, and the names they need.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 4.3.6, 5.5.2, 5.6.3, 5.7.1, 5.7.3, 5.7.4; S0 2.5.1, 3.2, 3.3, 3.5; words are ours', data || '{
"intake.slip.sent.v1": [
  {"to": "party", "wants_answer": true, "settled_by": ["intake.slip.received.v1"],
   "zh": ["工作联系单 {slip_no}", "{project}有一件与贵方有关的事项（{case_no}），请在系统中查阅工作联系单{slip_no}，并于{due_at}前签收。"],
   "en": ["Contact slip {slip_no}", "{project}: a case that concerns you ({case_no}); please read contact slip {slip_no} and confirm its receipt by {due_at}."]}
],
"intake.slip.received.v1": [
  {"to": "site_lead",
   "zh": ["已送达：工作联系单 {slip_no}", "{project} {case_no}的工作联系单{slip_no}已由{party}签收（{received_by}）。"],
   "en": ["Delivered: contact slip {slip_no}", "{project} {case_no}: contact slip {slip_no} was received by {party} ({received_by})."]}
],
"intake.slip.entered.v1": [
  {"to": "site_lead", "when": {"kind": ["contact"]}, "wants_answer": true, "settled_by": ["intake.slip.answered.v1"],
   "zh": ["收到工作联系单 {slip_no}", "{project}：{party}发来工作联系单{slip_no}（{case_no}），请于{due_at}前书面答复。"],
   "en": ["Contact slip received: {slip_no}", "{project}: contact slip {slip_no} ({case_no}) has come from {party}; please answer in writing by {due_at}."]},
  {"to": "site_lead", "when": {"kind": ["vacant_unit"]}, "wants_answer": true, "settled_by": ["intake.slip.answered.v1"],
   "zh": ["空置房报告 {slip_no}", "{project}：{party}报来空置房问题{slip_no}（{case_no}），请于{due_at}前书面答复。"],
   "en": ["Report on a vacant unit: {slip_no}", "{project}: report {slip_no} on a vacant unit ({case_no}) has come from {party}; please answer in writing by {due_at}."]},
  {"to": "site_lead", "when": {"kind": ["wish"]}, "wants_answer": true, "settled_by": ["intake.slip.answered.v1"],
   "zh": ["业主要求 {slip_no}", "{project}：{party}转来业主对质量、设计或个性化配置的要求{slip_no}（{case_no}），请于{due_at}前书面答复。"],
   "en": ["An owner''s wish: {slip_no}", "{project}: an owner''s wish about quality, design or fittings, {slip_no} ({case_no}), has come from {party}; please answer in writing by {due_at}."]}
],
"intake.slip.answered.v1": [
  {"to": "party",
   "zh": ["联系单已答复 {slip_no}", "{project} {case_no}：贵方的联系单{slip_no}已书面答复，请在系统中查阅。"],
   "en": ["Answered: slip {slip_no}", "{project} {case_no}: your slip {slip_no} has been answered in writing; please read the answer."]}
],
"intake.design.asked.v1": [
  {"to": "design", "wants_answer": true, "settled_by": ["intake.design.answered.v1"],
   "zh": ["设计问题 {question_no}", "{project} {case_no}：{desk}提出设计问题{question_no}，请于{due_at}前书面说明是否合理及理由。"],
   "en": ["A question of design: {question_no}", "{project} {case_no}: {desk} asks {question_no}; please say by {due_at} whether it is justified, and why."]}
],
"intake.design.answered.v1": [
  {"to": "desk", "when": {"justified": [true]},
   "zh": ["设计意见：合理 {question_no}", "{project} {case_no}：设计研发部认为{question_no}合理，将出图并下工作单给工程材料部。费用由{bearer}承担，不得由施工单位承担。"],
   "en": ["Design finds it justified: {question_no}", "{project} {case_no}: design finds {question_no} justified; drawings and a work slip will go to engineering. The cost is borne by {bearer}, never by a contractor."]},
  {"to": "desk", "when": {"justified": [false]},
   "zh": ["设计意见：不合理 {question_no}", "{project} {case_no}：设计研发部认为{question_no}不合理，书面理由请在系统中查阅，并向客户耐心说明。"],
   "en": ["Design finds it not justified: {question_no}", "{project} {case_no}: design finds {question_no} not justified; please read the reason in writing, and explain it to the customer with patience."]},
  {"to": "design", "when": {"justified": [true]}, "wants_answer": true, "settled_by": ["intake.design.drawn.v1"],
   "zh": ["请出图 {question_no}", "{project} {case_no}：{question_no}已认定为合理，请在3个工作日内完成出图，并下工作单给工程材料部。"],
   "en": ["Drawings wanted: {question_no}", "{project} {case_no}: {question_no} was found justified; drawings and a work slip are to go to engineering within 3 working days."]}
],
"intake.design.drawn.v1": [
  {"to": "engineering",
   "zh": ["设计图纸及工作单 {work_slip_no}", "{project} {case_no}：设计研发部已出图并下工作单{work_slip_no}（{question_no}），请安排施工单位施工。费用由{bearer}承担，不得由施工单位承担。"],
   "en": ["Drawings and work slip {work_slip_no}", "{project} {case_no}: design sends drawings and work slip {work_slip_no} ({question_no}); please have the contractor carry them out. The cost is borne by {bearer}, never by the contractor."]},
  {"to": "desk",
   "zh": ["图纸已下达 {question_no}", "{project} {case_no}：{question_no}的图纸及工作单{work_slip_no}已交工程材料部，请派工。"],
   "en": ["Drawings are out: {question_no}", "{project} {case_no}: drawings and work slip {work_slip_no} for {question_no} have gone to engineering; please issue the work order."]}
],
"intake.design_change.requested.v1": [
  {"to": "centre_director", "wants_answer": true,
   "settled_by": ["intake.design_change.asked.v1", "intake.design_change.ended.v1"],
   "zh": ["设计更改申请 {request_no}", "{project} {unit_no}的客户在交付前提出设计更改申请{request_no}，请征求设计研发部或工程材料部的意见。"],
   "en": ["Request to change the design: {request_no}", "{project} {unit_no}: before handover the customer asks for a change of the design, {request_no}; please ask design or engineering."]}
],
"intake.design_change.asked.v1": [
  {"to": "asked", "wants_answer": true, "settled_by": ["intake.design_change.answered.v1", "intake.design_change.ended.v1"],
   "zh": ["请答复设计更改申请 {request_no}", "{project} {unit_no}：请就客户的设计更改申请{request_no}书面说明是否合理、可行。"],
   "en": ["Your opinion, please: {request_no}", "{project} {unit_no}: please say in writing whether the change the customer asks for, {request_no}, is justified and can be made."]}
],
"intake.design_change.answered.v1": [
  {"to": "sales", "when": {"justified": [true]},
   "zh": ["设计更改可行 {request_no}", "{project} {unit_no}：{asked}认为设计更改申请{request_no}可行，请向客户书面说明价格及对交付时间的影响，经客户签字后方可实施。"],
   "en": ["The change can be made: {request_no}", "{project} {unit_no}: by the opinion of {asked}, {request_no} can be made; please put price and delay to the customer, and carry it out only once they are signed."]},
  {"to": "sales", "when": {"justified": [false]},
   "zh": ["设计更改不予采纳 {request_no}", "{project} {unit_no}：{asked}认为设计更改申请{request_no}不合理，书面理由请在系统中查阅，并向客户耐心说明。"],
   "en": ["The change is refused: {request_no}", "{project} {unit_no}: by the opinion of {asked}, {request_no} is not justified; please read the reason in writing, and explain it to the customer with patience."]}
],
"intake.design_change.ended.v1": [
  {"to": "asked", "when": {"outcome": ["ordered"]},
   "zh": ["设计更改实施 {request_no}", "{project} {unit_no}：客户已签字同意设计更改申请{request_no}（价格{price_fen}，延期天数{delay_days}），请安排实施。"],
   "en": ["Carry out: {request_no}", "{project} {unit_no}: the customer has signed {request_no} (price {price_fen}, days of delay: {delay_days}); please carry it out."]},
  {"to": "centre_director", "when": {"outcome": ["ordered"]},
   "zh": ["设计更改实施 {request_no}", "{project} {unit_no}：客户已签字同意设计更改申请{request_no}（价格{price_fen}，延期天数{delay_days}），现予实施。"],
   "en": ["Carried out: {request_no}", "{project} {unit_no}: the customer has signed {request_no} (price {price_fen}, days of delay: {delay_days}); it is being carried out."]},
  {"to": "engineering", "when": {"outcome": ["ordered"]},
   "zh": ["设计更改实施 {request_no}", "{project} {unit_no}：客户已签字同意设计更改申请{request_no}（价格{price_fen}，延期天数{delay_days}），请安排实施。"],
   "en": ["Carry out: {request_no}", "{project} {unit_no}: the customer has signed {request_no} (price {price_fen}, days of delay: {delay_days}); please carry it out."]},
  {"to": "centre_director", "when": {"outcome": ["declined", "withdrawn"]},
   "zh": ["设计更改取消 {request_no}", "{project} {unit_no}：客户不再要求设计更改申请{request_no}，不予实施。"],
   "en": ["Dropped: {request_no}", "{project} {unit_no}: the customer no longer wants {request_no}; it is not carried out."]}
],
"intake.transfer.offered.v1": [
  {"to": "sales", "when": {"to_department": ["sales"]}, "wants_answer": true,
   "settled_by": ["intake.case.transferred.v1", "intake.transfer.returned.v1"],
   "zh": ["请接收移交 {case_no}", "{project} {case_no}由{from_department}移交{to_department}，移交理由请在系统中查阅，请接收，或说明理由退回。"],
   "en": ["Handed over to you: {case_no}", "{project} {case_no} is handed over from {from_department} to {to_department}; please read the reason, and take it or return it with yours."]},
  {"to": "property_company", "when": {"to_department": ["property_company"]}, "wants_answer": true,
   "settled_by": ["intake.case.transferred.v1", "intake.transfer.returned.v1"],
   "zh": ["请接收移交 {case_no}", "{project} {case_no}由{from_department}移交{to_department}，移交理由请在系统中查阅，请接收，或说明理由退回。"],
   "en": ["Handed over to you: {case_no}", "{project} {case_no} is handed over from {from_department} to {to_department}; please read the reason, and take it or return it with yours."]},
  {"to": "site_lead", "when": {"to_department": ["service_centre"]}, "wants_answer": true,
   "settled_by": ["intake.case.transferred.v1", "intake.transfer.returned.v1"],
   "zh": ["请接收移交 {case_no}", "{project} {case_no}由{from_department}移交{to_department}，移交理由请在系统中查阅，请接收，或说明理由退回。"],
   "en": ["Handed over to you: {case_no}", "{project} {case_no} is handed over from {from_department} to {to_department}; please read the reason, and take it or return it with yours."]}
],
"intake.transfer.returned.v1": [
  {"to": "from_desk",
   "zh": ["移交被退回 {case_no}", "{project} {case_no}：{to_department}退回了{from_department}的移交，理由请在系统中查阅。个案仍由原经办方处理。"],
   "en": ["Returned: {case_no}", "{project} {case_no}: {to_department} has returned what {from_department} handed over; please read the reason. The case stays where it was."]},
  {"to": "centre_director",
   "zh": ["移交被退回 {case_no}", "{project} {case_no}：{to_department}退回了{from_department}的移交，理由请在系统中查阅。如有争议，请协调。"],
   "en": ["Returned: {case_no}", "{project} {case_no}: {to_department} has returned what {from_department} handed over; please read the reason, and settle it where it is disputed."]}
],
"intake.case.transferred.v1": [
  {"to": "to_desk",
   "zh": ["移交个案 {case_no}", "{project} {case_no}已由{from_department}移交{to_department}，现由您处理。各项时限照原定计算，不重新起算。"],
   "en": ["Now yours: {case_no}", "{project} {case_no} has gone from {from_department} to {to_department} and is yours now. Its limits run on as they were."]},
  {"to": "from_desk",
   "zh": ["移交已接收 {case_no}", "{project} {case_no}已由{from_department}移交{to_department}接收。"],
   "en": ["Taken over: {case_no}", "{project} {case_no}, handed over from {from_department}, has been taken by {to_department}."]}
],
"intake.weekly_result.confirmed.v1": [
  {"to": "centre_director",
   "zh": ["周报已签字 {project} {week}", "{project}客户服务处{week}周报已由{confirmed_by}签字：到期{items}件，未办结{unsettled}件，逾期{overdue}件。"],
   "en": ["Weekly result signed: {project} {week}", "{project}: the weekly result of {week} was signed by {confirmed_by}. Due: {items}, unsettled: {unsettled}, overdue: {overdue}."]}
],
"intake.feed.confirmed.v1": [
  {"to": "centre_director",
   "zh": ["投诉周报已确认 {project} {week}", "{project} {week}：{department}已确认投诉及处理结果，共{complaints}件，已办结{settled}件（{confirmed_by}）。"],
   "en": ["Weekly complaints confirmed: {project} {week}", "{project} {week}: {department} confirmed its complaints and results. Complaints: {complaints}, settled: {settled} ({confirmed_by})."]}
],
"intake.feed.overdue.v1": [
  {"to": "owner_role", "wants_answer": true, "settled_by": ["intake.feed.confirmed.v1"],
   "zh": ["请确认投诉周报 {project} {week}", "{project} {week}的投诉及处理结果应于{due_at}前确认，{department}尚未确认，请尽快办理。"],
   "en": ["Please confirm: {project} {week}", "{project}: the complaints and results of {week} were to be confirmed by {due_at}; {department} has not done so yet."]},
  {"to": "centre_director",
   "zh": ["投诉周报逾期 {project} {week}", "{project} {week}的投诉及处理结果应于{due_at}前确认，{department}尚未确认。"],
   "en": ["Not confirmed: {project} {week}", "{project}: the complaints and results of {week} were to be confirmed by {due_at}; {department} has not done so yet."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 2-3 for departments; the rest are ours',
jsonb_set(jsonb_set(data, '{fields}', (data -> 'fields') || '{
  "party": "role", "asked": "role", "from_desk": "role", "to_desk": "role",
  "department": "department", "from_department": "department", "to_department": "department"
}'), '{lists}', (data -> 'lists') || '{
  "department": {
    "sales": ["经营销售部", "sales"],
    "service_centre": ["客户服务中心", "the service centre"],
    "property_company": ["物业公司", "the property company"]
  }
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "property_slip": ["联系单送达", "delivery of the contact slip"],
  "slip_answer": ["联系单答复", "answer to a contact slip"],
  "design_opinion": ["设计意见或图纸", "the opinion of design, or its drawings"],
  "promised_date": ["承诺完成日期", "the promised date"]
}') from policy where name = 'names' order by version desc limit 1;
