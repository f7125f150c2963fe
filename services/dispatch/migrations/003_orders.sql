-- The work order's whole life: three acceptances, rework with its own clock, orders that come back, danger, three-party closing.
alter table work_order
  add column page_no text not null default '',
  add column instead_of uuid references work_order (order_id),
  add column sales_checked_by text,
  add column sales_checked_at timestamptz,
  add column closed_at timestamptz,
  add column estimate_fen bigint,
  add column in_danger boolean,
  add column come_by timestamptz,
  add column reworks integer not null default 0,
  add column refusals integer not null default 0;
update work_order set estimate_fen = expected_cost_fen, in_danger = danger;
alter table work_order
  alter column page_no drop default,
  alter column reworks drop default,
  alter column refusals drop default,
  alter column estimate_fen set not null,
  alter column in_danger set not null,
  drop constraint work_order_state_known,
  drop constraint work_order_take_over_reason_known,
  drop constraint work_order_completed_is_signed,
  add constraint work_order_state_known check (state in
    ('issued', 'received', 'with_squad', 'may_start', 'done', 'checked', 'completed', 'returned', 'cancelled')),
  add constraint work_order_take_over_reason_known check (taken_over_reason in
    ('time_passed', 'contractor_declined', 'owner_asked', 'check_failed_after_deadline', 'danger')),
  add constraint work_order_completed_is_signed
    check ((state = 'completed') = (signed_at is not null or closed_at is not null)),
  add constraint work_order_closed_after_a_refusal check (closed_at is null or refusals > 0),
  add constraint work_order_sales_check_complete check (num_nulls(sales_checked_by, sales_checked_at) in (0, 2)),
  add constraint work_order_sales_checked_where_called_for
    check (state <> 'completed' or sales_checked_at is not null or (source <> 'sales' and phase <> 'before_handover')) not valid,
  add constraint work_order_estimate_not_negative check (estimate_fen >= 0),
  add constraint work_order_counts_not_negative check (reworks >= 0 and refusals >= 0);
create unique index work_order_sent_anew_once on work_order (instead_of);
create index work_order_by_customer on work_order (customer_id, order_id) where customer_id is not null;

alter table evidence drop constraint evidence_kind_known;
alter table evidence add constraint evidence_kind_known check (kind in ('notice', 'receipt', 'service_proven', 'reminder',
  'deadline_passed', 'declined', 'take_over', 'work_done', 'contractor_report', 'late_report', 'called', 'did_not_come',
  'urgency_found', 'urgency_denied', 'rework'));
drop index evidence_once_a_kind;
create unique index evidence_once_a_kind on evidence (order_id, kind)
  where kind in ('notice', 'receipt', 'service_proven', 'deadline_passed', 'declined', 'take_over', 'did_not_come');

-- Who else signed for the order's arrival: sales and engineering (form 工程派工单).
create table order_acknowledgement (
  order_id uuid not null references work_order (order_id),
  party text not null,
  at timestamptz not null,
  by text not null,
  primary key (order_id, party),
  constraint order_acknowledgement_party_known check (party in ('sales', 'engineering'))
);

create table order_objection (
  objection_id uuid primary key,
  order_id uuid not null references work_order (order_id),
  ground text not null,
  reason text not null,
  photos text[] not null,
  raised_by text not null,
  raised_at timestamptz not null,
  upheld boolean,
  answer text not null,
  answered_by text,
  answered_at timestamptz,
  constraint order_objection_ground_known
    check (ground in ('out_of_scope', 'warranty_over', 'not_a_defect', 'owners_damage', 'others_work')),
  constraint order_objection_answered_whole check (num_nulls(upheld, answered_by, answered_at) in (0, 3))
);
create unique index order_objection_one_open on order_objection (order_id) where upheld is null;
create index order_objection_of_order on order_objection (order_id, objection_id);

create table order_estimate (
  id bigint generated always as identity primary key,
  order_id uuid not null references work_order (order_id),
  amount_fen bigint not null,
  reason text not null,
  by text not null,
  at timestamptz not null,
  constraint order_estimate_not_negative check (amount_fen >= 0)
);
create index order_estimate_of_order on order_estimate (order_id, id);

-- Three parties close what the owner will not sign (B7); each signs for one repair.
create table party_signature (
  order_id uuid not null references work_order (order_id),
  repair_count integer not null,
  party text not null,
  person text not null,
  finding text not null,
  at timestamptz not null,
  primary key (order_id, repair_count, party),
  constraint party_signature_party_known check (party in ('property', 'engineering', 'repairer')),
  constraint party_signature_own_person unique (order_id, repair_count, person)
);

-- Appointments and how one gets in (D6).
create table appointment (
  appointment_id uuid primary key,
  order_id uuid not null references work_order (order_id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  entry text not null,
  note text not null,
  state text not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  outcome text not null,
  constraint appointment_ends_after_it_starts check (ends_at > starts_at),
  constraint appointment_entry_known check (entry in ('owner_present', 'key_kept', 'key_collected', 'unlocked')),
  constraint appointment_state_known check (state in ('agreed', 'kept', 'owner_absent', 'repairer_absent', 'called_off')),
  constraint appointment_ended_whole check ((state = 'agreed') = (ended_by is null) and (ended_by is null) = (ended_at is null))
);
create unique index appointment_one_open on appointment (order_id) where state = 'agreed';
create index appointment_of_order on appointment (order_id, appointment_id);

-- Materials the customer supplied (D7).
create table customer_material (
  material_id uuid primary key,
  order_id uuid not null references work_order (order_id),
  what text not null,
  quantity text not null,
  is_sound boolean not null,
  finding text not null,
  checked_by text not null,
  customer_signed_by text not null,
  checked_at timestamptz not null,
  photos text[] not null,
  decision text,
  decision_signed_by text,
  decided_at timestamptz,
  recorded_by text,
  constraint customer_material_decision_known check (decision in ('customer_replaces', 'company_supplies', 'left_out')),
  constraint customer_material_decided_whole check (num_nulls(decision, decision_signed_by, decided_at, recorded_by) in (0, 4)),
  constraint customer_material_sound_needs_no_decision check (not is_sound or decision is null)
);
create index customer_material_of_order on customer_material (order_id, material_id);

-- Serious faults before engineering (D4).
create table fault_report (
  report_id uuid primary key,
  report_no text not null,
  case_id uuid not null references case_copy (case_id),
  case_no text not null,
  project text not null,
  unit_no text,
  part text not null,
  place text not null,
  description text not null,
  photos text[] not null,
  reported_by text not null,
  reported_at timestamptz not null,
  responsible text,
  contractor text references contractor (code),
  finding text not null,
  found_by text,
  found_at timestamptz,
  constraint fault_report_no_once unique (report_no),
  constraint fault_report_responsible_known
    check (responsible in ('contractor', 'design', 'company', 'property_company', 'owner', 'third_party')),
  constraint fault_report_found_whole check (num_nulls(responsible, found_by, found_at) in (0, 3)),
  constraint fault_report_contractor_named check ((responsible = 'contractor') is not true or contractor is not null)
);
create index fault_report_of_case on fault_report (case_id, report_id);
create index fault_report_open on fault_report (project, report_id) where found_at is null;

do $$
declare name text;
begin
  foreach name in array array['order_acknowledgement', 'order_estimate', 'party_signature']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;

insert into policy (name, version, holds_from, source, data) values
('rework', 1, '2000-01-01', 'D5; ours: a failed check gives the contractor three days of its own, once', '{"hours": 72, "times": 1}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S1 5.6.1, 5.6.2; S0 3.4.3; N1, N2; figures are ours', data || '{
  "order_receipt":    {"unit": "hours", "count": 24, "remind_hours": 8, "owner": "engineering_desk", "tell": ["site_lead", "centre_director"]},
  "engineering_check": {"unit": "working_days", "count": 2, "remind_hours": 8, "owner": "engineering_desk", "tell": ["site_lead", "centre_director"]},
  "sales_check":      {"unit": "working_days", "count": 2, "remind_hours": 8, "owner": "sales_desk", "tell": ["site_lead", "centre_director"]},
  "order_objection":  {"unit": "working_days", "count": 1, "remind_hours": 4, "owner": "engineering_desk", "tell": ["site_lead", "centre_director"]},
  "material_decision": {"unit": "working_days", "count": 2, "remind_hours": 8, "owner": "property_desk", "tell": ["site_lead", "centre_director"]}
}' from policy where name = 'limits' order by version desc limit 1;
