-- Who is told what: event type → notices. `to` is a role, `customer`, or the event's field that names roles or contractors.
insert into policy (name, version, holds_from, source, data) values
('notices', 1, '2000-01-01', 'S1 4.3.6, 5.5-5.7, 9.1; S2 art. 14, 15; moments and words are ours', '{
 "intake.case.registered.v1": [
  {
   "to": "desk",
   "zh": [
    "新个案 {case_no}",
    "{project} {unit_no} 登记了新个案 {case_no}（{matter}），由您处理，请在24小时内给客户首次反馈。"
   ],
   "en": [
    "New case {case_no}",
    "{project} {unit_no}: case {case_no} ({matter}) is yours; the customer expects the first feedback within 24 hours."
   ],
   "answer": true
  },
  {
   "to": "customer",
   "zh": [
    "已受理 {case_no}",
    "给您添麻烦了，非常抱歉。您反映的问题已登记，编号 {case_no}，由 {desk} 跟进，我们会在24小时内与您联系。"
   ],
   "en": [
    "We have it: {case_no}",
    "We are sorry for the trouble. It is registered as {case_no} and {desk} is looking after it; you will hear from us within 24 hours."
   ],
   "when": {
    "kind": [
     "complaint",
     "repair_request"
    ]
   }
  },
  {
   "to": "customer",
   "zh": [
    "感谢您 {case_no}",
    "感谢您的宝贵意见，已登记为 {case_no}，并转交 {desk}。"
   ],
   "en": [
    "Thank you: {case_no}",
    "Thank you for telling us. It is registered as {case_no} and has gone to {desk}."
   ],
   "when": {
    "kind": [
     "suggestion",
     "praise"
    ]
   }
  },
  {
   "to": "customer",
   "zh": [
    "已登记 {case_no}",
    "您的咨询已登记，编号 {case_no}，由 {desk} 答复您。"
   ],
   "en": [
    "Registered: {case_no}",
    "Your inquiry is registered as {case_no}; {desk} will answer you."
   ],
   "when": {
    "kind": [
     "inquiry"
    ]
   }
  }
 ],
 "intake.case.judged.v1": [
  {
   "to": "customer",
   "zh": [
    "关于 {case_no}",
    "我们认真核实了您反映的问题，情况与我们的责任范围不符，工作人员会当面或电话向您说明原因，并协助您解决。"
   ],
   "en": [
    "About {case_no}",
    "We looked into it with care and found that it lies outside what we answer for; we will explain why and help you on."
   ],
   "when": {
    "verdict": [
     "invalid"
    ]
   }
  }
 ],
 "intake.case.reopened.v1": [
  {
   "to": "desk",
   "zh": [
    "重新处理 {case_no}",
    "{case_no} 进入第{round}轮处理，仍存在的问题：{still_wrong}"
   ],
   "en": [
    "Again: {case_no}",
    "{case_no} goes into round {round}. Still wrong: {still_wrong}"
   ],
   "answer": true
  },
  {
   "to": "customer",
   "zh": [
    "继续处理 {case_no}",
    "很抱歉还没有让您满意。{case_no} 已重新安排处理。"
   ],
   "en": [
    "Going on: {case_no}",
    "We are sorry that it is not right yet. {case_no} is being dealt with again."
   ]
  }
 ],
 "intake.case.closed.v1": [
  {
   "to": "customer",
   "zh": [
    "已办结 {case_no}",
    "{case_no} 已办结，感谢您的理解与配合。如再有问题，请随时联系我们。"
   ],
   "en": [
    "Closed: {case_no}",
    "{case_no} is closed. Thank you for your patience; call us whenever something is wrong."
   ]
  },
  {
   "to": "site_lead",
   "zh": [
    "已办结 {case_no}",
    "{case_no} 经{rounds}轮处理办结：{reason}"
   ],
   "en": [
    "Closed: {case_no}",
    "{case_no} closed after {rounds} rounds: {reason}"
   ]
  }
 ],
 "intake.limit.approaching.v1": [
  {
   "to": "owner_role",
   "zh": [
    "时限将到：{limit}",
    "{project} {case_no} 的时限 {limit} 将于 {due_at} 到期，请尽快处理。"
   ],
   "en": [
    "Due soon: {limit}",
    "{limit} of {case_no} in {project} is due at {due_at}."
   ]
  }
 ],
 "intake.limit.passed.v1": [
  {
   "to": "tell",
   "zh": [
    "超时：{limit}",
    "{project} {case_no} 的时限 {limit} 已于 {due_at} 到期，责任岗位 {owner_role} 尚未完成，请督办。"
   ],
   "en": [
    "Passed: {limit}",
    "{limit} of {case_no} in {project} passed at {due_at}; {owner_role} still owes it."
   ],
   "answer": true
  }
 ],
 "survey.limit.approaching.v1": [
  {
   "to": "owner_role",
   "zh": [
    "时限将到：{limit}",
    "{project} {case_no} 的时限 {limit} 将于 {due_at} 到期，请尽快处理。"
   ],
   "en": [
    "Due soon: {limit}",
    "{limit} of {case_no} in {project} is due at {due_at}."
   ]
  }
 ],
 "survey.limit.passed.v1": [
  {
   "to": "tell",
   "zh": [
    "超时：{limit}",
    "{project} {case_no} 的时限 {limit} 已于 {due_at} 到期，责任岗位 {owner_role} 尚未完成，请督办。"
   ],
   "en": [
    "Passed: {limit}",
    "{limit} of {case_no} in {project} passed at {due_at}; {owner_role} still owes it."
   ],
   "answer": true
  }
 ],
 "dispatch.work_order.issued.v1": [
  {
   "to": "contractor",
   "zh": [
    "派工单 {order_no}",
    "{project} {unit_no}：{subject}。属贵司保修范围（合同条款 {contract_clause}），请立即签收并按合同时限维修。"
   ],
   "en": [
    "Work order {order_no}",
    "{project} {unit_no}: {subject}. It is within your warranty (clause {contract_clause}); please confirm receipt at once and repair within the contract''s time."
   ],
   "answer": true,
   "when": {
    "repairer": [
     "contractor"
    ]
   }
  },
  {
   "to": "repair_squad",
   "zh": [
    "派工单 {order_no}",
    "{project} {unit_no}：{subject}，由维修小分队维修。"
   ],
   "en": [
    "Work order {order_no}",
    "{project} {unit_no}: {subject}, for the repair squad."
   ],
   "answer": true,
   "when": {
    "repairer": [
     "squad"
    ]
   }
  },
  {
   "to": "engineering",
   "zh": [
    "派工单 {order_no}",
    "{project} {unit_no}：{subject}，请做好维修监理。"
   ],
   "en": [
    "Work order {order_no}",
    "{project} {unit_no}: {subject}; please supervise the repair."
   ]
  },
  {
   "to": "customer",
   "zh": [
    "已安排维修",
    "您反映的问题已派工（{order_no}），维修人员会先与您约定时间再上门。"
   ],
   "en": [
    "A repair is ordered",
    "A repair is ordered ({order_no}); the repairers will agree a time with you before they come."
   ]
  }
 ],
 "dispatch.work_order.received.v1": [
  {
   "to": "engineering_desk",
   "zh": [
    "已签收 {order_no}",
    "{order_no} 已签收，维修时限至 {due_at}。"
   ],
   "en": [
    "Received: {order_no}",
    "{order_no} was received; the repair is due at {due_at}."
   ]
  }
 ],
 "dispatch.work_order.reminded.v1": [
  {
   "to": "contractor",
   "zh": [
    "催办 {order_no}",
    "{order_no} 的维修时限将于 {due_at} 到期，逾期将由维修小分队维修，费用由贵司承担。"
   ],
   "en": [
    "Reminder: {order_no}",
    "{order_no} is due at {due_at}; after that the repair squad does it at your cost."
   ]
  }
 ],
 "dispatch.work_order.taken_over.v1": [
  {
   "to": "repair_squad",
   "zh": [
    "接手 {order_no}",
    "{project} {unit_no}：{order_no} 由小分队接手（{reason}），请报维修费用。"
   ],
   "en": [
    "Taken over: {order_no}",
    "{project} {unit_no}: {order_no} is yours now ({reason}); please submit the cost."
   ],
   "answer": true
  },
  {
   "to": "contractor",
   "zh": [
    "由小分队接手 {order_no}",
    "{order_no} 已由维修小分队接手（{reason}），预计费用 {expected_cost_fen} 将在质量保证金中扣留。"
   ],
   "en": [
    "Taken over: {order_no}",
    "The repair squad took {order_no} over ({reason}); the expected cost of {expected_cost_fen} is held on your retention."
   ]
  },
  {
   "to": "centre_director",
   "zh": [
    "小分队接手 {order_no}",
    "{project} {contractor} 的 {order_no} 由小分队接手（{reason}），预计费用 {expected_cost_fen}。"
   ],
   "en": [
    "Taken over: {order_no}",
    "{order_no} of {contractor} in {project} was taken over ({reason}); expected cost {expected_cost_fen}."
   ]
  },
  {
   "to": "finance_officer",
   "zh": [
    "扣留质保金 {order_no}",
    "{contractor} 的 {order_no} 由小分队接手，预计费用 {expected_cost_fen}。"
   ],
   "en": [
    "Hold for {order_no}",
    "{order_no} of {contractor} was taken over; expected cost {expected_cost_fen}."
   ]
  }
 ],
 "dispatch.squad.ordered.v1": [
  {
   "to": "repair_squad",
   "zh": [
    "小分队维修 {order_no}",
    "{project} {unit_no}：{order_no} 由小分队维修，费用承担方：{bearer}，请报维修费用。"
   ],
   "en": [
    "For the squad: {order_no}",
    "{project} {unit_no}: {order_no} is yours, borne by {bearer}; please submit the cost."
   ],
   "answer": true
  }
 ],
 "dispatch.work_order.done.v1": [
  {
   "to": "engineering_desk",
   "zh": [
    "待验收 {order_no}",
    "{order_no} 报完工（第{repair_count}次维修），请验收。"
   ],
   "en": [
    "To be checked: {order_no}",
    "{order_no} is reported done (repair {repair_count}); please check it."
   ],
   "answer": true
  }
 ],
 "dispatch.work_order.check_failed.v1": [
  {
   "to": "contractor",
   "zh": [
    "验收不合格 {order_no}",
    "{order_no} 验收不合格：{finding}，请返工。"
   ],
   "en": [
    "Check failed: {order_no}",
    "{order_no} failed its check: {finding}. Please repair it again."
   ],
   "answer": true,
   "when": {
    "repairer": [
     "contractor"
    ]
   }
  },
  {
   "to": "repair_squad",
   "zh": [
    "验收不合格 {order_no}",
    "{order_no} 验收不合格：{finding}，请返工。"
   ],
   "en": [
    "Check failed: {order_no}",
    "{order_no} failed its check: {finding}. Please repair it again."
   ],
   "answer": true,
   "when": {
    "repairer": [
     "squad"
    ]
   }
  }
 ],
 "dispatch.work_order.check_passed.v1": [
  {
   "to": "property_desk",
   "zh": [
    "请业主签字 {order_no}",
    "{order_no} 验收合格，请安排业主在派工单上签署意见。"
   ],
   "en": [
    "Owner''s signature: {order_no}",
    "{order_no} passed its check; please have the owner sign the order."
   ]
  }
 ],
 "dispatch.work_order.completed.v1": [
  {
   "to": "site_lead",
   "zh": [
    "维修完成 {order_no}",
    "{order_no} 已完成，业主意见：{owner_opinion}"
   ],
   "en": [
    "Completed: {order_no}",
    "{order_no} is completed. The owner: {owner_opinion}"
   ]
  },
  {
   "to": "customer",
   "zh": [
    "维修完成",
    "您的维修（{order_no}）已完成，稍后我们会回访您。"
   ],
   "en": [
    "Your repair is done",
    "Your repair ({order_no}) is done; we will ask you soon whether all is well."
   ]
  }
 ],
 "finance.claim.raised.v1": [
  {
   "to": "next_role",
   "zh": [
    "费用待审 {claim_no}",
    "{project} {order_no} 维修费 {amount_fen}，请审批。"
   ],
   "en": [
    "To sign: {claim_no}",
    "{project} {order_no}: repair cost {amount_fen}, for your signature."
   ],
   "answer": true
  }
 ],
 "finance.claim.reviewed.v1": [
  {
   "to": "next_role",
   "zh": [
    "费用待批 {claim_no}",
    "{project} {order_no} 维修费 {amount_fen} 已审核，请批准。"
   ],
   "en": [
    "To approve: {claim_no}",
    "{project} {order_no}: repair cost {amount_fen} was reviewed, for your approval."
   ],
   "answer": true
  }
 ],
 "finance.claim.approved.v1": [
  {
   "to": "repair_squad",
   "zh": [
    "费用已批准 {claim_no}",
    "{order_no} 维修费 {amount_fen} 已批准，可以开工。"
   ],
   "en": [
    "Approved: {claim_no}",
    "{amount_fen} for {order_no} is approved; the work may start."
   ]
  },
  {
   "to": "inform",
   "zh": [
    "费用知会 {claim_no}",
    "{project} {order_no} 维修费 {amount_fen} 已由 {approved_role} 批准。"
   ],
   "en": [
    "For your information: {claim_no}",
    "{amount_fen} for {order_no} in {project} was approved by the {approved_role}."
   ]
  }
 ],
 "finance.claim.refused.v1": [
  {
   "to": "repair_squad",
   "zh": [
    "费用未批准 {claim_no}",
    "{order_no} 维修费 {amount_fen} 未获批准：{reason}"
   ],
   "en": [
    "Refused: {claim_no}",
    "{amount_fen} for {order_no} was refused: {reason}"
   ],
   "answer": true
  }
 ],
 "finance.claim.exceeded.v1": [
  {
   "to": "next_role",
   "zh": [
    "超出批准额 {claim_no}",
    "{project} {order_no} 最终费用 {amount_fen}，超出已批准的 {approved_fen}，请重新审批。"
   ],
   "en": [
    "Above what was approved: {claim_no}",
    "The final cost of {order_no} in {project} is {amount_fen}, above the {approved_fen} approved; please sign anew."
   ],
   "answer": true
  }
 ],
 "finance.cost.confirmed.v1": [
  {
   "to": "finance_officer",
   "zh": [
    "费用已确认 {claim_no}",
    "{project} {order_no} 费用 {amount_fen} 已确认并由维修专款支付。"
   ],
   "en": [
    "Confirmed: {claim_no}",
    "{amount_fen} for {order_no} in {project} is final and was paid from the maintenance fund."
   ]
  }
 ],
 "finance.retention.held.v1": [
  {
   "to": "contractor",
   "zh": [
    "质保金扣留 {order_no}",
    "{contractor} 在 {project} 的质量保证金因 {order_no} 扣留 {held_fen}。"
   ],
   "en": [
    "Held: {order_no}",
    "{held_fen} of {contractor}''s retention in {project} is held for {order_no}."
   ]
  },
  {
   "to": "centre_director",
   "zh": [
    "质保金扣留 {order_no}",
    "{contractor} 在 {project} 的质量保证金因 {order_no} 扣留 {held_fen}。"
   ],
   "en": [
    "Held: {order_no}",
    "{held_fen} of {contractor}''s retention in {project} is held for {order_no}."
   ]
  }
 ],
 "finance.retention.hold_lifted.v1": [
  {
   "to": "contractor",
   "zh": [
    "解除扣留 {order_no}",
    "{contractor} 在 {project} 的质量保证金因 {order_no} 扣留的 {amount_fen} 已解除：{reason}"
   ],
   "en": [
    "Released: {order_no}",
    "{amount_fen} held on {contractor}''s retention in {project} for {order_no} is free again: {reason}"
   ]
  },
  {
   "to": "centre_director",
   "zh": [
    "解除扣留 {order_no}",
    "{contractor} 在 {project} 的质量保证金因 {order_no} 扣留的 {amount_fen} 已解除：{reason}"
   ],
   "en": [
    "Released: {order_no}",
    "{amount_fen} held on {contractor}''s retention in {project} for {order_no} is free again: {reason}"
   ]
  }
 ],
 "finance.retention.deducted.v1": [
  {
   "to": "contractor",
   "zh": [
    "质保金扣回 {order_no}",
    "{contractor} 在 {project} 的质量保证金已扣回 {amount_fen}（{order_no}，结算单 {statement_no}）。"
   ],
   "en": [
    "Deducted: {order_no}",
    "{amount_fen} was deducted from {contractor}''s retention in {project} ({order_no}, statement {statement_no})."
   ]
  },
  {
   "to": "centre_director",
   "zh": [
    "质保金扣回 {order_no}",
    "{contractor} 在 {project} 的质量保证金已扣回 {amount_fen}（{order_no}，结算单 {statement_no}）。"
   ],
   "en": [
    "Deducted: {order_no}",
    "{amount_fen} was deducted from {contractor}''s retention in {project} ({order_no}, statement {statement_no})."
   ]
  }
 ],
 "finance.contractor.claimed.v1": [
  {
   "to": "contractor",
   "zh": [
    "索赔 {order_no}",
    "{contractor} 在 {project} 的质量保证金不足，余额 {amount_fen} 转为索赔（{order_no}，结算单 {statement_no}）。"
   ],
   "en": [
    "Claimed: {order_no}",
    "{contractor}''s retention in {project} does not suffice; the remaining {amount_fen} is a claim ({order_no}, statement {statement_no})."
   ]
  },
  {
   "to": "centre_director",
   "zh": [
    "索赔 {order_no}",
    "{contractor} 在 {project} 的质量保证金不足，余额 {amount_fen} 转为索赔（{order_no}，结算单 {statement_no}）。"
   ],
   "en": [
    "Claimed: {order_no}",
    "{contractor}''s retention in {project} does not suffice; the remaining {amount_fen} is a claim ({order_no}, statement {statement_no})."
   ]
  }
 ],
 "finance.fund.ran_low.v1": [
  {
   "to": "finance_officer",
   "zh": [
    "专款不足 {project}",
    "{project} 维修专款余额 {balance_fen}，低于 {low_water_fen}，请拨付。"
   ],
   "en": [
    "Fund low: {project}",
    "The maintenance fund of {project} stands at {balance_fen}, below {low_water_fen}; please allot."
   ],
   "answer": true
  }
 ],
 "finance.statement.drawn.v1": [
  {
   "to": "centre_director",
   "zh": [
    "季度结算 {statement_no}",
    "{project} {quarter} 维修费结算 {total_fen}，共 {items} 项，请审核。"
   ],
   "en": [
    "Statement {statement_no}",
    "{project} {quarter}: {items} items, {total_fen}, for the centre''s review."
   ],
   "answer": true
  },
  {
   "to": "auditor",
   "zh": [
    "待审计 {statement_no}",
    "{project} {quarter} 有 {items_for_audit} 项超过两万元，待中心审核后送审。"
   ],
   "en": [
    "For audit: {statement_no}",
    "{project} {quarter}: {items_for_audit} items over 20,000 will come to you after the centre''s review."
   ],
   "more_than_zero": "items_for_audit"
  }
 ],
 "finance.statement.reviewed.v1": [
  {
   "to": "auditor",
   "zh": [
    "请审计 {statement_no}",
    "{project} {quarter} 有 {items_for_audit} 项待审计。"
   ],
   "en": [
    "Please audit {statement_no}",
    "{project} {quarter}: {items_for_audit} items for your audit."
   ],
   "answer": true,
   "more_than_zero": "items_for_audit"
  }
 ],
 "finance.statement.audited.v1": [
  {
   "to": "finance_officer",
   "zh": [
    "已审计 {statement_no}",
    "{project} {quarter} 的 {items} 项已审计。"
   ],
   "en": [
    "Audited: {statement_no}",
    "{project} {quarter}: {items} items passed the audit."
   ]
  }
 ],
 "finance.statement.served.v1": [
  {
   "to": "contractors",
   "zh": [
    "结算单送达 {statement_no}",
    "{project} {quarter} 由贵司承担的维修费列于结算单 {statement_no}，如有异议请提出。"
   ],
   "en": [
    "Statement {statement_no}",
    "What you bear of the repairs of {project} in {quarter} stands in statement {statement_no}; object if you do not agree."
   ],
   "answer": true
  },
  {
   "to": "finance_officer",
   "zh": [
    "可以入账 {statement_no}",
    "{statement_no} 已送达施工单位，可以入账。"
   ],
   "en": [
    "To book: {statement_no}",
    "{statement_no} was served; it can be booked."
   ]
  }
 ],
 "finance.statement.booked.v1": [
  {
   "to": "centre_director",
   "zh": [
    "已入账 {statement_no}",
    "{project} {quarter}：扣回 {deducted_fen}，索赔 {claimed_fen}，公司承担 {company_fen}，专款补足 {refilled_fen}。"
   ],
   "en": [
    "Booked: {statement_no}",
    "{project} {quarter}: deducted {deducted_fen}, claimed {claimed_fen}, borne by the company {company_fen}, fund refilled by {refilled_fen}."
   ]
  }
 ],
 "survey.return_visit.planned.v1": [
  {
   "to": "case_officer",
   "zh": [
    "回访 {case_no}",
    "请在 {due_at} 前回访 {case_no}（方式：{way}，受理人：{visitor}）。"
   ],
   "en": [
    "Return visit: {case_no}",
    "Please visit on {case_no} by {due_at} ({way}; taken by {visitor})."
   ]
  }
 ],
 "survey.return_visit.dissatisfied.v1": [
  {
   "to": "site_lead",
   "zh": [
    "回访不满意 {case_no}",
    "{case_no} 第{round}轮回访不满意：{still_wrong}"
   ],
   "en": [
    "Dissatisfied: {case_no}",
    "{case_no}, round {round}: {still_wrong}"
   ],
   "answer": true
  }
 ]
}');
