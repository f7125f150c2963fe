create table return_visit (
  visit_id uuid primary key,
  case_id uuid not null,
  case_no text not null,
  project text not null,
  unit_no text,
  round integer not null,
  settled boolean not null,
  way text not null,
  visitor text,
  may_not_visit text[] not null,
  customer_id uuid,
  handled_at timestamptz not null,
  planned_at timestamptz not null,
  remind_at timestamptz not null,
  due_at timestamptz not null,
  policy_version integer not null,
  state text not null,
  reached boolean,
  in_time boolean,
  satisfied boolean,
  attitude boolean,
  still_wrong text not null,
  comment text not null,
  visited_by text,
  visited_at timestamptz,
  cancelled_because text,
  cancelled_at timestamptz,
  constraint visit_state_known check (state in ('planned', 'satisfied', 'dissatisfied', 'cancelled')),
  constraint visit_not_by_a_hand_in_it check (visited_by is null or not visited_by = any (may_not_visit)),
  constraint visit_not_planned_for_a_hand_in_it check (visitor is null or not visitor = any (may_not_visit)),
  constraint visit_made_has_answers check
    ((state in ('satisfied', 'dissatisfied')) = (reached is not null and visited_by is not null and visited_at is not null)),
  constraint visit_reached_answers_all check
    (reached is distinct from true or (in_time is not null and satisfied is not null and attitude is not null)),
  constraint visit_not_reached_answers_nothing check
    (reached is not false or (in_time is null and satisfied is null and attitude is null)),
  constraint visit_satisfied_only_by_his_word check ((state = 'satisfied') = coalesce(satisfied, false)),
  constraint visit_dissatisfied_says_what check ((state = 'dissatisfied') = (still_wrong <> '')),
  constraint visit_cancelled_says_why check
    ((state = 'cancelled') = (cancelled_because is not null and cancelled_at is not null)),
  constraint visit_cancelled_because_known check
    (cancelled_because in ('handled_again', 'reopened', 'closed', 'found_invalid')),
  constraint visit_limit_in_order check (handled_at <= remind_at and remind_at <= due_at),
  constraint visit_round_counts_from_one check (round >= 1)
);
create unique index visit_one_planned_per_case on return_visit (case_id) where state = 'planned';
create index visit_by_project on return_visit (project, visit_id desc);
create index visit_by_case on return_visit (case_id, visit_id desc);

insert into policy (name, version, holds_from, source, data) values
('return_visits', 1, '2000-01-01', 'S3 4.4.2, 4.7.4; the reminder is ours (N2)', '{"working_days": 2, "remind_share": 0.7}');
