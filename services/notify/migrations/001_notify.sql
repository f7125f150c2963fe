create table notice (
  notice_id uuid primary key,
  notice_no text not null,
  event_id uuid not null,
  about text not null,
  thing_id uuid,
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
  deeds text[] not null,
  delivered_at timestamptz not null,
  state text not null,
  times_chased integer not null,
  answered_by text,
  answered_at timestamptz,
  answer text not null,
  settled_by text,
  settled_at timestamptz,
  constraint notice_number_once unique (notice_no),
  constraint notice_one_per_event_and_recipient unique (event_id, recipient),
  constraint notice_state_known check (state in ('delivered', 'answered', 'settled', 'given_up')),
  constraint notice_answered_by_somebody check ((state = 'answered') = (answered_by is not null and answered_at is not null)),
  constraint notice_settled_by_a_deed_of_its_own check
    ((state = 'settled') = (settled_by is not null and settled_at is not null) and (settled_by is null or settled_by = any (deeds))),
  constraint notice_chased_only_for_an_answer check (wants_answer or times_chased = 0),
  constraint notice_contractor_is_named check ((recipient_role = 'contractor') = (contractor is not null))
);
create index notice_of_case on notice (case_id, notice_id desc);
create index notice_of_recipient on notice (recipient, notice_id desc);
create index notice_of_project on notice (project, notice_id desc);
create index notice_open_about_thing on notice (thing_id) where wants_answer and state in ('delivered', 'given_up');

-- Each sending of a notice: number 0 is the first, each chase the next.
create table delivery (
  notice_id uuid not null references notice,
  number integer not null,
  channel text not null,
  delivered_at timestamptz not null,
  primary key (notice_id, number, channel),
  constraint delivery_channel_known check (channel in ('inbox'))
);
create trigger delivery_is_append_only before update or delete on delivery for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('chase', 1, '2000-01-01', 'S1 4.3.6; the figures are ours', '{"hours": 24, "times": 3}');
