-- Finance: claims and their approval, the fund, statements, and the ledger with the retention accounts.

-- Figures. F1: 300, 1,000, 10,000 yuan, each included in the lower tier; F4: 20,000; F3: our own low-water mark.
insert into policy (name, version, holds_from, data, source) values
('approval', 1, '2000-01-01', '[
  {"up_to_fen": 30000,   "review_role": null, "approve_role": "site_lead", "inform": []},
  {"up_to_fen": 100000,  "review_role": null, "approve_role": "centre_director", "inform": []},
  {"up_to_fen": 1000000, "review_role": "deputy_chief_engineer", "approve_role": "vice_president", "inform": []},
  {"up_to_fen": null,    "review_role": "deputy_chief_engineer", "approve_role": "general_manager", "inform": ["vice_president"]}
]', 'S0 3.4.5'),
('audit', 1, '2000-01-01', '{"over_fen": 2000000}', 'S0 3.4.6'),
('fund', 1, '2000-01-01', '{"low_water_fen": 1000000}', 'ours');

-- What dispatch told us.
create table retention_account (
  contract_id uuid primary key,
  contract_no text not null,
  contractor text not null,
  contractor_name text not null,
  project text not null,
  settled_price_fen bigint not null,
  withheld_fen bigint not null,
  liability_ends_on date not null,
  opened_at timestamptz not null,
  constraint retention_account_per_contract unique (contract_no),
  constraint retention_not_negative check (withheld_fen >= 0)
);
create index retention_account_by_contractor on retention_account (contractor, contract_id);

create table repair_order (
  order_id uuid primary key,
  order_no text not null,
  case_id uuid not null,
  case_no text not null,
  project text not null,
  place text not null,
  part text not null,
  contract_id uuid references retention_account,
  contractor text,
  expected_fen bigint not null,
  taken_over_at timestamptz,
  done_at timestamptz,
  constraint repair_order_number_once unique (order_no),
  constraint repair_order_taken_over_from_a_contract check ((taken_over_at is null) = (contract_id is null)),
  constraint repair_order_expects_no_negative check (expected_fen >= 0)
);
create index repair_order_by_fault on repair_order (project, place, part);

create table order_evidence (
  id bigint generated always as identity primary key,
  order_id uuid not null references repair_order,
  kind text not null,
  at timestamptz not null,
  by text not null,
  note text not null default '',
  photos text[] not null default '{}',
  constraint order_evidence_once unique (order_id, kind, at, by)
);

-- Statements of a quarter (F4).
create table statement (
  id uuid primary key,
  statement_no text not null,
  project text not null,
  quarter text not null,
  audit_over_fen bigint not null,
  audit_version integer not null,
  total_fen bigint not null,
  left_open jsonb not null,
  drawn_at timestamptz not null,
  drawn_by text not null,
  constraint statement_number_once unique (statement_no),
  constraint statement_quarter_written_so check (quarter ~ '^20[0-9]{2}-Q[1-4]$'),
  constraint statement_holds_something check (total_fen > 0)
);
create index statement_by_quarter on statement (project, quarter);

create table statement_item (
  statement_id uuid not null references statement,
  position integer not null,
  place text not null,
  part text not null,
  total_fen bigint not null,
  quarter_fen bigint not null,
  for_audit boolean not null,
  primary key (statement_id, position),
  constraint statement_item_one_per_fault unique (statement_id, place, part),
  constraint statement_item_counts_the_quarter check (quarter_fen >= total_fen and total_fen > 0)
);

create table statement_act (
  statement_id uuid not null references statement,
  act text not null,
  at timestamptz not null,
  by text not null,
  note text not null default '',
  data jsonb not null default '{}',
  constraint statement_act_once primary key (statement_id, act),
  constraint statement_act_known check (act in ('review', 'audit', 'serve', 'book', 'withdraw'))
);

-- Claims of the squad (F1, F2).
create table claim (
  id uuid primary key,
  claim_no text not null,
  order_id uuid not null references repair_order,
  project text not null,
  cause text not null,
  cause_evidence text not null,
  danger_reason text,
  state text not null,
  next_role text,
  amount_fen bigint not null,
  approved_fen bigint,
  is_final boolean not null,
  round integer not null,
  tiers jsonb not null,
  tiers_version integer not null,
  raised_at timestamptz not null,
  raised_by text not null,
  confirmed_at timestamptz,
  statement_id uuid references statement,
  booked_at timestamptz,
  constraint claim_number_once unique (claim_no),
  constraint claim_cause_known check (cause in ('contractor', 'company', 'owner', 'third_party')),
  constraint claim_cause_has_evidence check (cause_evidence <> ''),
  constraint claim_state_known check (state in ('in_review', 'in_approval', 'approved', 'refused', 'confirmed')),
  constraint claim_waits_for_someone check ((next_role is not null) = (state in ('in_review', 'in_approval'))),
  constraint claim_amount_positive check (amount_fen > 0),
  constraint claim_approved_has_an_amount check (state not in ('approved', 'confirmed') or approved_fen is not null),
  constraint claim_confirmed_within_approval check (state <> 'confirmed' or (is_final and coalesce(amount_fen <= approved_fen, false))),
  constraint claim_confirmed_has_a_time check ((state = 'confirmed') = (confirmed_at is not null)),
  constraint claim_drawn_is_confirmed check (statement_id is null or state = 'confirmed'),
  constraint claim_booked_is_drawn check (booked_at is null or statement_id is not null)
);
create unique index claim_one_open_per_order on claim (order_id) where state <> 'confirmed';
create index claim_of_order on claim (order_id);
create index claim_waiting on claim (next_role, id) where next_role is not null;
create index claim_by_project on claim (project, id);
create index claim_to_draw on claim (project, confirmed_at) where statement_id is null and state = 'confirmed';
create index claim_on_statement on claim (statement_id) where statement_id is not null;

-- A claim names the one statement it is on; a withdrawn statement's claims name none until they are drawn anew.
create table claim_line (
  claim_id uuid not null references claim,
  round integer not null,
  position integer not null,
  what text not null,
  kind text not null,
  amount_fen bigint not null,
  primary key (claim_id, round, position),
  constraint claim_line_kind_known check (kind in ('material', 'labour', 'invoice', 'inspection')),
  constraint claim_line_positive check (amount_fen > 0)
);

create table claim_move (
  id bigint generated always as identity primary key,
  claim_id uuid not null references claim,
  at timestamptz not null,
  by text not null,
  role text,
  verb text not null,
  from_state text not null,
  to_state text not null,
  amount_fen bigint not null,
  round integer not null,
  note text not null default '',
  constraint claim_move_verb_known
    check (verb in ('raise', 'revise', 'review', 'approve', 'refuse', 'exceed', 'confirm', 'sort'))
);
create index claim_move_of_claim on claim_move (claim_id, id);
create unique index claim_nobody_signs_two_steps on claim_move (claim_id, round, by) where verb in ('review', 'approve');
create unique index claim_each_step_signed_once on claim_move (claim_id, round, verb) where verb in ('review', 'approve');

create table statement_line (
  statement_id uuid not null,
  claim_id uuid not null references claim,
  position integer not null,
  bearer text not null,
  amount_fen bigint not null,
  constraint statement_line_once primary key (statement_id, claim_id),
  foreign key (statement_id, position) references statement_item (statement_id, position),
  constraint statement_line_bearer_ours check (bearer in ('contractor', 'company')),
  constraint statement_line_positive check (amount_fen > 0)
);
create index statement_line_of_statement on statement_line (statement_id, position);

-- Holds on the retention (F9): one per order, and what happened to it.
create table retention_hold (
  order_id uuid primary key references repair_order,
  contract_id uuid not null references retention_account,
  state text not null,
  wanted_fen bigint not null,
  held_fen bigint not null,
  version integer not null,
  constraint retention_hold_state_known check (state in ('held', 'deducted', 'lifted')),
  constraint retention_hold_within_wanted check (held_fen between 0 and wanted_fen),
  constraint retention_hold_ended_holds_nothing check (state = 'held' or held_fen = 0)
);
create index retention_hold_of_contract on retention_hold (contract_id) where state = 'held';

create table retention_hold_move (
  order_id uuid not null references retention_hold,
  version integer not null,
  at timestamptz not null,
  by text not null,
  state text not null,
  wanted_fen bigint not null,
  held_fen bigint not null,
  reason text not null,
  primary key (order_id, version)
);

-- The maintenance fund (F3): its row is what payments queue for; its balance is in the ledger.
create table fund (
  project text primary key,
  opened_at timestamptz not null
);

-- The ledger (F6).
create table ledger_entry (
  id bigint generated always as identity primary key,
  reference text not null,
  kind text not null,
  project text not null,
  reason text not null default '',
  basis jsonb not null default '{}',
  made_at timestamptz not null,
  made_by text not null,
  made_in xid8 not null default pg_current_xact_id(),
  constraint ledger_reference_once unique (reference),
  constraint ledger_kind_known check (kind in (
    'allotment', 'cost', 'retention_opened', 'hold', 'lift', 'company_cost', 'deduction', 'refill', 'correction'))
);
create index ledger_entry_by_project on ledger_entry (project, id);

create table ledger_posting (
  entry_id bigint not null references ledger_entry,
  position integer not null,
  source text not null,
  destination text not null,
  amount_fen bigint not null,
  primary key (entry_id, position),
  constraint ledger_posting_positive check (amount_fen > 0),
  constraint ledger_posting_has_two_ends check (source <> destination)
);
create index ledger_posting_out on ledger_posting (source, entry_id) include (destination, amount_fen);
create index ledger_posting_in on ledger_posting (destination, entry_id) include (source, amount_fen);

create view ledger_leg as
  select entry_id, source as account, -amount_fen as amount_fen from ledger_posting
  union all
  select entry_id, destination, amount_fen from ledger_posting;

create function ledger_entry_must_sum_to_zero() returns trigger language plpgsql as $$
begin
  if (select sum(amount_fen) from ledger_leg where entry_id = new.id) is distinct from 0 then
    raise exception 'entry % has no postings, or they do not sum to zero', new.reference
      using errcode = 'check_violation', constraint = 'ledger_entry_sums_to_zero';
  end if;
  return null;
end $$;
create constraint trigger ledger_entry_sums_to_zero after insert on ledger_entry
  deferrable initially deferred for each row execute function ledger_entry_must_sum_to_zero();

create function ledger_posting_must_join_its_entry() returns trigger language plpgsql as $$
begin
  if (select made_in from ledger_entry where id = new.entry_id) is distinct from pg_current_xact_id() then
    raise exception 'entry % is closed; a correction is a new entry', new.entry_id
      using errcode = 'check_violation', constraint = 'ledger_entry_is_closed';
  end if;
  return new;
end $$;
create trigger ledger_entry_is_closed before insert on ledger_posting
  for each row execute function ledger_posting_must_join_its_entry();

create function retention_must_not_go_below_zero() returns trigger language plpgsql as $$
begin
  if (select sum(amount_fen) from ledger_leg where account = new.source) < 0 then
    raise exception '% would go below zero', new.source
      using errcode = 'check_violation', constraint = 'retention_not_below_zero';
  end if;
  return null;
end $$;
create constraint trigger retention_not_below_zero after insert on ledger_posting
  deferrable initially deferred for each row when (new.source like 'retention:%')
  execute function retention_must_not_go_below_zero();

-- What is only ever added to.
do $$
declare name text;
begin
  foreach name in array array['ledger_entry', 'ledger_posting', 'claim_line', 'claim_move', 'order_evidence',
                              'statement_item', 'statement_line', 'statement_act', 'retention_hold_move']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;
