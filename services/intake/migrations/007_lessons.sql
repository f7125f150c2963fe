-- What is written into the register's form beside feedback, verdict, result and closing (来电、来访登记表).
alter table register_entry
  add column happened_on date,
  add column answers uuid references register_entry,
  add column signed_by text,
  add column signed_how text,
  add column signed_on date,
  drop constraint register_entry_kind_known,
  add constraint register_entry_kind_known check (kind in ('feedback', 'verdict', 'result', 'closing',
    'action_taken', 'follow_up_needed', 'follow_up_done', 'customer_feedback')),
  add constraint register_form_entry_has_a_date check
    ((happened_on is null) = (kind not in ('action_taken', 'follow_up_needed', 'follow_up_done', 'customer_feedback'))),
  add constraint register_follow_up_answers_one check ((answers is null) = (kind <> 'follow_up_done')),
  add constraint register_customer_signed check
    ((kind = 'customer_feedback') = (signed_by is not null)
     and (signed_by is null) = (signed_how is null) and (signed_by is null) = (signed_on is null));
create unique index register_follow_up_answered_once on register_entry (answers) where answers is not null;

-- Each time somebody went through the website or a forum (I1).
create table forum_pass (
  pass_id uuid primary key,
  project text not null references project,
  place text not null,
  seen_until timestamptz not null,
  contacts_found integer not null,
  passed_by text not null,
  passed_at timestamptz not null,
  constraint forum_seen_in_the_past check (seen_until <= passed_at),
  constraint forum_contacts_counted check (contacts_found >= 0)
);
create index forum_pass_of_place on forum_pass (project, place, passed_at desc);
create trigger forum_pass_is_append_only before update or delete on forum_pass for each row execute function refuse_change();

-- The text of a public reply never changes: another text is another draft with an approval of its own.
create table public_reply (
  reply_id uuid primary key,
  case_id uuid not null references case_file,
  project text not null,
  text text not null,
  state text not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text not null,
  place text,
  posted_at timestamptz,
  posted_by text,
  constraint public_reply_state_known check (state in ('drafted', 'approved', 'refused', 'posted')),
  constraint public_reply_decided_by_another check (decided_by <> drafted_by),
  constraint public_reply_decided_whole check
    ((state = 'drafted') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint public_reply_posted_whole check ((state = 'posted') = (posted_at is not null)
    and (posted_at is null) = (place is null) and (posted_at is null) = (posted_by is null)),
  constraint public_reply_posted_after_approval check (posted_at >= decided_at)
);
create index public_reply_of_case on public_reply (case_id, reply_id desc);
create index public_reply_by_state on public_reply (project, state, reply_id desc);

create table suggestion (
  case_id uuid primary key references case_file,
  project text not null,
  is_recommended boolean not null,
  opinion text not null,
  passed_by text not null,
  passed_at timestamptz not null,
  adopted boolean,
  reason text,
  carried_out_by text,
  due_on date,
  decided_by text,
  decided_at timestamptz,
  answered_by text,
  answered_at timestamptz,
  answer text,
  answer_way text,
  unreached_because text,
  constraint suggestion_decided_by_another check (decided_by <> passed_by),
  constraint suggestion_decided_whole check ((adopted is null) = (decided_by is null)
    and (adopted is null) = (decided_at is null) and (adopted is null) = (reason is null)),
  constraint suggestion_adopted_is_carried_out check
    (coalesce(adopted, false) = (carried_out_by is not null) and (carried_out_by is null) = (due_on is null)),
  constraint suggestion_answered_after_its_decision check ((answered_at is null) = (answered_by is null)
    and (answered_at is null) = (answer is null) and (answered_at is null or decided_at is not null)),
  constraint suggestion_answered_some_way check
    ((answered_at is not null) = (answer_way is not null or unreached_because is not null))
);
create index suggestion_adopted on suggestion (project, decided_at) where adopted;

create table commendation (
  commendation_id uuid primary key,
  case_id uuid not null unique references suggestion,
  helped text not null,
  praise text not null,
  reward text not null,
  commended_by text not null,
  commended_at timestamptz not null
);
create trigger commendation_is_append_only before update or delete on commendation
  for each row execute function refuse_change();

-- Corrective and preventive action (I12).
create table action (
  action_id uuid primary key,
  action_no text not null unique,
  project text not null references project,
  matter text,
  kind text not null,
  cause text not null,
  action text not null,
  owner_role text not null,
  owner_person text,
  due_on date not null,
  check_role text not null,
  check_on date not null,
  follows uuid references action,
  state text not null,
  opened_by text not null,
  opened_at timestamptz not null,
  done_by text,
  done_at timestamptz,
  done_text text,
  checked_by text,
  checked_at timestamptz,
  finding text,
  constraint action_kind_known check (kind in ('corrective', 'preventive')),
  constraint action_state_known check (state in ('open', 'done', 'effective', 'not_effective')),
  constraint action_checked_by_another_office check (check_role <> owner_role),
  constraint action_checked_by_another check (checked_by <> done_by and checked_by <> owner_person),
  constraint action_check_not_before_it_is_due check (check_on >= due_on),
  constraint action_done_whole check ((state = 'open') = (done_by is null)
    and (done_by is null) = (done_at is null) and (done_by is null) = (done_text is null)),
  constraint action_checked_whole check ((state in ('effective', 'not_effective')) = (checked_by is not null)
    and (checked_by is null) = (checked_at is null) and (checked_by is null) = (finding is null))
);
create index action_of_project on action (project, action_id desc);
create index action_by_state on action (state, action_id desc);
create index action_not_settled on action (project, matter) where state in ('open', 'done');

create table action_case (
  action_id uuid not null references action,
  case_id uuid not null references case_file,
  primary key (action_id, case_id)
);
create index action_of_case on action_case (case_id);
create index case_of_project_in_time on case_file (project, registered_at);

-- What is learned from cases for new projects (I23). Nothing of it is changed or deleted.
create table lesson (
  lesson_id uuid primary key,
  lesson_no text not null unique,
  project text not null references project,
  cause text not null,
  part text,
  contractor text,
  matter text,
  text text not null,
  case_count integer not null,
  cost_fen bigint not null,
  drawn_by text not null,
  drawn_at timestamptz not null,
  constraint lesson_drawn_from_cases check (case_count > 0 and cost_fen >= 0)
);
create index lesson_of_project on lesson (project, lesson_id desc);

create table lesson_case (
  lesson_id uuid not null references lesson,
  case_id uuid not null references case_file,
  primary key (lesson_id, case_id)
);

-- A lesson before the review of a new project: taken up, or why not.
create table lesson_hearing (
  hearing_id uuid primary key,
  lesson_id uuid not null references lesson,
  review text not null,
  new_project text not null,
  taken_up boolean not null,
  what text not null,
  why_not text not null,
  heard_by text not null,
  heard_at timestamptz not null,
  constraint lesson_heard_once_in_a_review unique (lesson_id, review, new_project),
  constraint lesson_review_known check (review in ('design', 'contract')),
  constraint lesson_heard_with_a_word check ((taken_up and what <> '' and why_not = '') or (not taken_up and why_not <> '' and what = ''))
);
create trigger lesson_is_append_only before update or delete on lesson for each row execute function refuse_change();
create trigger lesson_case_is_append_only before update or delete on lesson_case for each row execute function refuse_change();
create trigger lesson_hearing_is_append_only before update or delete on lesson_hearing
  for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('forum', 1, '2000-01-01', 'S3 4.2.1c; places and hour are ours', '{"places": ["website", "owners_forum"], "daily_by": "17:00"}'),
('corrective_action', 1, '2000-01-01', 'S2 art. 14(11), S3 4.3.2b; the figures are ours', '{"cases": 3, "months": 1}');
