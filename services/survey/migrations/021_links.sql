-- Links by which customers answer; of a secret only its hash is kept.
create table link (
  link_id uuid primary key,
  purpose text not null,
  customer_id uuid not null,
  project text not null,
  building text,
  unit_no text,
  case_id uuid,
  case_no text,
  campaign_id uuid,
  form_code text not null,
  form_version integer not null,
  title_zh text not null,
  title_en text not null,
  is_pilot boolean not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  constraint link_purpose_known check (purpose in ('campaign', 'repair_question', 'return_visit')),
  constraint link_expires_after_it_was_made check (expires_at > made_at)
);
create index link_of_campaign on link (campaign_id, link_id) where campaign_id is not null;

create table link_secret (
  secret_hash bytea primary key,
  link_id uuid not null references link,
  made_at timestamptz not null,
  constraint link_secret_is_a_hash check (length(secret_hash) = 32)
);
create index link_secret_of_link on link_secret (link_id);

create table link_session (
  session_hash bytea primary key,
  link_id uuid not null references link,
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  constraint link_session_is_a_hash check (length(session_hash) = 32)
);
create index link_session_of_link on link_session (link_id, opened_at);

-- The limits survey keeps. What another migration seeded of them before stays.
insert into policy (name, version, holds_from, source, data)
select 'limits', coalesce(max(version), 0) + 1, coalesce(max(holds_from) + 1, '2000-01-01'),
  'S4#3(2), S4#5 4.3.7: a campaign''s kind says its days; reminders and superiors are ours (N2)',
  coalesce((select data from policy where name = 'limits' order by version desc limit 1), '{}') || '{
    "campaign_hand_out": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_collection": {"unit": "fixed", "count": 0, "remind_hours": 48, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_counting": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_letter": {"unit": "fixed", "count": 0, "remind_hours": 72, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_passing_on": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_revisits": {"unit": "fixed", "count": 0, "remind_hours": 48, "owner": "service_supervisor", "tell": ["centre_director"]},
    "campaign_closing": {"unit": "fixed", "count": 0, "remind_hours": 48, "owner": "service_supervisor", "tell": ["centre_director"]}
  }'
from policy where name = 'limits';
