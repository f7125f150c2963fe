-- Time limits of what a service watches: who owes it, until when, who is told (N2); a row is kept after it ended (B2).
create table time_limit (
  limit_id uuid primary key,
  name text not null,
  subject text not null,
  reference text not null,
  project text not null,
  case_id uuid,
  case_no text,
  contractor text,
  owner text not null,
  tell text[] not null,
  unit text not null,
  count integer not null,
  policy_version integer not null,
  started_at timestamptz not null,
  remind_at timestamptz not null,
  due_at timestamptz not null,
  passed_at timestamptz,
  ended_at timestamptz,
  ended_because text,
  constraint time_limit_ends_after_it_began check (due_at >= remind_at and remind_at >= started_at),
  constraint time_limit_ended_says_why check ((ended_at is null) = (ended_because is null))
);
create unique index time_limit_runs_once on time_limit (subject, name) where ended_at is null;
create index time_limit_of_subject on time_limit (subject, limit_id);
create index time_limit_running on time_limit (project, owner, due_at) where ended_at is null;
