create table notice (
  notice_id uuid primary key,
  notice_no text not null,
  event_id uuid not null,
  about text not null,
  case_id uuid,
  project text,
  recipient text not null,
  recipient_role text not null,
  contractor text,
  subject_zh text not null,
  text_zh text not null,
  subject_en text not null,
  text_en text not null,
  wants_answer boolean not null,
  delivered_at timestamptz not null,
  state text not null,
  times_chased integer not null,
  answered_by text,
  answered_at timestamptz,
  constraint notice_number_once unique (notice_no),
  constraint notice_one_per_event_and_recipient unique (event_id, recipient),
  constraint notice_state_known check (state in ('delivered', 'answered', 'given_up')),
  constraint notice_answered_by_somebody check ((state = 'answered') = (answered_by is not null and answered_at is not null)),
  constraint notice_contractor_is_named check ((recipient_role = 'contractor') = (contractor is not null))
);
create index notice_of_case on notice (case_id, notice_id desc);
create index notice_of_recipient on notice (recipient_role, notice_id desc);

insert into policy (name, version, holds_from, source, data) values
('chase', 1, '2000-01-01', 'S1 4.3.6; the figures are ours', '{"hours": 24, "times": 3}');
