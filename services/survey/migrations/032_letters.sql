-- Open letters: drafted from the figures, consented to, posted, passed on; each promise becomes a task when it is posted.
create table open_letter (
  letter_id uuid primary key,
  letter_no text not null unique,
  project text not null,
  campaign_id uuid,
  form_code text not null,
  begins_on date not null,
  ends_on date not null,
  zh jsonb not null,
  en jsonb not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  state text not null,
  writers text[] not null,
  revised_at timestamptz,
  consented_by text,
  consented_at timestamptz,
  refused_because text,
  posted_by text,
  posted_on date,
  posted_at_place text,
  passed_on_by text,
  passed_on_at timestamptz,
  withdrawn_by text,
  withdrawn_because text,
  constraint letter_state_known check (state in ('draft', 'submitted', 'consented', 'posted', 'passed_on', 'withdrawn')),
  constraint letter_consented_by_another check (consented_by is null or not consented_by = any (writers)),
  constraint letter_posted_with_consent check
    (state not in ('consented', 'posted', 'passed_on') or (consented_by is not null and consented_at is not null)),
  constraint letter_posted_says_where check
    ((state in ('posted', 'passed_on')) = (posted_by is not null and posted_on is not null and posted_at_place is not null)),
  constraint letter_passed_on_says_when check ((state = 'passed_on') = (passed_on_by is not null and passed_on_at is not null)),
  constraint letter_withdrawn_says_why check ((state = 'withdrawn') = (withdrawn_by is not null and withdrawn_because is not null)),
  constraint letter_period_in_order check (begins_on <= ends_on)
);
create index letter_by_project on open_letter (project, letter_id desc);

create table letter_promise (
  letter_id uuid not null references open_letter,
  place integer not null,
  item text,
  zh text not null,
  en text not null,
  owner_role text not null,
  due_on date not null,
  task_id uuid references task,
  primary key (letter_id, place)
);

insert into policy (name, version, holds_from, source, data) values
('open_letters', 1, '2000-01-01', 'S4#3(2)d; S4#5 4.3.7; S4#8; what is common and the proposed measures are ours', '{
  "common_answers": 3, "common_share": 0.1, "items_most": 8,
  "measures": {
    "engineering_quality": {"zh": "由工程部门逐户核查，查明原因后制定维修方案并组织施工", "en": "engineering inspects each household concerned, finds the cause, and has it repaired", "owner": "engineering", "days": 30},
    "facilities": {"zh": "由客户服务处会同物业公司现场排查，逐项整改", "en": "the site office and the property company inspect the estate and put right what they find", "owner": "site_lead", "days": 30},
    "sales_service": {"zh": "由销售部门核实情况，逐户说明并限期办结", "en": "sales looks into each matter, explains it to each household and settles it in time", "owner": "sales", "days": 20},
    "property_management": {"zh": "由物业公司制定整改措施并每周自查", "en": "the property company takes measures and checks them every week", "owner": "property_company", "days": 20}},
  "otherwise": {"zh": "由客户服务处查明原因，制定措施并落实整改", "en": "the site office finds the cause, takes measures and sees them through", "owner": "site_lead", "days": 30}}');
