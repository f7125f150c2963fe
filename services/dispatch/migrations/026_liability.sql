-- Where the employer delays the acceptance, the liability period starts by itself so many days after the completion report (L5).
alter table contract
  add column completion_reported_on date,
  add constraint contract_reported_before_accepted check (completion_reported_on <= completion_accepted_on);

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, source || '; art. 8: starts by itself after 90 days', data || '{"self_start_days": 90}'
from policy where name = 'retention_limits' order by version desc limit 1;
