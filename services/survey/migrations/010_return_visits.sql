-- Return visits for their whole life: appointments, attempts, the month in which no answer is decided, the director's presence.
alter table return_visit
  add column is_serious boolean not null default false,
  add column appointed_for timestamptz,
  add column made_way text,
  add column way_reason text not null default '',
  add column seriously boolean not null default false,
  add column director_because text,
  add column director_present text,
  add column director_present_at timestamptz,
  add column waits text,
  add column waits_from timestamptz,
  add column waits_until timestamptz,
  add column counted text,
  add column like_case_no text;
update return_visit set made_way = case when reached then way end, counted = case when reached then 'his_word' else 'not_reached' end
  where state in ('satisfied', 'dissatisfied');
alter table return_visit
  drop constraint visit_state_known,
  drop constraint visit_made_has_answers,
  drop constraint visit_satisfied_only_by_his_word,
  add constraint visit_state_known check (state in ('planned', 'awaiting_month', 'satisfied', 'dissatisfied', 'cancelled')),
  add constraint visit_made_has_answers check
    (state = 'cancelled' or (state in ('awaiting_month', 'satisfied', 'dissatisfied'))
     = (reached is not null and visited_by is not null and visited_at is not null)),
  add constraint visit_satisfied_only_by_his_word_or_a_month check
    ((state = 'satisfied') = (coalesce(satisfied, false) or counted is not distinct from 'quiet_month')),
  add constraint visit_awaiting_says_why check (state <> 'awaiting_month' or waits is not null),
  add constraint visit_waits_known check (waits in ('unreachable', 'online')),
  add constraint visit_waits_from_until check
    ((waits is null) = (waits_from is null) and (waits is null) = (waits_until is null) and waits_from <= waits_until),
  add constraint visit_counted_known check (counted in ('his_word', 'quiet_month', 'came_again', 'not_reached')),
  add constraint visit_counted_when_over check ((state in ('satisfied', 'dissatisfied')) = (counted is not null)),
  add constraint visit_a_month_decides_only_who_waited check
    (counted is null or counted in ('his_word', 'not_reached') or waits is not null),
  add constraint visit_came_again_names_the_case check ((counted is not distinct from 'came_again') = (like_case_no is not null)),
  add constraint visit_another_way_says_why check (made_way is null or made_way = way or way_reason <> ''),
  add constraint visit_serious_only_if_dissatisfied check (not seriously or satisfied is false),
  add constraint visit_director_because_known check
    (director_because in ('second_dissatisfied', 'said_so', 'lowest_overall', 'many_items')),
  add constraint visit_director_present_whole check ((director_present is null) = (director_present_at is null)),
  add constraint visit_with_director_where_wanted check
    (director_because is null or reached is distinct from true or director_present is not null);
drop index visit_one_planned_per_case;
create unique index visit_one_open_per_case on return_visit (case_id) where state in ('planned', 'awaiting_month');
create index visit_waiting on return_visit (project) where state = 'awaiting_month';
create index visit_open_of_customer on return_visit (customer_id) where state in ('planned', 'awaiting_month');

create table visit_appointment (
  appointment_id uuid primary key,
  visit_id uuid not null references return_visit,
  appointed_for timestamptz not null,
  visitor text not null,
  way text not null,
  way_reason text not null,
  made_by text not null,
  made_at timestamptz not null,
  constraint appointment_lies_ahead check (appointed_for > made_at)
);
create index appointment_by_visit on visit_appointment (visit_id, appointment_id);

create table visit_attempt (
  attempt_id uuid primary key,
  visit_id uuid not null references return_visit,
  tried_at timestamptz not null,
  way text not null,
  way_reason text not null,
  outcome text not null,
  put_off_until timestamptz,
  note text not null,
  tried_by text not null,
  recorded_at timestamptz not null,
  constraint attempt_outcome_known check (outcome in ('nobody_home', 'no_answer', 'wrong_contact', 'put_off', 'replied')),
  constraint attempt_put_off_until_a_time check ((outcome = 'put_off') = (put_off_until is not null)),
  constraint attempt_not_ahead_of_itself check (tried_at <= recorded_at)
);
create index attempt_by_visit on visit_attempt (visit_id, attempt_id);

create table director_wanted (
  wanted_id uuid primary key,
  project text not null,
  case_id uuid,
  case_no text,
  customer_id uuid,
  unit_no text,
  because text not null,
  since timestamptz not null,
  attended_in uuid,
  attended_at timestamptz,
  constraint director_wanted_for_somebody check (case_id is not null or customer_id is not null or unit_no is not null),
  constraint director_wanted_because_known check (because in ('second_dissatisfied', 'said_so', 'lowest_overall', 'many_items')),
  constraint director_attended_whole check ((attended_in is null) = (attended_at is null))
);
create index director_still_wanted on director_wanted (project) where attended_at is null;

-- What survey keeps of cases: what they are about, and whether they are closed.
create table known_case (
  case_id uuid primary key,
  case_no text not null,
  project text not null,
  unit_no text,
  kind text not null,
  case_class text,
  matter text not null,
  department text not null,
  customer_id uuid,
  registered_at timestamptz not null,
  asked_id uuid unique,
  closed_at timestamptz
);
create index known_case_by_matter on known_case (project, matter, registered_at);
create index known_case_open_by_unit on known_case (project, unit_no) where closed_at is null;

insert into policy (name, version, holds_from, source, data) values
('visiting', 1, '2000-01-01', 'S3 4.4.2 d6, 4.5.1, 4.6.5; S4#5 4.3.1; how often to try is ours', '{
  "attempts": 3, "attempt_days": 2, "waiting_months": 1,
  "officer_visits_least": 2, "officer_visits_most": 3, "household_share": 0.1, "phone_share_most": 0.5
}');
