-- What somebody owes: done by him, then checked by another; each move is kept.
create table task (
  task_id uuid primary key,
  task_no text not null unique,
  kind text not null,
  subject text not null,
  reference text not null,
  project text not null,
  what text not null,
  owner_role text not null,
  owner_person text,
  may_not_verify text[] not null,
  due_on date not null,
  opened_by text not null,
  opened_at timestamptz not null,
  opened_because text not null,
  state text not null,
  times_sent_back integer not null default 0,
  done_by text,
  done_at timestamptz,
  done_text text,
  verified_by text,
  verified_at timestamptz,
  finding text,
  cancelled_by text,
  cancelled_at timestamptz,
  cancelled_because text,
  constraint task_state_known check (state in ('open', 'done', 'verified', 'cancelled')),
  constraint task_done_says_what check
    ((done_by is null) = (done_at is null) and (done_by is null) = (done_text is null)
     and (state not in ('done', 'verified') or done_by is not null) and (state <> 'open' or done_by is null)),
  constraint task_verified_says_what_was_found check
    ((state = 'verified') = (verified_by is not null and verified_at is not null and finding is not null)),
  constraint task_verified_by_another check
    (verified_by is null or (verified_by is distinct from done_by and verified_by is distinct from owner_person
     and not verified_by = any (may_not_verify))),
  constraint task_cancelled_says_why check
    ((state = 'cancelled') = (cancelled_by is not null and cancelled_at is not null and cancelled_because is not null)),
  constraint task_says_something check (what <> '' and reference <> '')
);
create index task_by_project on task (project, task_id desc);
create index task_of_subject on task (subject, task_id);
create index task_owed on task (owner_role, due_on) where state = 'open';

create table task_move (
  task_id uuid not null references task,
  step integer not null,
  verb text not null,
  by text not null,
  at timestamptz not null,
  text text not null,
  due_on date not null,
  primary key (task_id, step),
  constraint task_move_verb_known check (verb in ('open', 'finish', 'verify', 'send_back', 'cancel'))
);
