-- Households, planned work announced to them, and the owners' meeting (N7).
create table household (
  unit_id uuid primary key,
  project text not null,
  unit_no text not null,
  building text not null,
  customer_id uuid
);
create index household_of_project on household (project, building, unit_no);
create index household_of_customer on household (customer_id);

create table forgotten_customer (
  customer_id uuid primary key
);

alter table notice add column if not exists customer_id uuid;

-- A circular is one word, by the id of its event, to every household it concerned when it was said.
create table circular (
  circular_id uuid primary key,
  about_id uuid not null,
  type text not null,
  said_at timestamptz not null
);
create index circular_about on circular (about_id, circular_id);

create table circular_household (
  circular_id uuid not null references circular,
  unit_id uuid not null,
  unit_no text not null,
  customer_id uuid,
  notice_id uuid references notice,
  primary key (circular_id, unit_id)
);
create index circular_household_of_customer on circular_household (customer_id);

create table announcement (
  announcement_id uuid primary key,
  announcement_no text not null,
  project text not null,
  kind text not null,
  buildings text[] not null,
  unit_nos text[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  contact text not null,
  is_emergency boolean not null,
  state text not null,
  announced_by text not null,
  announced_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  because text not null,
  constraint announcement_number_once unique (announcement_no),
  constraint announcement_state_known check (state in ('announced', 'over', 'called_off')),
  constraint announcement_work_ends_after_it_starts check (ends_at > starts_at),
  constraint announcement_ended_by_somebody check ((state = 'announced') = (ended_by is null) and (ended_by is null) = (ended_at is null))
);
create index announcement_of_project on announcement (project, announcement_id desc);

create table announcement_change (
  announcement_id uuid not null references announcement,
  changed_at timestamptz not null,
  starts_at_before timestamptz not null,
  ends_at_before timestamptz not null,
  because text not null,
  changed_by text not null,
  primary key (announcement_id, changed_at)
);
create trigger announcement_change_is_append_only before update or delete on announcement_change
  for each row execute function refuse_change();

-- From which year on a project owes its meeting; a meeting, and the points that become cases.
create table meeting_year (
  project text not null,
  year integer not null,
  primary key (project, year)
);

create table owners_meeting (
  meeting_id uuid primary key,
  meeting_no text not null,
  project text not null,
  year integer not null,
  meets_at timestamptz not null,
  place text not null,
  agenda text not null,
  unit_nos text[] not null,
  state text not null,
  called_by text not null,
  called_at timestamptz not null,
  minutes text not null,
  attended text[] not null,
  because text not null,
  ended_by text,
  ended_at timestamptz,
  constraint owners_meeting_number_once unique (meeting_no),
  constraint owners_meeting_state_known check (state in ('called', 'filed', 'called_off')),
  constraint owners_meeting_filed_with_a_text check ((state = 'filed') = (minutes <> '')),
  constraint owners_meeting_filed_after_it_began check (state <> 'filed' or ended_at >= meets_at),
  constraint owners_meeting_ended_by_somebody check ((state = 'called') = (ended_by is null) and (ended_by is null) = (ended_at is null))
);
create unique index owners_meeting_one_a_year on owners_meeting (project, year) where state <> 'called_off';

create table meeting_point (
  point_id uuid primary key,
  meeting_id uuid not null references owners_meeting,
  position integer not null,
  text text not null,
  kind text not null,
  matter text,
  unit_no text,
  case_id uuid,
  case_no text,
  is_closed boolean not null default false,
  constraint meeting_point_in_its_place unique (meeting_id, position),
  constraint meeting_point_closed_as_a_case check (case_id is not null or not is_closed)
);
create index meeting_point_of_case on meeting_point (case_id);

-- Papers filed with the minutes, by the hash of their bytes: a few a year, and so kept here.
create table meeting_paper (
  meeting_id uuid not null references owners_meeting,
  sha256 text not null,
  media_type text not null,
  size_bytes integer not null,
  content bytea not null,
  brought_by text not null,
  brought_at timestamptz not null,
  primary key (meeting_id, sha256),
  constraint meeting_paper_is_what_its_hash_says check (sha256 = encode(sha256(content), 'hex') and size_bytes = length(content))
);
create trigger meeting_paper_is_append_only before update or delete on meeting_paper
  for each row execute function refuse_change();

insert into policy (name, version, holds_from, source, data) values
('announcements', 1, '2000-01-01', 'S4#5 4.1.3; the hours are ours', '{
  "kinds": {"lift": {"ahead_hours": 24}, "water": {"ahead_hours": 24}, "power": {"ahead_hours": 24}}
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{fields}', (data -> 'fields') || '{"work_kind": "work_kind", "where": "where"}')
from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'ours', jsonb_set(data, '{lists}', (data -> 'lists') || '{
  "work_kind": {
    "lift": ["电梯检修停运", "lift out of service for maintenance"],
    "water": ["停水检修", "water cut off for maintenance"],
    "power": ["停电检修", "power cut off for maintenance"]
  },
  "where": {"": ["全小区", "the whole estate"]}
}') from policy where name = 'names' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S4#5 4.1.3; words are ours', data || '{
"notify.announcement.made.v1": [
  {"to": "households", "when": {"is_emergency": [true]},
   "zh": ["紧急通知：{work_kind}", "尊敬的业主：因{reason}，{where}紧急{work_kind}，时间自{starts_at}起，预计{ends_at}恢复。事出紧急，未能提前告知，给您带来不便，敬请谅解。请留意现场警示标识。联系方式：{contact}。"],
   "en": ["Emergency: {work_kind}", "{where}: {work_kind} from {starts_at} until {ends_at} as expected, because of {reason}. It could not be announced earlier; we are sorry for the inconvenience. Please mind the warning signs. Contact: {contact}."]},
  {"to": "households",
   "zh": ["通知：{work_kind}", "尊敬的业主：因{reason}，{where}将于{starts_at}至{ends_at}{work_kind}，请您提前做好准备。给您带来不便，敬请谅解。请留意现场警示标识。联系方式：{contact}。"],
   "en": ["Notice: {work_kind}", "{where}: {work_kind} from {starts_at} until {ends_at} as expected, because of {reason}. Please prepare for it; we are sorry for the inconvenience. Please mind the warning signs. Contact: {contact}."]},
  {"to": "property_desk",
   "zh": ["请张贴公告 {announcement_no}", "{project}公告{announcement_no}（{work_kind}，{where}，{starts_at}至{ends_at}）已通知{households}户。请打印张贴，并在现场设置明显警示标识。"],
   "en": ["Please post it up: {announcement_no}", "{announcement_no} in {project} ({work_kind}, {where}, {starts_at} to {ends_at}) goes to households: {households}. Please print it, post it up, and set warning signs on the spot."]},
  {"to": "site_lead",
   "zh": ["已发布公告 {announcement_no}", "{project}已发布公告{announcement_no}：{work_kind}，{where}，{starts_at}至{ends_at}，涉及{households}户。"],
   "en": ["Announced: {announcement_no}", "{announcement_no} in {project}: {work_kind}, {where}, {starts_at} to {ends_at}; households concerned: {households}."]},
  {"to": "hotline_clerk",
   "zh": ["公告 {announcement_no}", "{project}{where}：{work_kind}，{starts_at}至{ends_at}，原因：{reason}。如有客户来电，请据此答复。"],
   "en": ["Announced: {announcement_no}", "{project}, {where}: {work_kind}, {starts_at} to {ends_at}, because of {reason}. Please tell callers so."]}
],
"notify.announcement.changed.v1": [
  {"to": "households",
   "zh": ["时间调整：{work_kind}", "尊敬的业主：原定{started_at_before}至{ended_at_before}的{work_kind}（{where}）因{because}，时间调整为{starts_at}至{ends_at}。给您带来不便，敬请谅解。联系方式：{contact}。"],
   "en": ["Another time: {work_kind}", "{where}: {work_kind}, announced for {started_at_before} to {ended_at_before}, is now from {starts_at} until {ends_at}, because of {because}. We are sorry for the inconvenience. Contact: {contact}."]},
  {"to": "property_desk",
   "zh": ["请更换公告 {announcement_no}", "{project}公告{announcement_no}时间调整为{starts_at}至{ends_at}，请更换张贴的公告。"],
   "en": ["Please replace the posting: {announcement_no}", "{announcement_no} in {project} is now from {starts_at} to {ends_at}; please replace what is posted up."]},
  {"to": "hotline_clerk",
   "zh": ["公告调整 {announcement_no}", "{project}{where}：{work_kind}时间调整为{starts_at}至{ends_at}，原因：{because}。"],
   "en": ["Changed: {announcement_no}", "{project}, {where}: {work_kind} is now from {starts_at} to {ends_at}, because of {because}."]}
],
"notify.announcement.ended.v1": [
  {"to": "households", "when": {"outcome": ["over"]},
   "zh": ["已恢复：{work_kind}", "尊敬的业主：{where}的{work_kind}已经结束，恢复正常。感谢您的理解与配合。如仍有异常，请联系：{contact}。"],
   "en": ["Over: {work_kind}", "{where}: {work_kind} is over and all is working again. Thank you for your patience. If something is still wrong, please contact {contact}."]},
  {"to": "households", "when": {"outcome": ["called_off"]},
   "zh": ["已取消：{work_kind}", "尊敬的业主：原定{starts_at}至{ends_at}的{work_kind}（{where}）已取消，一切照常。给您带来不便，敬请谅解。联系方式：{contact}。"],
   "en": ["Called off: {work_kind}", "{where}: {work_kind}, announced for {starts_at} to {ends_at}, does not take place. We are sorry for the inconvenience. Contact: {contact}."]},
  {"to": "property_desk",
   "zh": ["请撤下公告 {announcement_no}", "{project}公告{announcement_no}（{work_kind}，{where}）已结束或取消，请撤下张贴的公告和现场标识。"],
   "en": ["Please take the posting down: {announcement_no}", "{announcement_no} in {project} ({work_kind}, {where}) is over or called off; please take down the posting and the signs."]},
  {"to": "hotline_clerk",
   "zh": ["公告结束 {announcement_no}", "{project}{where}的{work_kind}已结束或取消。"],
   "en": ["Ended: {announcement_no}", "{project}, {where}: {work_kind} is over or called off."]}
]
}' from policy where name = 'notices' order by version desc limit 1;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S4#5 4.1.6; words are ours', data || '{
"notify.owners_meeting.called.v1": [
  {"to": "households",
   "zh": ["邀请函：{year}年度业主代表座谈会", "尊敬的业主：诚邀您作为业主代表出席{year}年度业主代表座谈会。时间：{meets_at}；地点：{place}；议程：{agenda}。期待听到您对服务质量的评价和建议。"],
   "en": ["Invitation: meeting of owners'' representatives {year}", "We should be glad if you came as a representative to the owners'' meeting of {year}, on {meets_at}, at {place}. On the agenda: {agenda}. We look forward to what you think of our service."]},
  {"to": "site_lead",
   "zh": ["业主代表座谈会 {meeting_no}", "{project}{year}年度业主代表座谈会（{meeting_no}）定于{meets_at}在{place}召开，已邀请{households}户。会后请整理并提交纪要。"],
   "en": ["Owners'' meeting: {meeting_no}", "{meeting_no}, the owners'' meeting of {year} in {project}, is on {meets_at} at {place}; households invited: {households}. Please file the minutes afterwards."]},
  {"to": "property_desk",
   "zh": ["业主代表座谈会 {meeting_no}", "{project}业主代表座谈会（{meeting_no}）定于{meets_at}在{place}召开，请做好会务准备。"],
   "en": ["Owners'' meeting: {meeting_no}", "{meeting_no}, the owners'' meeting in {project}, is on {meets_at} at {place}; please prepare for it."]}
],
"notify.owners_meeting.called_off.v1": [
  {"to": "households",
   "zh": ["座谈会取消：{year}年度业主代表座谈会", "尊敬的业主：原定{meets_at}在{place}召开的{year}年度业主代表座谈会因故取消（{because}），如另行召开将再次邀请您。给您带来不便，敬请谅解。"],
   "en": ["Called off: meeting of owners'' representatives {year}", "The owners'' meeting of {year}, on {meets_at} at {place}, does not take place ({because}). If another is called you will be invited again; we are sorry for the inconvenience."]},
  {"to": "property_desk",
   "zh": ["座谈会取消 {meeting_no}", "{project}原定{meets_at}召开的业主代表座谈会（{meeting_no}）已取消：{because}。"],
   "en": ["Called off: {meeting_no}", "{meeting_no} in {project}, on {meets_at}, is called off: {because}"]}
],
"notify.owners_meeting.filed.v1": [
  {"to": "company_office",
   "zh": ["座谈会纪要备案 {meeting_no}", "{project}{year}年度业主代表座谈会（{meeting_no}）纪要已提交备案，共{points}项意见，均已登记为个案跟进。"],
   "en": ["Minutes filed: {meeting_no}", "The minutes of {meeting_no}, the owners'' meeting of {year} in {project}, are filed; points, each followed as a case: {points}."]},
  {"to": "centre_director",
   "zh": ["座谈会纪要 {meeting_no}", "{project}{year}年度业主代表座谈会（{meeting_no}）已召开，共{points}项意见，均已登记为个案跟进。"],
   "en": ["Minutes filed: {meeting_no}", "{meeting_no}, the owners'' meeting of {year} in {project}, took place; points, each followed as a case: {points}."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
