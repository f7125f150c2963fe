-- Audit calls up items, sends statements back; the quarter's end asks for the statement.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.4.6; words are ours', data || '{
"finance.statement.returned.v1": [
  {"to": "centre_director", "wants_answer": true,
   "zh": ["审计退回结算单 {statement_no}", "{project} {quarter}结算单{statement_no}被审计退回，退回意见见系统。请撤回该单，更正后重新编制。"],
   "en": ["Sent back by audit: {statement_no}", "Statement {statement_no} of {project}, {quarter}, was sent back by audit; the findings are on record. Please withdraw it, mend it and draw it anew."]},
  {"to": "finance_officer",
   "zh": ["审计退回结算单 {statement_no}", "{project} {quarter}结算单{statement_no}被审计退回，请暂勿入账。"],
   "en": ["Sent back by audit: {statement_no}", "Statement {statement_no} of {project}, {quarter}, was sent back by audit; it is not to be booked."]}
],
"finance.items.called_up.v1": [
  {"to": "centre_director",
   "zh": ["审计调阅 {statement_no}", "审计对{project} {quarter}结算单{statement_no}中起点以下的项目进行调阅（{items}项），须经审计后方可入账。"],
   "en": ["Called up by audit: {statement_no}", "Items of statement {statement_no} of {project}, {quarter}, called up by audit: {items}. They are booked only after the audit."]}
],
"finance.quarter.ended.v1": [
  {"to": "centre_director",
   "zh": ["请编制季度结算单 {quarter}", "{quarter}已结束，{project}尚有{costs}笔维修费用（共{total_fen}）未结算，请于{draw_by}前编制结算单。"],
   "en": ["The quarter''s statement: {quarter}", "{quarter} is over; costs of {project} not drawn yet: {costs}, {total_fen} in all. Please draw the statement by {draw_by}."]},
  {"to": "service_supervisor",
   "zh": ["请核对季度费用 {quarter}", "{quarter}已结束，{project}尚有{costs}笔维修费用（共{total_fen}）未结算，请核对责任方及证据。"],
   "en": ["The quarter''s costs: {quarter}", "{quarter} is over; costs of {project} not drawn yet: {costs}, {total_fen} in all. Please check who bears them and the evidence."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "statement_due": ["编制季度结算单", "the quarter''s statement"]
}') from policy where name = 'names' order by version desc limit 1;
