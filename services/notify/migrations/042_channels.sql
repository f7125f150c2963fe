-- Who is reached how. A customer's row comes from intake and goes with him; the others are kept by people.
create table contact (
  kind text not null,
  key text not null,
  project text not null default '',
  name text not null,
  email text,
  mobile text,
  roles text[] not null default '{}',
  projects text[] not null default '{}',
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (kind, key, project),
  constraint contact_kind_known check (kind in ('person', 'role', 'contractor', 'customer')),
  constraint contact_project_of_a_role_only check (kind = 'role' or project = ''),
  constraint contact_roles_of_a_person_only check (kind = 'person' or (roles = '{}' and projects = '{}'))
);
create index contact_person_by_role on contact using gin (roles) where kind = 'person';

-- What somebody wants: by which ways, in which language, and whether what may be stopped is stopped.
create table preference (
  kind text not null,
  key text not null,
  channels text[],
  language text,
  stops_optional boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (kind, key),
  constraint preference_kind_known check (kind in ('person', 'customer')),
  constraint preference_language_known check (language in ('zh', 'en', 'both')),
  constraint preference_channels_known check (channels <@ array['email', 'sms'])
);

-- Whose case it is, so that a notice about a case finds its customer.
create table case_customer (
  case_id uuid primary key,
  customer_id uuid not null
);
create index case_of_customer on case_customer (customer_id);

-- Of whom nothing is kept, also where word of him comes late.
create table erased_customer (
  customer_id uuid primary key,
  erased_at timestamptz not null
);
create trigger erased_customer_is_append_only before update or delete on erased_customer for each row execute function refuse_change();

alter table notice
  add column addressee_id uuid,
  add column awaits_contact boolean not null default false,
  add column is_urgent boolean not null default false,
  add constraint notice_addressee_is_a_customer check (recipient_role = 'customer' or (addressee_id is null and not awaits_contact));
create index notice_of_addressee on notice (addressee_id) where addressee_id is not null;
create index notice_awaits_addressee on notice (case_id) where awaits_contact and addressee_id is null;

-- What a notice's words must not hold once it is sent: kept apart, and no longer than that takes.
create table notice_secret (
  notice_id uuid primary key references notice,
  path text not null,
  kept_until timestamptz not null
);
create index notice_secret_age on notice_secret (kept_until);

-- Systems that are told over HTTP.
create table subscription (
  subscription_id uuid primary key,
  name text not null,
  kind text not null,
  url text not null,
  passes text not null,
  types text[] not null,
  roles text[] not null,
  project text,
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  ended_because text,
  constraint subscription_kind_known check (kind in ('standard', 'wecom', 'dingtalk', 'sms')),
  constraint subscription_passes_known check (passes in ('events', 'notices')),
  constraint subscription_events_by_standard_only check (passes = 'notices' or kind = 'standard'),
  constraint subscription_old_secret_ends check ((old_secret is null) = (old_secret_until is null)),
  constraint subscription_ended_by_somebody check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_because is null))
);
create index subscription_active on subscription (kind, passes) where ended_at is null;

-- One thing on its way to one address by one channel: of_id is the notice, or the event passed on as it is; number counts the
-- chases. The id is what the other side knows it by, however often it is tried.
create table sending (
  sending_id uuid primary key,
  of_id uuid not null,
  number integer not null,
  channel text not null,
  address text not null,
  notice_id uuid references notice,
  customer_id uuid,
  subscription_id uuid references subscription,
  language text not null,
  body text,
  made_at timestamptz not null,
  state text not null,
  attempts integer not null,
  tries integer not null,
  next_at timestamptz,
  leased_until timestamptz,
  ended_at timestamptz,
  constraint sending_once unique (of_id, number, channel, address),
  constraint sending_channel_known check (channel in ('email', 'sms', 'bot', 'webhook')),
  constraint sending_state_known check (state in ('waiting', 'failed', 'sent', 'given_up', 'stopped')),
  constraint sending_ends_once check ((state in ('waiting', 'failed')) = (ended_at is null) and (state in ('waiting', 'failed')) = (next_at is not null)),
  constraint sending_by_http_has_a_subscription check ((channel = 'email') = (subscription_id is null)),
  constraint sending_is_of_a_notice_or_carries_its_body check ((notice_id is not null) <> (body is not null))
);
create index sending_due on sending (next_at) where state in ('waiting', 'failed');
create index sending_of_notice on sending (notice_id, number);
create index sending_of_customer on sending (customer_id) where customer_id is not null;
create index sending_of_subscription on sending (subscription_id) where state in ('waiting', 'failed');

-- Every attempt as it began, and apart from it what came back: one without an answer is one whose process ended meanwhile.
create table sending_attempt (
  sending_id uuid not null references sending,
  attempt integer not null,
  began_at timestamptz not null,
  primary key (sending_id, attempt)
);
create table sending_answer (
  sending_id uuid not null,
  attempt integer not null,
  ended_at timestamptz not null,
  outcome text not null,
  status text not null,
  said text not null,
  provider_id text not null,
  primary key (sending_id, attempt),
  foreign key (sending_id, attempt) references sending_attempt,
  constraint sending_answer_outcome_known check (outcome in ('sent', 'failed', 'refused', 'gone'))
);
create trigger sending_attempt_is_append_only before update or delete on sending_attempt for each row execute function refuse_change();
create trigger sending_answer_is_append_only before update or delete on sending_answer for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('channels', 1, '2000-01-01', 'N1, N5; which ways to whom is ours', '{
  "kinds": {
    "customer": {"channels": ["sms", "email"], "all": false, "language": "zh"},
    "contractor": {"channels": ["email", "sms"], "all": false, "language": "zh"},
    "role": {"channels": ["email"], "all": false, "language": "both"},
    "person": {"channels": ["email", "sms"], "all": false, "language": "both"}
  },
  "events": {
    "finance.statement.served.v1": {"contractor": ["email", "sms"]}
  },
  "urgent": {"dispatch.contractor.called.v1": {}, "intake.major.found.v1": {}, "dispatch.appointment.ended.v1": {},
    "notify.announcement.made.v1": {"is_emergency": [true]}, "notify.announcement.changed.v1": {"is_emergency": [true]}},
  "optional": ["survey.link.made.v1"],
  "late_hours": 48
}'),
('quiet_hours', 1, '2000-01-01', 'ours: nobody is woken by us', '{"from": "21:00", "until": "08:30"}'),
('retries', 1, '2000-01-01', 'ours: three and a half days in all', '{"delays_minutes": [1, 5, 30, 120, 360, 720, 1440, 2400]}');
