-- Quotes for the owner's own damage (D2).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'D2; S4#5 4.1.2; words are ours', data || '{
"dispatch.quote.made.v1": [
  {"to": "customer", "wants_answer": true,
   "settled_by": ["dispatch.quote.agreed.v1", "dispatch.quote.refused.v1", "dispatch.quote.lapsed.v1", "dispatch.quote.withdrawn.v1"],
   "zh": ["维修报价请您确认 {quote_no}", "您好！您报修的问题（{case_no}）经现场查看不属于保修范围，按公示的维修价目表，维修费用为{price_fen}（报价单{quote_no}）。请您于{valid_until}前确认是否同意；您同意后我们才会开始维修。感谢您的理解。"],
   "en": ["A price for your agreement: {quote_no}", "What you reported ({case_no}) is not covered by the warranty; by the posted price list the repair costs {price_fen} (quote {quote_no}). Please tell us by {valid_until} whether you agree; we begin only when you do. Thank you for your understanding."]},
  {"to": "property_desk",
   "zh": ["请业主确认报价 {quote_no}", "{project} {order_no}：报价单{quote_no}（{price_fen}）已开出，请向业主说明，并于{valid_until}前取得书面答复。"],
   "en": ["Ask the owner: {quote_no}", "{order_no} in {project}: quote {quote_no} ({price_fen}) is out; please explain it to the owner and get the answer in writing by {valid_until}."]}
],
"dispatch.quote.refused.v1": [
  {"to": "engineering_desk",
   "zh": ["业主不同意报价 {quote_no}", "{project} {order_no}：业主不同意报价单{quote_no}，维修未开始，请研究后续处理。"],
   "en": ["Not agreed: {quote_no}", "{order_no} in {project}: the owner does not agree to quote {quote_no}; the repair has not begun, please see how to go on."]},
  {"to": "repair_squad",
   "zh": ["暂缓维修 {order_no}", "{project} {order_no}：业主不同意报价单{quote_no}，请暂缓维修。"],
   "en": ["Do not begin: {order_no}", "{order_no} in {project}: the owner does not agree to quote {quote_no}; please do not begin."]}
],
"dispatch.quote.lapsed.v1": [
  {"to": "engineering_desk",
   "zh": ["报价已失效 {quote_no}", "{project} {order_no}：业主未在期限内答复报价单{quote_no}，报价已失效，请与业主联系并视情况重新报价。"],
   "en": ["Lapsed: {quote_no}", "{order_no} in {project}: the owner did not answer quote {quote_no} in time and it has lapsed; please contact the owner, and quote anew if wanted."]}
],
"dispatch.quote.withdrawn.v1": [
  {"to": "customer",
   "zh": ["报价已撤回 {quote_no}", "您好！报价单{quote_no}已撤回，您无需答复。给您带来不便，敬请谅解。"],
   "en": ["Withdrawn: {quote_no}", "Quote {quote_no} has been withdrawn; you need not answer it. We apologise for the inconvenience."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours',
jsonb_set(data, '{lists,limit}', '{
  "quote_answer": ["业主对报价的答复", "the owner''s answer to a quote"]
}' || (data -> 'lists' -> 'limit')) from policy where name = 'names' order by version desc limit 1;
