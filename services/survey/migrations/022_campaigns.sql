-- Campaigns (V6): planned, drawn once and frozen, handed out, collected, counted, concluded.
create table campaign (
  campaign_id uuid primary key,
  campaign_no text not null unique,
  kind text not null,
  policy_version integer not null,
  title_zh text not null,
  title_en text not null,
  projects text[] not null,
  rules jsonb not null,
  is_pilot boolean not null,
  state text not null,
  planned_by text not null,
  planned_at timestamptz not null,
  listed jsonb not null,
  form_version integer,
  seed text,
  population_hash text,
  population integer,
  shares_bp jsonb,
  drawn_at timestamptz,
  handed_out_at timestamptz,
  collect_until timestamptz,
  collected_at timestamptz,
  counted_at timestamptz,
  closed_at timestamptz,
  constraint campaign_state_known check (state in
    ('planned', 'drawn', 'handing_out', 'collecting', 'following_up', 'counting', 'concluding', 'closed', 'cancelled')),
  constraint campaign_has_projects check (cardinality(projects) > 0),
  constraint campaign_drawn_is_frozen check
    ((drawn_at is null) = (seed is null) and (seed is null) = (population_hash is null) and (seed is null) = (population is null)),
  constraint campaign_drawn_before_it_runs check (state in ('planned', 'cancelled') or drawn_at is not null),
  constraint campaign_runs_with_a_form check (state in ('planned', 'drawn', 'cancelled') or form_version is not null),
  constraint campaign_collects_until check ((handed_out_at is null) = (collect_until is null)),
  constraint campaign_counted_after_collection check (counted_at is null or collected_at is not null)
);
create index campaign_by_state on campaign (state, campaign_id desc);
create index campaign_by_projects on campaign using gin (projects);

create table campaign_move (
  campaign_id uuid not null references campaign,
  place integer not null,
  verb text not null,
  by text not null,
  at timestamptz not null,
  to_state text not null,
  note text not null,
  primary key (campaign_id, place)
);
create trigger campaign_move_only_grows before update or delete on campaign_move
  for each row execute function refuse_change();

create table campaign_step (
  campaign_id uuid not null references campaign,
  step text not null,
  by text not null,
  at timestamptz not null,
  done_on date not null,
  note text not null,
  waived boolean not null,
  primary key (campaign_id, step),
  constraint campaign_step_known check (step in ('letter_consent', 'letter_posting', 'passing_on', 'revisits')),
  constraint campaign_step_waived_for_a_reason check (not waived or note <> '')
);
create trigger campaign_step_only_grows before update or delete on campaign_step
  for each row execute function refuse_change();

-- The population as it was at drawing, and who of it was chosen.
create table campaign_unit (
  campaign_id uuid not null references campaign,
  project text not null,
  building text not null,
  unit_no text not null,
  primary key (campaign_id, project, unit_no)
);
create trigger campaign_unit_is_frozen before update or delete on campaign_unit
  for each row execute function refuse_change();

create table invitation (
  invitation_id uuid primary key,
  campaign_id uuid not null references campaign,
  project text not null,
  building text not null,
  unit_no text not null,
  customer_id uuid,
  chosen text not null,
  link_id uuid,
  reminders integer not null default 0,
  response_id uuid,
  answered_at timestamptz,
  constraint invitation_once unique (campaign_id, project, unit_no),
  constraint invitation_chosen_known check (chosen in ('drawn', 'complained')),
  constraint invitation_link_needs_a_customer check (link_id is null or customer_id is not null),
  constraint invitation_answered_once check ((response_id is null) = (answered_at is null))
);
create index invitation_of_campaign on invitation (campaign_id, invitation_id);
create index invitation_unanswered on invitation (campaign_id, invitation_id) where response_id is null;
create unique index invitation_of_link on invitation (link_id) where link_id is not null;

create table invitation_follow_up (
  invitation_id uuid not null references invitation,
  place integer not null,
  way text not null,
  note text not null,
  by text not null,
  at timestamptz not null,
  primary key (invitation_id, place)
);
create trigger invitation_follow_up_only_grows before update or delete on invitation_follow_up
  for each row execute function refuse_change();

-- What stands on a paper form beside the answers.
create table paper_form (
  response_id uuid primary key references response,
  form_no text not null,
  surveyed_by text not null,
  surveyed_on date not null,
  owner_signed boolean not null,
  reason text not null,
  entered_at timestamptz not null
);
create trigger paper_form_only_grows before update or delete on paper_form
  for each row execute function refuse_change();

-- Complaints by unit, as intake registered them: who complained is asked as well (S4#5 4.3.4 b).
create table complaint_heard (
  case_id uuid primary key,
  project text not null,
  unit_no text not null,
  registered_at timestamptz not null
);
create index complaint_heard_of_project on complaint_heard (project, registered_at);

insert into policy (name, version, holds_from, source, data) values
('campaigns', 1, '2000-01-01', 'S0 3.6.1; S4#2 5.2.1; S4#3(2); S4#5 4.3.3-4.3.7; days the sources leave open are ours', '{
"yearly": {
  "zh": "年度客户满意度调查", "en": "The yearly satisfaction survey", "form": "satisfaction", "organiser": "service_supervisor",
  "population": ["handed_over"], "shares": [{"up_to_years": null, "share_bp": 10000}], "complainers_months": null, "months": [],
  "hand_out_days": 7, "collect_days": 30, "remind_after_days": [10, 20], "return_bp": 5000, "follow_up": true,
  "count_days": 7, "letter_days": 14, "pass_on_days": 5, "revisit_days": 30, "close_days": 45},
"fourth_quarter": {
  "zh": "第四季度满意度测评", "en": "The fourth quarter''s survey", "form": "satisfaction", "organiser": "quality_supervisor",
  "population": ["handed_over"], "shares": [{"up_to_years": null, "share_bp": 10000}], "complainers_months": null, "months": [10, 11, 12],
  "hand_out_days": 7, "collect_days": 21, "remind_after_days": [7, 14], "return_bp": 5000, "follow_up": false,
  "count_days": 7, "letter_days": null, "pass_on_days": null, "revisit_days": null, "close_days": 14},
"opinion_sample": {
  "zh": "管理工作征询意见", "en": "Sample of opinions", "form": "satisfaction", "organiser": "quality_supervisor",
  "population": ["handed_over"],
  "shares": [{"up_to_years": 5, "share_bp": 3000}, {"up_to_years": null, "share_bp": 1500}], "complainers_months": null, "months": [],
  "hand_out_days": 3, "collect_days": 10, "remind_after_days": [4, 8], "return_bp": 7500, "follow_up": false,
  "count_days": 3, "letter_days": 14, "pass_on_days": 5, "revisit_days": null, "close_days": 21},
"half_yearly": {
  "zh": "半年度顾客满意度调查", "en": "The half-yearly survey", "form": "satisfaction", "organiser": "service_supervisor",
  "population": ["resident"], "shares": [{"up_to_years": null, "share_bp": 6000}], "complainers_months": 12, "months": [],
  "hand_out_days": 3, "collect_days": 14, "remind_after_days": [5, 10], "return_bp": 8000, "follow_up": true,
  "count_days": 7, "letter_days": 21, "pass_on_days": null, "revisit_days": 14, "close_days": 21}
}');
