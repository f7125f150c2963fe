-- A contract was amended: the site and the contractor are told (D2, L1).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'D2, L1; words are ours', data || '{
"dispatch.contract.amended.v1": [
  {"to": "engineering_desk",
   "zh": ["施工合同变更：{contract_no}", "{project}：施工合同{contract_no}已登记第{number}次变更，自{holds_from}起生效。此后开具派工单，请以变更后的保修范围、保修期限和维修时限为准；已发出的派工单不变。"],
   "en": ["Contract amended: {contract_no}", "{project}: amendment {number} of contract {contract_no} holds from {holds_from}. Work orders issued from then on follow its scope, warranties and repair time; those already out stay as written."]},
  {"to": "engineering",
   "zh": ["施工合同变更：{contract_no}", "{project}：施工合同{contract_no}已登记第{number}次变更，自{holds_from}起生效，请知悉。"],
   "en": ["Contract amended: {contract_no}", "{project}: amendment {number} of contract {contract_no} holds from {holds_from}; for your information."]},
  {"to": "contractor",
   "zh": ["合同变更：{contract_no}", "{project}：贵司施工合同{contract_no}已登记第{number}次变更，自{holds_from}起生效，请核对；如有异议，请及时与我司工程材料部联系。"],
   "en": ["Contract amended: {contract_no}", "{project}: amendment {number} of your contract {contract_no} holds from {holds_from}. Please check it, and tell our engineering department soon if anything is wrong."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
