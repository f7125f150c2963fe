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
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'as before', data || (
  select jsonb_object_agg(event, (
    select jsonb_agg(case when line ? 'settled_by'
      then jsonb_set(line, '{settled_by}', line -> 'settled_by' || '["finance.claim.withdrawn.v1"]') else line end)
    from jsonb_array_elements(data -> event) line))
  from unnest(array['finance.claim.raised.v1', 'finance.claim.reviewed.v1', 'finance.claim.refused.v1',
                    'finance.claim.exceeded.v1']) event)
from policy where name = 'notices' order by version desc limit 1;
