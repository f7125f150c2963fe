-- The quarter's statement toward contractors: service, receipt, objections, answers, lines set aside (F4, F5, L4, L7);
-- and what may be taken out of a retention.
insert into policy (name, version, holds_from, source, data) values
('quarter', 1, '2000-01-01', 'S0 2.4; the figures are ours', '{"object_days": 14}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; S0 2.4; the figures are ours', data || '{
  "objection_time": {"unit": "fixed", "count": 0, "remind_hours": 72, "owner": "contractor", "tell": ["finance_officer"]},
  "objection_answer": {"unit": "days", "count": 7, "remind_hours": 48, "owner": "centre_director", "tell": ["vice_president", "general_manager"]}
}' from policy where name = 'limits' order by version desc limit 1;

create table statement_service (
  statement_id uuid not null references statement,
  contractor text not null,
  served_at timestamptz not null,
  object_until timestamptz not null,
  primary key (statement_id, contractor)
);
create index statement_service_by_contractor on statement_service (contractor, statement_id);

create table statement_receipt (
  statement_id uuid not null,
  contractor text not null,
  at timestamptz not null,
  by text not null,
  agrees boolean not null,
  constraint statement_receipt_once unique (statement_id, contractor, agrees),
  foreign key (statement_id, contractor) references statement_service
);

create table line_objection (
  id uuid primary key,
  statement_id uuid not null,
  claim_id uuid not null,
  contractor text not null,
  raised_at timestamptz not null,
  raised_by text not null,
  reason text not null,
  papers text[] not null default '{}',
  constraint line_objection_once unique (statement_id, claim_id),
  foreign key (statement_id, claim_id) references statement_line,
  foreign key (statement_id, contractor) references statement_service
);
create index line_objection_of_claim on line_objection (claim_id);

create table line_answer (
  objection_id uuid primary key references line_objection,
  verdict text not null,
  reason text not null,
  at timestamptz not null,
  by text not null,
  evidence_seen bigint not null,
  constraint line_answer_verdict_known check (verdict in ('upheld', 'rejected'))
);

create table line_set_aside (
  statement_id uuid not null,
  claim_id uuid not null,
  reason text not null,
  at timestamptz not null,
  by text not null,
  primary key (statement_id, claim_id),
  foreign key (statement_id, claim_id) references statement_line
);

create view statement_standing_line as
  select l.* from statement_line l where not exists (
    select from line_set_aside a where (a.statement_id, a.claim_id) = (l.statement_id, l.claim_id));

-- Out of a retention goes only a release back to the contractor, or the deduction of a cost that he caused (L4).
create function retention_only_for_its_contractors_costs() returns trigger language plpgsql as $$
begin
  if not exists (
    select from ledger_entry e join claim c on c.claim_no = e.basis ->> 'claim_no'
    join repair_order o on o.order_id = c.order_id join retention_account r on r.contract_id = o.contract_id
    where e.id = new.entry_id and e.kind = 'deduction' and c.cause = 'contractor'
    and new.source in ('retention:' || r.contract_no || ':free', 'retention:' || r.contract_no || ':held') and e.reference = 'deduction:' || c.claim_no
  ) then
    raise exception 'nothing is taken out of % but a cost that its contractor caused', new.source
      using errcode = 'check_violation', constraint = 'retention_only_for_its_contractors_costs';
  end if;
  return null;
end $$;
create constraint trigger retention_only_for_its_contractors_costs after insert on ledger_posting
  deferrable initially deferred for each row
  when (new.source like 'retention:%' and new.destination not like 'retention:%' and new.destination not like 'withheld:%')
  execute function retention_only_for_its_contractors_costs();

do $$
declare name text;
begin
  foreach name in array array['statement_service', 'statement_receipt', 'line_objection', 'line_answer', 'line_set_aside']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;
