-- The daily list (N2, B1): limits and tasks as they are spoken of, and which day's lists went out.
alter table fact_order add column check_failed_at timestamptz;

create table known_limit (
  source text not null,
  about text not null,
  name text not null,
  reference text not null,
  round integer not null,
  case_id uuid,
  case_no text,
  project text not null,
  contractor text,
  owner_role text not null,
  due_at timestamptz not null,
  noted_at timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  primary key (source, about, name, reference, round)
);
create index known_limit_of_case on known_limit (case_id) where settled_at is null;
create index known_limit_by_number on known_limit (reference) where settled_at is null;

create table known_task (
  source text not null,
  task_id uuid not null,
  task_no text not null,
  kind text not null,
  project text not null,
  owner_role text not null,
  owner_person text,
  due_on date not null,
  state text not null,
  noted_at timestamptz not null,
  primary key (source, task_id)
);
create index known_task_open on known_task (project, owner_role) where state = 'open';

create table daily_said (
  project text not null,
  day date not null,
  said_at timestamptz not null,
  primary key (project, day)
);

insert into timer (subject, kind, due_at) values
('everybody', 'morning', (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '1 day 8 hours 30 minutes') at time zone 'Asia/Shanghai');

insert into policy (name, version, holds_from, source, data) values
('daily', 1, '2000-01-01', 'ours on N2, S0 3.4.1, S1 5.2', '{
  "at": "08:30", "working_days_only": true, "passed_days": 60,
  "settled_by": {
    "first_feedback": ["intake.case.feedback_given.v1", "intake.case.handled.v1"],
    "weekly_result": ["intake.case.handled.v1"],
    "department_level": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
    "company_level": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
    "reply_agreed": ["intake.case.feedback_given.v1", "intake.case.handled.v1"],
    "promised_date": ["intake.case.handled.v1"],
    "plan_date": ["intake.case.handled.v1"],
    "word_to_customer": ["intake.case.handled.v1"],
    "property_slip": ["intake.slip.received.v1", "intake.slip.answered.v1"],
    "slip_answer": ["intake.slip.answered.v1"],
    "design_opinion": ["intake.design.answered.v1", "intake.design_change.answered.v1", "intake.design_change.ended.v1"],
    "suggestion_passed_on": ["intake.suggestion.passed_on.v1", "intake.suggestion.decided.v1"],
    "action": ["intake.action.done.v1", "intake.action.checked.v1"],
    "return_visit": ["survey.return_visit.satisfied.v1", "survey.return_visit.dissatisfied.v1"],
    "engineering_finding": ["dispatch.fault.found.v1"],
    "order_receipt": ["dispatch.work_order.received.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.returned.v1", "dispatch.work_order.cancelled.v1"],
    "engineering_check": ["dispatch.work_order.check_passed.v1", "dispatch.work_order.check_failed.v1", "dispatch.work_order.cancelled.v1"],
    "sales_check": ["dispatch.sales_check.passed.v1", "dispatch.work_order.check_failed.v1", "dispatch.work_order.completed.v1"],
    "order_objection": ["dispatch.objection.answered.v1", "dispatch.work_order.taken_over.v1", "dispatch.work_order.cancelled.v1"],
    "material_decision": ["dispatch.material.decided.v1", "dispatch.work_order.completed.v1"],
    "quote_answer": ["dispatch.quote.agreed.v1", "dispatch.quote.refused.v1", "dispatch.quote.lapsed.v1", "dispatch.quote.withdrawn.v1"],
    "danger_claim": ["finance.claim.raised.v1"],
    "release_verification": ["finance.release.verified.v1", "finance.release.refused.v1", "finance.release.urged.v1"],
    "release_silence": ["finance.release.verified.v1", "finance.release.refused.v1", "finance.release.agreed.v1"],
    "release_payment": ["finance.release.paid.v1"],
    "entry_objection": ["finance.entry_objection.answered.v1"],
    "objection_time": ["finance.statement.booked.v1"],
    "objection_answer": ["finance.objection.answered.v1"],
    "statement_due": ["finance.statement.drawn.v1"]
  }
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; words are ours', data || '{
"notify.daily_list.made.v1": [
  {"to": "role",
   "zh": ["今日待办：逾期{passed}项、今日到期{due_today}项", "{project}今日待办：已逾期{passed}项，今日到期{due_today}项，新到{fresh}项，其他在办{held}项。请先处理逾期和今日到期的事项，详见待办清单。"],
   "en": ["Today: {passed} passed, {due_today} due", "{project}, today: passed {passed}, due today {due_today}, new {fresh}, otherwise in hand {held}. Please begin with what has passed or is due; the daily list has it all."]}
]
}' from policy where name = 'notices' order by version desc limit 1;
