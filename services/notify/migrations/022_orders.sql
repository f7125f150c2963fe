-- A work order's whole life: objections, calls in danger, appointments, materials, acceptance by sales, serious faults.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.4.3, 3.4.5, 3.4.7; S1 5.6.1; S4#9 3.2; N5; words are ours', data || '{
"dispatch.work_order.issued.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.received.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.completed.v1",
                  "dispatch.work_order.returned.v1", "dispatch.work_order.cancelled.v1"],
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。属贵司保修范围（合同条款{contract_clause}），请立即签收，并按合同时限维修。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. It is within your warranty (clause {contract_clause}); please confirm receipt at once and repair within the time of the contract."]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.completed.v1"],
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。由维修小分队维修，请申报维修费用。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. It is for the repair squad; please submit the cost."]},
  {"to": "engineering",
   "zh": ["派工单 {order_no}", "{project} {unit_no}：{subject}。请督促并监督维修。"],
   "en": ["Work order {order_no}", "{project} {unit_no}: {subject}. Please urge and supervise the repair."]},
  {"to": "property_desk",
   "zh": ["请安排入户 {order_no}", "{project} {unit_no}：{order_no}已派工，请与业主约定上门时间、安排入户，并做好解释。"],
   "en": ["Please arrange entry: {order_no}", "{project} {unit_no}: {order_no} is out; please agree a time with the owner, arrange entry and explain."]},
  {"to": "customer", "when": {"repairer": ["contractor"]},
   "zh": ["已安排维修 {case_no}", "您反映的问题已安排施工单位维修（派工单{order_no}），维修人员会先与您约定时间再上门。"],
   "en": ["A repair is ordered: {case_no}", "The contractor who built it will do the repair (work order {order_no}); the repairers will agree a time with you before they come."]},
  {"to": "customer", "when": {"repairer": ["squad"]},
   "zh": ["已安排维修 {case_no}", "您反映的问题已安排我们的维修小分队维修（派工单{order_no}），维修人员会先与您约定时间再上门。"],
   "en": ["A repair is ordered: {case_no}", "Our own repair squad will do the repair (work order {order_no}); the repairers will agree a time with you before they come."]}
],
"dispatch.work_order.check_failed.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.completed.v1"],
   "zh": ["验收不合格 {order_no}", "{project} {order_no}验收不合格，请于{due_at}前返工完毕，逾期将由我方维修小分队接手。检查情况：{finding}"],
   "en": ["Check failed: {order_no}", "{order_no} in {project} failed its check; please repair it again by {due_at}, after which our squad takes it over. Found: {finding}"]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]}, "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.completed.v1"],
   "zh": ["验收不合格 {order_no}", "{project} {order_no}验收不合格，请返工。检查情况：{finding}"],
   "en": ["Check failed: {order_no}", "{order_no} in {project} failed its check; please repair it again. Found: {finding}"]}
],
"dispatch.work_order.completed.v1": [
  {"to": "site_lead", "when": {"closed_by_parties": [false]},
   "zh": ["维修完成 {order_no}", "{project} {order_no}已完成，业主意见：{owner_opinion}"],
   "en": ["Completed: {order_no}", "{order_no} in {project} is completed. The owner: {owner_opinion}"]},
  {"to": "site_lead", "when": {"closed_by_parties": [true]},
   "zh": ["三方会签关闭 {order_no}", "{project} {order_no}业主未签字，经物业、工程、维修三方会签关闭。业主意见：{owner_opinion}"],
   "en": ["Closed by three parties: {order_no}", "The owner did not sign {order_no} in {project}; property, engineering and the repairer closed it together. The owner: {owner_opinion}"]},
  {"to": "customer", "when": {"closed_by_parties": [true]},
   "zh": ["维修情况说明 {case_no}", "您的维修（派工单{order_no}）经物业、工程、维修三方现场检查，认为符合要求。您的意见已如实记录，我们会再回访您；如仍有问题，我们继续处理。"],
   "en": ["About your repair: {case_no}", "Property, engineering and the repairer looked at your repair (work order {order_no}) together and found it in order. Your opinion is on record; we shall call on you again, and go on if anything is still wrong."]}
],
"dispatch.work_order.objected.v1": [
  {"to": "engineering_desk", "wants_answer": true,
   "settled_by": ["dispatch.objection.answered.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.cancelled.v1"],
   "zh": ["施工单位异议 {order_no}", "{project} {order_no}：施工单位{contractor}提出异议（{ground}），请核实并答复；答复前维修时限照常计算。"],
   "en": ["The contractor objects: {order_no}", "{order_no} in {project}: {contractor} says it is not theirs ({ground}); please look into it and answer. Their time runs on meanwhile."]},
  {"to": "site_lead",
   "zh": ["施工单位异议 {order_no}", "{project} {order_no}：施工单位{contractor}提出异议（{ground}）。派工单由您签发的，请由另一人答复；由专员签发的，可由您答复。"],
   "en": ["The contractor objects: {order_no}", "{order_no} in {project}: {contractor} says it is not theirs ({ground}). It is answered by another than the one who issued it."]}
],
"dispatch.objection.answered.v1": [
  {"to": "contractor", "when": {"upheld": [true]},
   "zh": ["异议成立 {order_no}", "{project} {order_no}：贵司的异议经核实成立，该单不再由贵司承担。"],
   "en": ["Objection upheld: {order_no}", "{order_no} in {project}: your objection was found right; the work is not yours any more."]},
  {"to": "contractor", "when": {"upheld": [false]},
   "zh": ["异议不成立 {order_no}", "{project} {order_no}：贵司的异议经核实不成立，请按合同时限维修，答复理由见派工单。"],
   "en": ["Objection refused: {order_no}", "{order_no} in {project}: your objection was not found right; please repair within the time of the contract. The reason stands on the order."]}
],
"dispatch.work_order.returned.v1": [
  {"to": "engineering_desk", "wants_answer": true,
   "settled_by": ["dispatch.work_order.issued.v1"],
   "zh": ["请重新派工 {order_no}", "{project} {order_no}已由施工单位{contractor}退回（{ground}），请重新派工。"],
   "en": ["To be sent anew: {order_no}", "{order_no} in {project} came back from {contractor} ({ground}); please send it anew."]}
],
"dispatch.work_order.cancelled.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]},
   "zh": ["派工单已撤销 {order_no}", "{project} {order_no}已撤销，无需再维修。"],
   "en": ["Order cancelled: {order_no}", "{order_no} in {project} was cancelled; nothing is to be repaired any more."]},
  {"to": "property_desk",
   "zh": ["派工单已撤销 {order_no}", "{project} {order_no}已撤销，如已约定上门时间请告知业主取消。"],
   "en": ["Order cancelled: {order_no}", "{order_no} in {project} was cancelled; if a time was agreed, please tell the owner."]}
],
"dispatch.contractor.called.v1": [
  {"to": "contractor", "wants_answer": true,
   "settled_by": ["dispatch.work_order.done.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.completed.v1"],
   "zh": ["紧急：请立即到场 {order_no}", "{project} {order_no}情况危险，请务必于{come_by}前到场处理；届时未到，我方维修小分队将立即抢修，费用由责任方承担。"],
   "en": ["Urgent, please come at once: {order_no}", "{order_no} in {project} is dangerous; please be there by {come_by}. If you are not, our squad begins at once, at the cost of whoever is responsible."]}
],
"dispatch.appointment.made.v1": [
  {"to": "customer",
   "zh": ["预约上门 {case_no}", "维修人员将于{starts_at}至{ends_at}上门维修（派工单{order_no}）。如时间不便，请致电客户服务中心另约。"],
   "en": ["Your appointment: {case_no}", "The repairers will come between {starts_at} and {ends_at} (work order {order_no}). If that does not suit you, please call us."]},
  {"to": "contractor", "when": {"repairer": ["contractor"]},
   "zh": ["上门时间 {order_no}", "{project} {order_no}已与业主约定{starts_at}至{ends_at}上门（{entry}），请准时到场。"],
   "en": ["Appointment: {order_no}", "{order_no} in {project}: agreed with the owner, {starts_at} to {ends_at} ({entry}); please be there in time."]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]},
   "zh": ["上门时间 {order_no}", "{project} {order_no}已与业主约定{starts_at}至{ends_at}上门（{entry}），请准时到场。"],
   "en": ["Appointment: {order_no}", "{order_no} in {project}: agreed with the owner, {starts_at} to {ends_at} ({entry}); please be there in time."]}
],
"dispatch.appointment.ended.v1": [
  {"to": "property_desk", "when": {"outcome": ["owner_absent", "repairer_absent"]},
   "zh": ["上门未成 {order_no}", "{project} {order_no}：{starts_at}的预约未能进行（{outcome}），请与业主另约时间。"],
   "en": ["Appointment missed: {order_no}", "{order_no} in {project}: the appointment of {starts_at} did not take place ({outcome}); please agree another with the owner."]},
  {"to": "engineering_desk", "when": {"outcome": ["repairer_absent"]},
   "zh": ["维修人员未到场 {order_no}", "{project} {order_no}：维修人员未按{starts_at}的预约到场，请督促。"],
   "en": ["The repairer did not come: {order_no}", "{order_no} in {project}: the repairer was not there at {starts_at}; please urge him."]},
  {"to": "customer", "when": {"outcome": ["repairer_absent"]},
   "zh": ["非常抱歉 {case_no}", "维修人员未能按约于{starts_at}上门，耽误了您的时间，非常抱歉。我们会尽快与您另约。"],
   "en": ["We are sorry: {case_no}", "The repairers did not come at {starts_at} as agreed. We are sorry for your lost time and shall agree another with you soon."]},
  {"to": "customer", "when": {"outcome": ["called_off"]},
   "zh": ["预约取消 {case_no}", "{starts_at}的上门预约已取消，如需另约，请致电客户服务中心。"],
   "en": ["Called off: {case_no}", "The appointment of {starts_at} is called off; please call us to agree another."]}
],
"dispatch.material.found_unsound.v1": [
  {"to": "property_desk", "wants_answer": true, "settled_by": ["dispatch.material.decided.v1", "dispatch.work_order.completed.v1"],
   "zh": ["自备材料不合格 {order_no}", "{project} {order_no}：业主自备材料经检查不合格，不得使用，请与业主商定处理办法并请其签字。"],
   "en": ["Material unsound: {order_no}", "{order_no} in {project}: the owner''s own material was found unsound and must not be fitted; please have him decide and sign."]},
  {"to": "customer",
   "zh": ["您自备的材料 {case_no}", "您为本次维修（派工单{order_no}）自备的材料经检查不合格，为保证质量不予使用，请您决定自行更换、由我方提供或取消该项。"],
   "en": ["Your material: {case_no}", "The material you supplied for work order {order_no} was found unsound and will not be fitted. Please decide whether you replace it, we supply it, or it is left out."]}
],
"dispatch.material.decided.v1": [
  {"to": "contractor", "when": {"repairer": ["contractor"]},
   "zh": ["自备材料处理 {order_no}", "{project} {order_no}：业主对不合格材料的决定：{decision}。"],
   "en": ["About the material: {order_no}", "{order_no} in {project}: the owner decided about the unsound material: {decision}."]},
  {"to": "repair_squad", "when": {"repairer": ["squad"]},
   "zh": ["自备材料处理 {order_no}", "{project} {order_no}：业主对不合格材料的决定：{decision}。"],
   "en": ["About the material: {order_no}", "{order_no} in {project}: the owner decided about the unsound material: {decision}."]}
],
"dispatch.sales_check.passed.v1": [
  {"to": "property_desk",
   "zh": ["经营部验收合格 {order_no}", "{project} {order_no}经营部验收合格，请安排业主签署意见。"],
   "en": ["Accepted by sales: {order_no}", "{order_no} in {project} was accepted by sales; please have the owner sign."]}
],
"dispatch.fault.reported.v1": [
  {"to": "engineering", "wants_answer": true, "settled_by": ["dispatch.fault.found.v1"],
   "zh": ["严重质量问题 {report_no}", "{project} {case_no}发现严重质量问题（{report_no}），请核实并认定责任方。"],
   "en": ["Serious fault: {report_no}", "{report_no}, {case_no} in {project}, is a serious quality fault; please look into it and say who is responsible."]},
  {"to": "deputy_chief_engineer",
   "zh": ["严重质量问题 {report_no}", "{project} {case_no}发现严重质量问题（{report_no}），已报工程部门认定责任。"],
   "en": ["Serious fault: {report_no}", "{report_no}, {case_no} in {project}, is a serious quality fault; engineering is to say who is responsible."]}
],
"dispatch.fault.found.v1": [
  {"to": "engineering_desk",
   "zh": ["责任认定 {report_no}", "{project} {case_no}（{report_no}）：工程部门认定责任方为{responsible}，请据此安排维修。"],
   "en": ["Who is responsible: {report_no}", "{report_no}, {case_no} in {project}: engineering finds {responsible} responsible; please order the repair accordingly."]},
  {"to": "site_lead",
   "zh": ["责任认定 {report_no}", "{project} {case_no}（{report_no}）：工程部门认定责任方为{responsible}。"],
   "en": ["Who is responsible: {report_no}", "{report_no}, {case_no} in {project}: engineering finds {responsible} responsible."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{fields}', (data -> 'fields') || '{"ground": "ground", "outcome": "outcome", "entry": "entry", "decision": "material_decision", "responsible": "responsible"}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "order_receipt": ["施工单位签收派工单", "the contractor''s receipt of the order"],
  "engineering_check": ["工程验收", "the check by engineering"],
  "sales_check": ["经营部验收", "the check by sales"],
  "order_objection": ["答复施工单位异议", "the answer to the contractor''s objection"],
  "material_decision": ["业主决定自备材料的处理", "the owner''s decision about his material"]
}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,take_over_reason}', (data -> 'lists' -> 'take_over_reason') || '{"danger": ["险情，立即抢修", "danger, begun at once"]}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists}', (data -> 'lists') || '{
  "ground": {
    "out_of_scope": ["不在合同范围", "outside the contract"],
    "warranty_over": ["已过保修期", "the warranty is over"],
    "not_a_defect": ["不属质量问题", "not a defect"],
    "owners_damage": ["业主自行损坏", "the owner''s own damage"],
    "others_work": ["他人施工所致", "the work of others"]
  },
  "outcome": {
    "kept": ["已上门", "kept"],
    "owner_absent": ["业主不在", "the owner was not in"],
    "repairer_absent": ["维修人员未到", "the repairer did not come"],
    "called_off": ["已取消", "called off"]
  },
  "entry": {
    "owner_present": ["业主在家", "the owner is in"],
    "key_kept": ["物业处留有钥匙", "the key is kept at the office"],
    "key_collected": ["向业主取钥匙", "the key is collected from the owner"],
    "unlocked": ["物业开门", "unlocked by the office"]
  },
  "material_decision": {
    "customer_replaces": ["业主自行更换", "he replaces it"],
    "company_supplies": ["由我方提供", "we supply it"],
    "left_out": ["取消该项", "it is left out"]
  },
  "responsible": {
    "contractor": ["施工单位", "the contractor"],
    "design": ["设计", "design"],
    "company": ["公司", "the company"],
    "property_company": ["物业公司", "the property company"],
    "owner": ["业主", "the owner"],
    "third_party": ["第三方", "a third party"]
  }
}')
from policy where name = 'names' order by version desc limit 1;
