-- Slips (工作联系单) between the centre and the departments (I7, N1).
create table slip (
  slip_id uuid primary key,
  slip_no text not null,
  kind text not null,
  party text not null,
  case_id uuid not null references case_file,
  project text not null references project,
  text text,
  sent_by text not null,
  sent_at timestamptz not null,
  state text not null,
  received_by text,
  received_at timestamptz,
  answer text,
  answered_by text,
  answered_at timestamptz,
  constraint slip_number_once unique (slip_no),
  constraint slip_kind_known check (kind in ('case', 'contact', 'vacant_unit', 'wish')),
  constraint slip_party_is_a_department check (party in ('property_company', 'sales')),
  constraint slip_of_a_case_says_the_case check ((kind = 'case') = (text is null)),
  constraint slip_ours_is_received_theirs_answered
    check (state = 'sent' or (state = 'received' and kind = 'case') or (state = 'answered' and kind <> 'case')),
  constraint slip_received_by_somebody check
    ((state = 'received') = (received_by is not null and received_at is not null)),
  constraint slip_answered_by_somebody check
    ((state = 'answered') = (answer is not null and answered_by is not null and answered_at is not null))
);
create index slip_of_case on slip (case_id, slip_id);
create index slip_of_project on slip (project, slip_id desc);
create index slip_of_party on slip (party, slip_id desc);
create unique index slip_one_of_ours_a_case on slip (case_id, party) where kind = 'case';

-- Questions of design (I7).
create table design_question (
  question_id uuid primary key,
  question_no text not null,
  case_id uuid not null references case_file,
  project text not null references project,
  desk text not null,
  text text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  stage text not null,
  reason text,
  answered_by text,
  answered_at timestamptz,
  work_slip_no text,
  drawings text,
  drawn_by text,
  drawn_at timestamptz,
  constraint design_question_number_once unique (question_no),
  constraint design_work_slip_number_once unique (work_slip_no),
  constraint design_question_stage_known check (stage in ('asked', 'justified', 'not_justified', 'drawn')),
  constraint design_question_answered_with_a_reason check
    ((stage <> 'asked') = (reason is not null and answered_by is not null and answered_at is not null)),
  constraint design_question_drawn_with_a_work_slip check
    ((stage = 'drawn') = (work_slip_no is not null and drawings is not null and drawn_by is not null and drawn_at is not null))
);
create index design_question_of_case on design_question (case_id, question_id);

-- 客户要求设计更改申请表 (I17). The customer stands in `customer`.
create table design_change_request (
  request_id uuid primary key,
  request_no text not null,
  project text not null,
  unit_no text not null,
  customer_id uuid not null references customer,
  contract_no text not null,
  requested_on date not null,
  change_wanted text not null,
  reason text not null,
  drawings text not null,
  received_by_sales text not null,
  received_by_sales_at timestamptz not null,
  standing text not null,
  asked text,
  design_opinion text,
  design_answered_by text,
  design_answered_at timestamptz,
  engineering_opinion text,
  engineering_answered_by text,
  engineering_answered_at timestamptz,
  price_fen bigint,
  delay_days integer,
  customer_agreed boolean,
  customer_signature text,
  customer_signed_on date,
  decided_by text,
  decided_on date,
  constraint design_change_number_once unique (request_no),
  constraint design_change_unit_is_registered foreign key (project, unit_no) references unit (project, unit_no),
  constraint design_change_standing_known check (standing in
    ('requested', 'asked', 'answered', 'priced', 'signed', 'ordered', 'refused', 'declined', 'withdrawn')),
  constraint design_change_asked_of_somebody check (asked in ('design', 'engineering')),
  constraint design_change_not_for_less_than_nothing check (price_fen >= 0 and delay_days >= 0),
  constraint design_change_ordered_only_when_signed check (standing not in ('signed', 'ordered') or
    (customer_agreed and price_fen is not null and delay_days is not null and customer_signature is not null
      and customer_signed_on is not null)),
  constraint design_change_ordered_by_somebody check
    ((standing = 'ordered') = (decided_by is not null and decided_on is not null))
);
create index design_change_of_project on design_change_request (project, request_id desc);

-- Each step of a request, with who and when.
create table design_change_move (
  id bigint generated always as identity primary key,
  request_id uuid not null references design_change_request,
  move text not null,
  standing text not null,
  price_fen bigint,
  delay_days integer,
  at timestamptz not null,
  by text not null
);
create index design_change_move_of_request on design_change_move (request_id, id);
create trigger design_change_move_is_append_only before update or delete on design_change_move
  for each row execute function refuse_change();

-- Cases handed over to where they belong (I4).
create table case_transfer (
  transfer_id uuid primary key,
  case_id uuid not null references case_file,
  project text not null,
  from_department text not null,
  from_desk text not null,
  to_department text not null,
  to_desk text not null,
  reason text not null,
  offered_by text not null,
  offered_at timestamptz not null,
  state text not null,
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  constraint transfer_state_known check (state in ('offered', 'accepted', 'returned')),
  constraint transfer_goes_somewhere_else check (from_department <> to_department),
  constraint transfer_decided_by_somebody check ((state = 'offered') = (decided_by is null and decided_at is null)),
  constraint transfer_returned_with_a_reason check (state <> 'returned' or decision_reason <> '')
);
create index transfer_of_case on case_transfer (case_id, transfer_id);
create unique index transfer_one_waits on case_transfer (case_id) where state = 'offered';

-- Weekly reports as they were when they were signed (I8, I19). Whose words stand in `content` are staff's.
create table weekly_report (
  report_id uuid primary key,
  source text not null,
  project text not null references project,
  week text not null,
  content jsonb not null,
  confirmed_by text not null,
  confirmed_at timestamptz not null,
  constraint weekly_report_once unique (project, source, week),
  constraint weekly_report_source_known check (source in ('site_office', 'sales', 'property_company'))
);
create trigger weekly_report_is_append_only before update or delete on weekly_report
  for each row execute function refuse_change();

create index case_open_at_desk on case_file (project, desk) where state <> 'closed' and merged_into is null;
create index case_of_department on case_file (project, department, registered_at) where kind = 'complaint';
create index limit_by_end on case_limit (due_at) where name in ('weekly_result', 'promised_date');
create index register_result_by_time on register_entry (recorded_at) where kind = 'result';

insert into policy (name, version, holds_from, source, data) values
('weekly_feed', 1, '2000-01-01', 'S0 3.3; the hour of the Monday after is ours', '{"confirm_by": "12:00"}');
