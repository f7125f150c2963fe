-- A claim taken back, and substitutes named or ended; a claim taken back settles what was asked for it.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.4.5; B4; words are ours', data || '{
"finance.claim.withdrawn.v1": [
  {"to": "waited_for",
   "zh": ["费用申请已撤回 {claim_no}", "{project} {order_no}维修费{amount_fen}的申请已由申请人撤回，无需再审批：{reason}"],
   "en": ["Withdrawn: {claim_no}", "The claim of {amount_fen} for {order_no} in {project} was withdrawn and needs no signature: {reason}"]}
],
"finance.substitute.named.v1": [
  {"to": "tell",
   "zh": ["代签授权：{role}", "{away}（{role}）不在岗期间（{starts_at}至{ends_at}），费用审批由{substitute}代为签署。"],
   "en": ["Substitute: {role}", "While {away} ({role}) is away, from {starts_at} to {ends_at}, {substitute} signs for costs in this role."]}
],
"finance.substitute.ended.v1": [
  {"to": "tell",
   "zh": ["代签授权终止：{role}", "{substitute}代{away}（{role}）签署费用审批的授权已于{ended_at}提前终止。"],
   "en": ["Substitute ended: {role}", "{substitute} no longer signs for {away} ({role}); this ended early on {ended_at}."]}
],
"finance.claim.raised.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.reviewed.v1", "finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1", "finance.claim.withdrawn.v1"],
   "zh": ["费用待审 {claim_no}", "{project} {order_no}维修费{amount_fen}，费用承担方：{bearer}，请审批。"],
   "en": ["To sign: {claim_no}", "{project} {order_no}: repair cost {amount_fen}, to be borne by {bearer}, for your signature."]}
],
"finance.claim.reviewed.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1", "finance.claim.withdrawn.v1"],
   "zh": ["费用待批 {claim_no}", "{project} {order_no}维修费{amount_fen}已审核，请批准。"],
   "en": ["To approve: {claim_no}", "{project} {order_no}: repair cost {amount_fen} was reviewed, for your approval."]}
],
"finance.claim.refused.v1": [
  {"to": "repair_squad", "wants_answer": true,
   "settled_by": ["finance.claim.raised.v1", "finance.claim.approved.v1", "finance.claim.exceeded.v1", "finance.cost.confirmed.v1", "finance.claim.withdrawn.v1"],
   "zh": ["费用未批准 {claim_no}", "{project} {order_no}维修费{amount_fen}未获批准：{reason}"],
   "en": ["Refused: {claim_no}", "{amount_fen} for {order_no} in {project} was refused: {reason}"]}
],
"finance.claim.exceeded.v1": [
  {"to": "next_role", "wants_answer": true,
   "settled_by": ["finance.claim.reviewed.v1", "finance.claim.approved.v1", "finance.claim.refused.v1", "finance.claim.raised.v1", "finance.claim.exceeded.v1", "finance.claim.withdrawn.v1"],
   "zh": ["超出批准额 {claim_no}", "{project} {order_no}最终费用{amount_fen}，超出已批准的{approved_fen}，请按总额重新审批。"],
   "en": ["Above what was approved: {claim_no}", "The final cost of {order_no} in {project} is {amount_fen}, above the {approved_fen} approved; please sign for the whole anew."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
