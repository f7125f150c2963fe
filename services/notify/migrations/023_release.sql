-- The release of a retention, and objections to entries of an account.
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'L5, F7: Retention measures (2017), art. 10, 11; words are ours', data || '{
"finance.release.applied.v1": [
  {"to": "finance_officer", "wants_answer": true,
   "settled_by": ["finance.release.verified.v1", "finance.release.refused.v1", "finance.release.agreed.v1"],
   "zh": ["申请返还质量保证金 {release_no}", "{project}施工单位{contractor}申请返还合同{contract_no}的质量保证金{amount_fen}，请于{answer_by}前核实答复；逾期不答复，经其催告后仍不答复的，视同认可。"],
   "en": ["Release applied for: {release_no}", "{contractor} applies for the release of {amount_fen} under {contract_no} in {project}. Please verify and answer by {answer_by}; silence, after a reminder, counts as agreement."]},
  {"to": "property_desk", "wants_answer": true,
   "settled_by": ["finance.release.verified.v1", "finance.release.refused.v1", "finance.release.agreed.v1"],
   "zh": ["请提出意见 {release_no}", "{project}施工单位{contractor}申请返还质量保证金，请核查有无未了的保修事项，并在系统中登记是否同意。"],
   "en": ["Your word is wanted: {release_no}", "{contractor} in {project} applies for the release of its retention; please look for open warranty work and enter whether you consent."]},
  {"to": "contractor",
   "zh": ["已收到申请 {release_no}", "贵司返还合同{contract_no}质量保证金的申请已收到，我方将于{answer_by}前答复。"],
   "en": ["Received: {release_no}", "Your application under {contract_no} has arrived; we shall answer by {answer_by}."]}
],
"finance.release.urged.v1": [
  {"to": "finance_officer", "wants_answer": true,
   "settled_by": ["finance.release.verified.v1", "finance.release.refused.v1", "finance.release.agreed.v1"],
   "zh": ["催告：{release_no}", "{project}施工单位{contractor}就质量保证金返还申请（{amount_fen}）发出催告，{answer_by}前仍不答复即视同认可，请立即办理。"],
   "en": ["Urged: {release_no}", "{contractor} in {project} urges an answer about {amount_fen}. Without one by {answer_by} it counts as agreed to; please act at once."]},
  {"to": "centre_director",
   "zh": ["催告：{release_no}", "{project}施工单位{contractor}的返还申请逾期未答复，已发出催告；{answer_by}前仍不答复即视同认可。"],
   "en": ["Urged: {release_no}", "The application of {contractor} in {project} was not answered in time; without an answer by {answer_by} it counts as agreed to."]},
  {"to": "vice_president",
   "zh": ["催告：{release_no}", "{project}施工单位{contractor}的返还申请逾期未答复，已发出催告；{answer_by}前仍不答复即视同认可。"],
   "en": ["Urged: {release_no}", "The application of {contractor} in {project} was not answered in time; without an answer by {answer_by} it counts as agreed to."]}
],
"finance.release.verified.v1": [
  {"to": "vice_president", "wants_answer": true,
   "settled_by": ["finance.release.agreed.v1", "finance.release.refused.v1"],
   "zh": ["请确认返还 {release_no}", "{project}施工单位{contractor}的质量保证金经核实应返还{amount_fen}，请确认。"],
   "en": ["To confirm: {release_no}", "{amount_fen} of the retention of {contractor} in {project} was verified for release; please confirm."]}
],
"finance.release.refused.v1": [
  {"to": "contractor",
   "zh": ["返还申请未获同意 {release_no}", "贵司合同{contract_no}的质量保证金返还申请未获同意，理由见系统记录。"],
   "en": ["Not released: {release_no}", "Your application under {contract_no} was refused; the reason is on record."]}
],
"finance.release.agreed.v1": [
  {"to": "finance_officer", "wants_answer": true, "settled_by": ["finance.release.paid.v1"],
   "zh": ["请支付 {release_no}", "{project}施工单位{contractor}的质量保证金{amount_fen}应予返还，请于{pay_by}前支付。"],
   "en": ["To pay: {release_no}", "{amount_fen} is to be released to {contractor} in {project}; please pay by {pay_by}."]},
  {"to": "general_manager", "when": {"by_silence": [true]},
   "zh": ["逾期未答复，视同认可 {release_no}", "{project}施工单位{contractor}的质量保证金返还申请经催告仍未答复，已视同认可，金额{amount_fen}。"],
   "en": ["Agreed by silence: {release_no}", "Nobody answered {contractor} in {project} even after the reminder; {amount_fen} counts as agreed to."]},
  {"to": "centre_director", "when": {"by_silence": [true]},
   "zh": ["逾期未答复，视同认可 {release_no}", "{project}施工单位{contractor}的质量保证金返还申请经催告仍未答复，已视同认可，金额{amount_fen}。"],
   "en": ["Agreed by silence: {release_no}", "Nobody answered {contractor} in {project} even after the reminder; {amount_fen} counts as agreed to."]},
  {"to": "contractor",
   "zh": ["同意返还 {release_no}", "贵司合同{contract_no}的质量保证金{amount_fen}将于{pay_by}前返还。"],
   "en": ["To be released: {release_no}", "{amount_fen} under {contract_no} will be paid to you by {pay_by}."]}
],
"finance.release.paid.v1": [
  {"to": "contractor",
   "zh": ["已返还 {release_no}", "贵司合同{contract_no}的质量保证金{amount_fen}已支付。保修义务不因返还而免除。"],
   "en": ["Released: {release_no}", "{amount_fen} under {contract_no} has been paid. The warranty goes on all the same."]}
],
"finance.entry.objected.v1": [
  {"to": "finance_officer", "wants_answer": true, "settled_by": ["finance.entry_objection.answered.v1"],
   "zh": ["对账目有异议 {contract_no}", "{project}施工单位{contractor}对合同{contract_no}账户的一笔记录（{reference}）提出异议，请核对并答复；记账人不得自行答复。"],
   "en": ["An entry objected to: {contract_no}", "{contractor} in {project} objects to {reference} on its account; please look into it and answer, not by whoever made the entry."]}
],
"finance.entry_objection.answered.v1": [
  {"to": "contractor",
   "zh": ["异议答复 {contract_no}", "贵司对合同{contract_no}账户记录（{reference}）的异议已答复，详见系统记录。"],
   "en": ["Your objection: {contract_no}", "Your objection to {reference} under {contract_no} has been answered; the answer is on record."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists,limit}', (data -> 'lists' -> 'limit') || '{
  "release_verification": ["核实质量保证金返还申请", "the verification of a release"],
  "release_silence": ["答复返还催告", "the answer to a reminder about a release"],
  "release_payment": ["支付质量保证金", "the payment of a release"],
  "entry_objection": ["答复账目异议", "the answer to an objection to an entry"]
}') from policy where name = 'names' order by version desc limit 1;
