-- Notices between the drawing of a quarter's statement and its booking (F4, L7), and its limits' names (N2).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 2.4; L7; words are ours', data || '{
"finance.line.objected.v1": [
  {"to": "centre_director",
   "zh": ["施工单位异议 {claim_no}", "{contractor}对{project} {quarter}结算单{statement_no}中{claim_no}（{amount_fen}）提出异议，请于{answer_until}前书面答复。"],
   "en": ["Objection: {claim_no}", "{contractor} objects to {claim_no} ({amount_fen}) in statement {statement_no} of {project}, {quarter}; please answer by {answer_until}."]}
],
"finance.objection.answered.v1": [
  {"to": "contractor", "when": {"verdict": ["upheld"]},
   "zh": ["异议成立 {claim_no}", "贵司对结算单{statement_no}中{claim_no}（{amount_fen}）的异议成立，该项已从本结算单剔除，不予扣回。"],
   "en": ["Objection upheld: {claim_no}", "Your objection to {claim_no} ({amount_fen}) in statement {statement_no} was upheld; the line is off this statement and is not deducted."]},
  {"to": "contractor", "when": {"verdict": ["rejected"]},
   "zh": ["异议不成立 {claim_no}", "贵司对结算单{statement_no}中{claim_no}（{amount_fen}）的异议不成立，理由请登录查看。"],
   "en": ["Objection rejected: {claim_no}", "Your objection to {claim_no} ({amount_fen}) in statement {statement_no} was rejected; the reason stands with the statement."]},
  {"to": "finance_officer",
   "zh": ["异议已答复 {claim_no}", "{contractor}对结算单{statement_no}中{claim_no}的异议已答复。"],
   "en": ["Objection answered: {claim_no}", "The objection of {contractor} to {claim_no} in statement {statement_no} was answered."]}
],
"finance.statement.served.v1": [
  {"to": "contractors", "wants_answer": true,
   "zh": ["结算单送达 {statement_no}", "{project} {quarter}由贵司承担的维修费用列于结算单{statement_no}，请登录签收；如有异议，请在异议期内逐项书面提出。"],
   "en": ["Statement {statement_no}", "What you bear of the repairs of {project} in {quarter} stands in statement {statement_no}; please acknowledge it, and object line by line within the time to object."]},
  {"to": "finance_officer",
   "zh": ["已送达 {statement_no}", "{project} {quarter}结算单{statement_no}已送达施工单位，异议期满或施工单位均同意后入账。"],
   "en": ["Served: {statement_no}", "{project} {quarter}: statement {statement_no} was served; book it once the time to object is over or every contractor agrees."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', '{
  "objection_time": ["施工单位异议期", "the contractor''s time to object"],
  "objection_answer": ["异议答复", "the answer to an objection"]
}' || (data -> 'lists' -> 'limit')) from policy where name = 'names' order by version desc limit 1;
