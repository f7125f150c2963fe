-- How a case is conducted: who verified, planned, signed, ordered, asked, handed on, apologised, reviewed. All of it stays.

-- The class of a case as somebody signed for it (I3).
create table classification (
  classification_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  case_class text not null,
  matter text not null,
  opinion text not null,
  account text not null,
  customer_wants text not null,
  by text not null,
  at timestamptz not null,
  constraint classification_is_signed_with_an_opinion check (opinion <> '')
);
create index classification_of_case on classification (case_id, at);
create trigger classification_is_append_only before update or delete on classification for each row execute function refuse_change();

-- What came of a matter outside our management (I3).
create table outside_outcome (
  case_id uuid primary key references case_file,
  body text not null,
  body_said text not null,
  can_be_had text not null,
  cannot_be_had text not null,
  by text not null,
  at timestamptz not null
);
create trigger outside_outcome_is_append_only before update or delete on outside_outcome for each row execute function refuse_change();

-- When and how to reply and to visit, agreed anew with the customer (I5).
create table reply_agreement (
  agreement_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  reply_at timestamptz,
  reply_by text not null,
  visit_by text not null,
  customer_wish text not null,
  by text not null,
  at timestamptz not null,
  constraint reply_agreed_ahead check (reply_at > at)
);
create index reply_agreement_of_case on reply_agreement (case_id, at);
create trigger reply_agreement_is_append_only before update or delete on reply_agreement for each row execute function refuse_change();

-- A first feedback by another way than agreed, and why (I5).
create table other_way_taken (
  entry_id uuid primary key references register_entry,
  case_id uuid not null references case_file,
  because text not null,
  by text not null,
  at timestamptz not null
);
create index other_way_taken_of_case on other_way_taken (case_id, at);
create trigger other_way_taken_is_append_only before update or delete on other_way_taken for each row execute function refuse_change();

-- What was found of a complaint, and where (I21).
create table verification (
  verification_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  finding text not null,
  on_the_spot boolean not null,
  why_not text not null,
  by text not null,
  at timestamptz not null,
  constraint verification_elsewhere_says_why check (on_the_spot or why_not <> '')
);
create index verification_of_case on verification (case_id, at);
create trigger verification_is_append_only before update or delete on verification for each row execute function refuse_change();

-- The handling as planned (I21).
create table plan (
  plan_id uuid primary key,
  case_id uuid not null references case_file,
  round integer not null,
  cause text not null,
  handling text not null,
  complete_on date not null,
  by text not null,
  at timestamptz not null
);
create index plan_of_case on plan (case_id, at);
create trigger plan_is_append_only before update or delete on plan for each row execute function refuse_change();

-- The head's word on a plan; nobody signs his own (I21).
create table plan_signature (
  plan_id uuid primary key references plan,
  case_id uuid not null references case_file,
  opinion text not null,
  by text not null,
  at timestamptz not null
);
create index plan_signature_of_case on plan_signature (case_id, at);
create trigger plan_signature_is_append_only before update or delete on plan_signature for each row execute function refuse_change();

-- A result within the handler's own authority, without a plan (I21).
create table own_authority (
  entry_id uuid primary key references register_entry,
  case_id uuid not null references case_file,
  by text not null,
  at timestamptz not null
);
create index own_authority_of_case on own_authority (case_id, at);
create trigger own_authority_is_append_only before update or delete on own_authority for each row execute function refuse_change();

-- Why a case is major, what was done first, and who handles it in person (I11).
create table major_finding (
  finding_id uuid primary key,
  case_id uuid not null references case_file,
  ground text not null,
  done_first text not null,
  responsible text not null,
  by text not null,
  at timestamptz not null,
  constraint major_ground_known check (ground in ('beyond_the_centre', 'great_danger', 'wide_effect'))
);
create index major_finding_of_case on major_finding (case_id, at);
create trigger major_finding_is_append_only before update or delete on major_finding for each row execute function refuse_change();

-- Why a case is no longer major (I11).
create table major_withdrawal (
  withdrawal_id uuid primary key,
  case_id uuid not null references case_file,
  reason text not null,
  by text not null,
  at timestamptz not null
);
create index major_withdrawal_of_case on major_withdrawal (case_id, at);
create trigger major_withdrawal_is_append_only before update or delete on major_withdrawal for each row execute function refuse_change();

-- What general management ordered (I11).
create table measure (
  measure_id uuid primary key,
  case_id uuid not null references case_file,
  measure text not null,
  owner text not null,
  due_on date not null,
  by text not null,
  at timestamptz not null
);
create index measure_of_case on measure (case_id, at);
create trigger measure_is_append_only before update or delete on measure for each row execute function refuse_change();

create table measure_completion (
  measure_id uuid primary key references measure,
  case_id uuid not null references case_file,
  done text not null,
  by text not null,
  at timestamptz not null
);
create index measure_completion_of_case on measure_completion (case_id, at);
create trigger measure_completion_is_append_only before update or delete on measure_completion for each row execute function refuse_change();

-- Questions to legal counsel and the chief engineer (I11).
create table counsel (
  counsel_id uuid primary key,
  case_id uuid not null references case_file,
  role text not null,
  question text not null,
  by text not null,
  at timestamptz not null,
  constraint counsel_is_asked_of_two check (role in ('legal_counsel', 'chief_engineer'))
);
create index counsel_of_case on counsel (case_id, at);
create trigger counsel_is_append_only before update or delete on counsel for each row execute function refuse_change();

create table counsel_answer (
  counsel_id uuid primary key references counsel,
  case_id uuid not null references case_file,
  answer text not null,
  by text not null,
  at timestamptz not null
);
create index counsel_answer_of_case on counsel_answer (case_id, at);
create trigger counsel_answer_is_append_only before update or delete on counsel_answer for each row execute function refuse_change();

-- Each step up or down the ladder (I20).
create table hand_step (
  step_id uuid primary key,
  case_id uuid not null references case_file,
  direction text not null,
  from_role text not null,
  to_role text not null,
  words text not null,
  by text not null,
  at timestamptz not null,
  constraint hand_step_goes_somewhere check (from_role <> to_role),
  constraint hand_step_direction_known check (direction in ('up', 'down'))
);
create index hand_step_of_case on hand_step (case_id, at);
create trigger hand_step_is_append_only before update or delete on hand_step for each row execute function refuse_change();

-- Who of the holding role had the case by name (B1).
create table holding (
  holding_id uuid primary key,
  case_id uuid not null references case_file,
  role text not null,
  person text,
  by text not null,
  at timestamptz not null
);
create index holding_of_case on holding (case_id, at);
create trigger holding_is_append_only before update or delete on holding for each row execute function refuse_change();

-- The customer wants to speak to the leadership (I18).
create table leadership_wish (
  case_id uuid primary key references case_file,
  by text not null,
  at timestamptz not null
);
create trigger leadership_wish_is_append_only before update or delete on leadership_wish for each row execute function refuse_change();

create table leadership_meeting (
  meeting_id uuid primary key,
  case_id uuid not null references case_file,
  was_met boolean not null,
  words text not null,
  by text not null,
  at timestamptz not null
);
create index leadership_meeting_of_case on leadership_meeting (case_id, at);
create trigger leadership_meeting_is_append_only before update or delete on leadership_meeting for each row execute function refuse_change();

-- Whether a complaint about staff is serious; the last word counts (I18).
create table gravity (
  gravity_id uuid primary key,
  case_id uuid not null references case_file,
  is_serious boolean not null,
  reason text not null,
  by text not null,
  at timestamptz not null
);
create index gravity_of_case on gravity (case_id, at);
create trigger gravity_is_append_only before update or delete on gravity for each row execute function refuse_change();

create table apology (
  apology_id uuid primary key,
  case_id uuid not null references case_file,
  way text not null,
  words text not null,
  by text not null,
  at timestamptz not null,
  constraint apology_in_person_or_by_phone check (way in ('home', 'phone'))
);
create index apology_of_case on apology (case_id, at);
create trigger apology_is_append_only before update or delete on apology for each row execute function refuse_change();

-- A major quality fault that engineering reported to general management (I24).
create table quality_fault (
  fault_id uuid primary key,
  case_id uuid not null references case_file,
  report text not null,
  by text not null,
  at timestamptz not null
);
create index quality_fault_of_case on quality_fault (case_id, at);
create trigger quality_fault_is_append_only before update or delete on quality_fault for each row execute function refuse_change();

-- Those concerned, called together (I24).
create table joint_review (
  review_id uuid primary key,
  case_id uuid not null references case_file,
  ground text not null,
  participants text[] not null,
  persons text[] not null,
  by text not null,
  at timestamptz not null,
  constraint joint_review_has_participants check (cardinality(participants) > 0),
  constraint joint_review_ground_known check (ground in ('no_improvement', 'cause_unknown', 'responsibility_disputed', 'major_quality_fault'))
);
create index joint_review_of_case on joint_review (case_id, at);
create trigger joint_review_is_append_only before update or delete on joint_review for each row execute function refuse_change();

create table review_finding (
  review_id uuid primary key references joint_review,
  case_id uuid not null references case_file,
  finding text not null,
  responsible_party text not null,
  owner text not null,
  action text not null,
  action_on date not null,
  by text not null,
  at timestamptz not null
);
create index review_finding_of_case on review_finding (case_id, at);
create trigger review_finding_is_append_only before update or delete on review_finding for each row execute function refuse_change();

create table review_action (
  review_id uuid primary key references review_finding,
  case_id uuid not null references case_file,
  done text not null,
  by text not null,
  at timestamptz not null
);
create index review_action_of_case on review_action (case_id, at);
create trigger review_action_is_append_only before update or delete on review_action for each row execute function refuse_change();

create table customer_confirmation (
  review_id uuid primary key references review_finding,
  case_id uuid not null references case_file,
  told text not null,
  way text not null,
  by text not null,
  at timestamptz not null
);
create index customer_confirmation_of_case on customer_confirmation (case_id, at);
create trigger customer_confirmation_is_append_only before update or delete on customer_confirmation for each row execute function refuse_change();

create index case_major on case_file (case_id desc) where is_major;

insert into policy (name, version, holds_from, source, data) values
('ladder', 1, '2000-01-01', 'S3 3.1, 3.2, 4.3.1f in the house of S0', '{
  "steps": ["site_lead", "centre_director", "vice_president", "general_manager"]
}'),
('holding', 1, '2000-01-01', 'S0 2.2; who gives a case to one of a role', '{
  "case_officer": ["site_lead", "centre_director"],
  "engineering_desk": ["site_lead", "centre_director"],
  "sales_desk": ["site_lead", "centre_director"],
  "property_desk": ["site_lead", "centre_director"],
  "site_lead": ["centre_director"],
  "sales": ["department_manager"],
  "property_company": ["department_manager"],
  "centre_director": ["vice_president"],
  "vice_president": ["general_manager"]
}'),
('handling_plan', 1, '2000-01-01', 'S2 art. 15; S3 4.3.1c-e, 4.3.2c; what is left to the handler is ours', '{
  "signers": {
    "engineering_desk": ["site_lead", "centre_director"],
    "sales_desk": ["site_lead", "centre_director"],
    "property_desk": ["site_lead", "centre_director"],
    "site_lead": ["site_lead", "centre_director"],
    "sales": ["department_manager"],
    "property_company": ["department_manager"],
    "centre_director": ["vice_president", "general_manager"],
    "vice_president": ["general_manager"],
    "general_manager": ["vice_president", "general_manager"]
  },
  "own_authority": ["fee", "cleaning", "noise", "greening", "parking", "outside_environment", "other"]
}');
