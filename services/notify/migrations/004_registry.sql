-- The head of the centre hears at once what was found at a handover (I22).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 4.2.2; words are ours', data || '{
"intake.handover.faults_found.v1": [
  {"to": "centre_director",
   "zh": ["交房发现问题：{project} {unit_no}", "{project} {unit_no}交房时发现问题（{faults}项），已逐项登记：{case_nos}。"],
   "en": ["Found at handover: {project} {unit_no}", "At the handover of {unit_no} in {project}, faults found: {faults}; each is a case: {case_nos}."]}
]}'
from policy where name = 'notices' order by version desc limit 1;
