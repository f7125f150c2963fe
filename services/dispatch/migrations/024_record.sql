-- What a contractor's record is reckoned from (D8): when his time first ended, when his part was settled, what it cost him.
alter table work_order add column first_due_at timestamptz;
update work_order set first_due_at = due_at;

-- A rework has a clock of its own, which moves due_at; whether he was on time is judged by the first.
create function work_order_keeps_its_first_deadline() returns trigger language plpgsql as $$
begin
  new.first_due_at := coalesce(old.first_due_at, new.due_at);
  return new;
end $$;
create trigger work_order_keeps_its_first_deadline before update on work_order
  for each row execute function work_order_keeps_its_first_deadline();

create index work_order_move_settling on work_order_move (at, order_id)
  where verb in ('finish', 'decline', 'lapse', 'hand_over', 'no_show');
create index work_order_with_contractor on work_order (contractor, project)
  where repairer = 'contractor' and state not in ('completed', 'returned', 'cancelled');

-- What finance took back from a contractor for an order, or claimed of him beyond the retention (F5).
create table contractor_cost (
  id bigint generated always as identity primary key,
  order_id uuid not null references work_order (order_id),
  kind text not null,
  amount_fen bigint not null,
  statement_no text not null,
  heard_at timestamptz not null,
  constraint contractor_cost_kind_known check (kind in ('deducted', 'claimed')),
  constraint contractor_cost_positive check (amount_fen > 0)
);
create index contractor_cost_of_order on contractor_cost (order_id);
create trigger contractor_cost_is_append_only before update or delete on contractor_cost
  for each row execute function refuse_change();
create trigger contractor_cost_is_never_emptied before truncate on contractor_cost
  for each statement execute function refuse_change();
