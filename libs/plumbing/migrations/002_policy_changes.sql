-- Changes of policies: proposed by one, decided by another. Both tables only grow; a proposal without a decision waits.
create table policy_proposal (
  proposal_id uuid primary key,
  name text not null,
  based_on integer not null,
  holds_from date not null,
  data jsonb not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  foreign key (name, based_on) references policy (name, version),
  constraint policy_proposal_lies_ahead check (holds_from > (proposed_at at time zone 'Asia/Shanghai')::date),
  constraint policy_proposal_has_a_reason check (reason <> ''),
  constraint policy_proposal_for_its_decision unique (proposal_id, name, proposed_by)
);
create index policy_proposal_of_name on policy_proposal (name, proposal_id);

create table policy_decision (
  proposal_id uuid primary key,
  name text not null,
  proposed_by text not null,
  verdict text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  because text not null default '',
  version integer,
  foreign key (proposal_id, name, proposed_by) references policy_proposal (proposal_id, name, proposed_by),
  foreign key (name, version) references policy (name, version),
  constraint policy_decision_known check (verdict in ('confirmed', 'refused', 'withdrawn')),
  constraint policy_decision_takes_two check ((verdict = 'withdrawn') = (decided_by = proposed_by)),
  constraint policy_decision_makes_a_version check ((verdict = 'confirmed') = (version is not null)),
  constraint policy_decision_refuses_for_a_reason check (verdict <> 'refused' or because <> ''),
  constraint policy_decision_of_one_version unique (name, version)
);

create trigger policy_proposal_is_append_only before update or delete on policy_proposal
  for each row execute function refuse_change();
create trigger policy_proposal_is_never_emptied before truncate on policy_proposal
  for each statement execute function refuse_change();
create trigger policy_decision_is_append_only before update or delete on policy_decision
  for each row execute function refuse_change();
create trigger policy_decision_is_never_emptied before truncate on policy_decision
  for each statement execute function refuse_change();

-- A later version holds from a later day.
create function policy_must_go_forward() returns trigger language plpgsql as $$
begin
  if exists (select from policy where name = new.name and version <> new.version
             and (version < new.version) <> (holds_from < new.holds_from)) then
    raise exception 'version % of % does not hold from after the one before it', new.version, new.name
      using errcode = 'check_violation', constraint = 'policy_goes_forward';
  end if;
  return new;
end $$;
create trigger policy_goes_forward before insert on policy for each row execute function policy_must_go_forward();
