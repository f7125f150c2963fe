-- Substitutes (B4), withdrawal (F1), danger (F1), design faults (I7), and what a claim's past needs (B10).
create table substitution (
  id uuid primary key,
  role text not null,
  project text not null,
  away text not null,
  substitute text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  named_at timestamptz not null,
  named_by text not null,
  constraint substitution_is_another check (substitute not in (away, named_by)),
  constraint substitution_is_for_a_time check (starts_at < ends_at),
  constraint substitution_begins_no_earlier_than_named check (starts_at >= named_at)
);
create index substitution_by_role on substitution (role, ends_at);
create index substitution_by_substitute on substitution (substitute, ends_at);

create table substitution_end (
  substitution_id uuid primary key references substitution,
  at timestamptz not null,
  by text not null,
  reason text not null
);

alter table claim_move add column on_behalf_of text;
alter table claim_move add column substitution_id uuid references substitution;
alter table claim_move add column cause text;
alter table claim_move add column cause_evidence text;
alter table claim_move add constraint claim_move_for_whom_rests_on_a_substitution
  check ((on_behalf_of is null) = (substitution_id is null) and on_behalf_of is distinct from by);
create unique index claim_nobody_is_signed_for_twice on claim_move (claim_id, round, on_behalf_of)
  where verb in ('review', 'approve') and on_behalf_of is not null;
alter table claim_move drop constraint claim_move_verb_known;
alter table claim_move add constraint claim_move_verb_known check (verb in (
  'raise', 'revise', 'review', 'approve', 'refuse', 'withdraw', 'exceed', 'confirm', 'sort', 'absolve'));

-- A claim that was withdrawn makes room for another.
alter table claim drop constraint claim_state_known;
alter table claim add constraint claim_state_known
  check (state in ('in_review', 'in_approval', 'approved', 'refused', 'withdrawn', 'confirmed'));
alter table claim add constraint claim_withdrawn_was_never_approved check (state <> 'withdrawn' or approved_fen is null);
drop index claim_one_open_per_order;
create unique index claim_one_open_per_order on claim (order_id) where state not in ('confirmed', 'withdrawn');

-- When a link came to be known here, beside when it happened.
alter table order_evidence add column known_at timestamptz;
alter table repair_order add column is_dangerous boolean not null default false;
create index repair_order_of_case on repair_order (case_id);

create table design_fault (
  question_id uuid primary key,
  question_no text not null,
  case_id uuid not null,
  answered_by text not null,
  heard_at timestamptz not null
);
create index design_fault_of_case on design_fault (case_id);

do $$
declare name text;
begin
  foreach name in array array['substitution', 'substitution_end', 'design_fault']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;
