-- What is remembered of forms, campaigns, quality objectives and months of visits (V6, V7, V8, V9).
create table fact_form (
  response_id uuid primary key,
  campaign_id uuid,
  case_id uuid,
  project text,
  form text,
  version integer,
  overall text,
  overall_counts text,
  satisfied integer,
  neither integer,
  dissatisfied integer,
  by_way text,
  is_pilot boolean,
  given_at timestamptz,
  replaces uuid
);
create index fact_form_given on fact_form (given_at, project);
create index fact_form_replaces on fact_form (replaces) where replaces is not null;

create table fact_campaign (
  campaign_id uuid not null,
  project text not null,
  campaign_no text,
  kind text,
  title_zh text,
  is_pilot boolean,
  invited integer,
  answered integer,
  started_at timestamptz,
  collect_until timestamptz,
  counted_at timestamptz,
  closed_at timestamptz,
  cancelled_at timestamptz,
  primary key (campaign_id, project)
);

create table fact_objective (
  assessment_id uuid primary key,
  objective text,
  zh text,
  en text,
  project text,
  owner_role text,
  ends_on date,
  satisfied integer,
  answered integer,
  reached_percent text,
  wanted_percent text,
  is_reached boolean
);
create index fact_objective_ends on fact_objective (ends_on, project);

create table fact_visit_month (
  project text not null,
  month text not null,
  officers integer,
  officers_short integer,
  households integer,
  wanted integer,
  visited integer,
  by_phone integer,
  raised integer,
  falls_short boolean,
  checked_by text,
  checked_at timestamptz,
  primary key (project, month)
);
