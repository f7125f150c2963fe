-- What the reports and lists are made of: rows that are functions of what was heard and of nothing else, so that they can be
-- built again from the history. A row begins with whichever event about it comes first; what is not known yet is null.
create table fact_case (
  case_id uuid primary key,
  case_no text,
  project text,
  kind text,
  case_class text,
  matter text,
  part text,
  channel text,
  unit_no text,
  phase text,
  department text,
  desk text,
  customer_id uuid,
  taken_by text,
  registered_at timestamptz,
  holder_role text,
  held_since timestamptz,
  reply_at timestamptz,
  reply_by text,
  visit_by text,
  feedback_at timestamptz,
  verified_at timestamptz,
  verdict text,
  judged_at timestamptz,
  is_design_fault boolean,
  fault_responsible text,
  major_ground text,
  major_at timestamptz,
  plan_drawn_at timestamptz,
  plan_signed_at timestamptz,
  complete_on date,
  passed_on_at timestamptz,
  adopted boolean,
  decided_at timestamptz,
  carried_out_by text,
  carry_out_by_on date,
  round integer,
  reopened_at timestamptz,
  handled_at timestamptz,
  first_handled_at timestamptz,
  settled boolean,
  closed_at timestamptz,
  closed_because text,
  merged_into_id uuid,
  merged_at timestamptz,
  repeats_at timestamptz,
  apologised_at timestamptz
);
create index fact_case_came on fact_case (registered_at, project);
create index fact_case_closed on fact_case (closed_at, project);
create index fact_case_handled on fact_case (handled_at, project);
create index fact_case_reopened on fact_case (reopened_at, project) where reopened_at is not null;
create index fact_case_open on fact_case (project, desk, registered_at) where closed_at is null;

-- One turn of a case: intake says how the handling ended, survey what the visit found.
create table fact_round (
  case_id uuid not null,
  round integer not null,
  case_no text,
  project text,
  began_at timestamptz,
  handled_at timestamptz,
  settled boolean,
  visit_id uuid,
  visit_planned_at timestamptz,
  visit_due_at timestamptz,
  visit_way text,
  visitor text,
  visited_at timestamptz,
  visited_by text,
  satisfied boolean,
  in_time boolean,
  attitude boolean,
  unsatisfied_because text,
  primary key (case_id, round)
);
create index fact_round_visited on fact_round (visited_at, project);
create index fact_round_visit_waits on fact_round (project, visit_due_at) where visit_planned_at is not null and visited_at is null;

create table fact_order (
  order_id uuid primary key,
  order_no text,
  case_id uuid,
  case_no text,
  project text,
  repairer text,
  contractor text,
  bearer text,
  round integer,
  unit_no text,
  part text,
  contract_id uuid,
  issued_at timestamptz,
  received_at timestamptz,
  first_due_at timestamptz,
  due_at timestamptz,
  reminded_at timestamptz,
  settled_at timestamptz,
  settled_by text,
  contractor_done_at timestamptz,
  contractor_repairs integer not null default 0,
  done_at timestamptz,
  checks_failed integer not null default 0,
  check_passed_at timestamptz,
  taken_over_at timestamptz,
  take_over_reason text,
  objected_at timestamptz,
  returned_at timestamptz,
  cancelled_at timestamptz,
  appointment_at timestamptz,
  completed_at timestamptz,
  repair_result text,
  closed_by_parties boolean
);
create index fact_order_of_case on fact_order (case_id);
create index fact_order_settled on fact_order (settled_at, contractor) where contractor is not null;
create index fact_order_taken_over on fact_order (taken_over_at, project) where taken_over_at is not null;
create index fact_order_open on fact_order (project, repairer, due_at)
  where completed_at is null and returned_at is null and cancelled_at is null;

create table fact_claim (
  claim_id uuid primary key,
  claim_no text,
  order_id uuid,
  order_no text,
  case_id uuid,
  case_no text,
  project text,
  amount_fen bigint,
  bearer text,
  next_role text,
  raised_at timestamptz,
  approved_at timestamptz,
  approved_role text,
  refused_at timestamptz,
  withdrawn_at timestamptz,
  exceeded_at timestamptz,
  confirmed_at timestamptz,
  confirmed_fen bigint
);
create index fact_claim_of_case on fact_claim (case_id);
create index fact_claim_confirmed on fact_claim (confirmed_at, project);

-- What went on or off a retention, entry by entry.
create table fact_retention (
  event_id uuid primary key,
  kind text not null,
  contract_id uuid not null,
  contractor text not null,
  project text not null,
  order_no text not null,
  case_id uuid not null,
  amount_fen bigint not null,
  statement_no text,
  at timestamptz not null,
  constraint fact_retention_kind_known check (kind in ('held', 'hold_lifted', 'deducted', 'claimed'))
);
create index fact_retention_of_order on fact_retention (order_no);
create index fact_retention_at on fact_retention (at, project);

create table fact_statement (
  statement_id uuid primary key,
  statement_no text,
  project text,
  quarter text,
  total_fen bigint,
  drawn_at timestamptz,
  reviewed_at timestamptz,
  audited_at timestamptz,
  served_at timestamptz,
  booked_at timestamptz,
  deducted_fen bigint,
  claimed_fen bigint,
  company_fen bigint,
  refilled_fen bigint
);

-- Time limits as their services spoke of them: only those that came near their end. ``about`` is the subject of what was said.
create table fact_limit (
  source text not null,
  about text not null,
  name text not null,
  reference text not null,
  round integer not null,
  case_id uuid,
  case_no text,
  project text,
  contractor text,
  owner_role text,
  due_at timestamptz,
  reminded_at timestamptz,
  passed_at timestamptz,
  told_role text,
  step integer,
  primary key (source, about, name, reference, round)
);
create index fact_limit_of_case on fact_limit (case_id);
create index fact_limit_passed on fact_limit (project, due_at) where passed_at is not null;

create table fact_slip (
  slip_id uuid primary key,
  slip_no text,
  case_id uuid,
  case_no text,
  project text,
  party text,
  kind text,
  sent_at timestamptz,
  entered_at timestamptz,
  due_at timestamptz,
  received_at timestamptz,
  answered_at timestamptz
);
create index fact_slip_of_project on fact_slip (project, coalesce(sent_at, entered_at));

create table fact_design (
  question_id uuid primary key,
  question_no text,
  case_id uuid,
  case_no text,
  project text,
  desk text,
  asked_at timestamptz,
  due_at timestamptz,
  answered_at timestamptz,
  justified boolean,
  drawn_at timestamptz
);

create table fact_transfer (
  transfer_id uuid primary key,
  case_id uuid,
  case_no text,
  project text,
  from_department text,
  from_desk text,
  to_department text,
  to_desk text,
  offered_at timestamptz,
  returned_at timestamptz,
  accepted_at timestamptz
);
create index fact_transfer_of_project on fact_transfer (project, offered_at);

create table fact_measure (
  measure_id uuid primary key,
  case_id uuid,
  case_no text,
  project text,
  owner_role text,
  due_on date,
  ordered_at timestamptz,
  completed_at timestamptz
);

create table fact_action (
  action_id uuid primary key,
  action_no text,
  kind text,
  project text,
  owner_role text,
  check_role text,
  opened_at timestamptz,
  due_at timestamptz,
  done_at timestamptz,
  checked_at timestamptz,
  effective boolean,
  passed_at timestamptz
);
create index fact_action_of_project on fact_action (project, opened_at);

create table fact_undertaking (
  undertaking_id uuid primary key,
  project text,
  owner_role text,
  due_on date,
  opened_at timestamptz,
  done_at timestamptz
);

-- What a department or site office confirmed of its own week.
create table fact_week (
  report_id uuid primary key,
  project text,
  week text,
  department text,
  items integer,
  unsettled integer,
  overdue integer,
  complaints integer,
  settled integer,
  confirmed_by text,
  confirmed_at timestamptz,
  overdue_at timestamptz
);
create index fact_week_of_project on fact_week (project, week);

create table fact_project (
  project text primary key,
  name text,
  first_collective_handover_on date
);

create table fact_contract (
  contract_id uuid primary key,
  contract_no text,
  contractor text,
  contractor_name text,
  project text
);

-- Where the facts are ahead of the inbox, having been built from a history that had come further: what the inbox brings up to
-- this number is noted already.
create table fact_ahead (
  source text not null,
  subject text not null,
  last_sequence bigint not null,
  primary key (source, subject)
);
