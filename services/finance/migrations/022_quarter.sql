-- Out of a retention goes only a release back to the contractor, or the deduction of a cost that he caused (L4).
create function retention_only_for_its_contractors_costs() returns trigger language plpgsql as $$
begin
  if not exists (
    select from ledger_entry e join claim c on c.claim_no = e.basis ->> 'claim_no'
    join repair_order o on o.order_id = c.order_id join retention_account r on r.contract_id = o.contract_id
    where e.id = new.entry_id and e.kind = 'deduction' and c.cause = 'contractor'
    and split_part(new.source, ':', 2) = r.contract_no and e.reference = 'deduction:' || c.claim_no
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
