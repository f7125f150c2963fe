-- The yearly round: every household of a project visited once a year (V3).
create table visiting_round (
  round_id uuid primary key,
  project text not null,
  year integer not null,
  reference text not null unique,
  until_on date not null,
  team jsonb not null,
  opened_by text not null,
  opened_at timestamptz not null,
  constraint round_once_a_year unique (project, year)
);

create table round_household (
  round_id uuid not null references visiting_round,
  unit_no text not null,
  building text not null,
  customer_id uuid,
  state text not null default 'to_visit',
  planned_for timestamptz,
  visited_at timestamptz,
  way text,
  participants text[] not null default '{}',
  form_no text,
  talked_about text not null default '',
  reason text not null default '',
  director_present text,
  director_present_at timestamptz,
  recorded_by text,
  recorded_at timestamptz,
  primary key (round_id, unit_no),
  constraint round_household_state_known check (state in ('to_visit', 'visited', 'not_reached')),
  constraint round_household_visited_says_by_whom check
    ((state = 'visited') = (visited_at is not null and way is not null and cardinality(participants) > 0)),
  constraint round_household_not_reached_says_why check ((state = 'not_reached') = (reason <> '')),
  constraint round_household_director_whole check ((director_present is null) = (director_present_at is null)),
  constraint round_household_recorded check ((state = 'to_visit') = (recorded_by is null) and (recorded_by is null) = (recorded_at is null))
);
create index round_household_left on round_household (round_id, building, unit_no) where state = 'to_visit';

create table round_attempt (
  attempt_id uuid primary key,
  round_id uuid not null,
  unit_no text not null,
  tried_at timestamptz not null,
  way text not null,
  note text not null,
  tried_by text not null,
  foreign key (round_id, unit_no) references round_household
);
create index round_attempt_by_household on round_attempt (round_id, unit_no, attempt_id);

create table round_question (
  question_id uuid primary key,
  round_id uuid not null,
  unit_no text not null,
  question text not null,
  answer_on date not null,
  asked_by text not null,
  asked_at timestamptz not null,
  answer text,
  answered_by text,
  answered_at timestamptz,
  foreign key (round_id, unit_no) references round_household,
  constraint round_question_answered_whole check
    ((answer is null) = (answered_by is null) and (answer is null) = (answered_at is null))
);
create index round_question_by_round on round_question (round_id, question_id);

create table round_decision (
  asked_id uuid primary key references raised_matter,
  round_id uuid not null references visiting_round,
  decision text not null,
  decided_by text not null,
  decided_at timestamptz not null
);

create table round_analysis (
  round_id uuid primary key references visiting_round,
  findings text not null,
  figures jsonb not null,
  drawn_by text not null,
  drawn_at timestamptz not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  remarks text not null default '',
  constraint round_analysis_acknowledged_whole check ((acknowledged_by is null) = (acknowledged_at is null)),
  constraint round_analysis_acknowledged_by_another check (acknowledged_by <> drawn_by)
);
