-- The release of a retention (L5, F7): application, consent, verification, confirmation, payment; the ceiling; objections to entries.
create table release (
  release_id uuid primary key,
  release_no text not null,
  contract_id uuid not null references retention_account,
  kind text not null,
  asked_fen bigint not null,
  amount_fen bigint not null,
  state text not null,
  applied_by text not null,
  applied_at timestamptz not null,
  answer_by timestamptz not null,
  urged_at timestamptz,
  verified_by text,
  verified_at timestamptz,
  agreed_at timestamptz,
  pay_by timestamptz,
  paid_at timestamptz,
  payment text,
  constraint release_no_once unique (release_no),
  constraint release_payment_once unique (payment),
  constraint release_kind_known check (kind in ('retention', 'excess')),
  constraint release_state_known
    check (state in ('applied', 'urged', 'verified', 'agreed', 'paid', 'refused', 'withdrawn')),
  constraint release_amounts_positive check (asked_fen > 0 and amount_fen between 1 and asked_fen),
  constraint release_paid_whole check ((state = 'paid') = (paid_at is not null) and (paid_at is null) = (payment is null)),
  constraint release_agreed_before_payment check (paid_at is null or agreed_at is not null)
);
create unique index release_one_open on release (contract_id) where state in ('applied', 'urged', 'verified', 'agreed');
create index release_of_contract on release (contract_id, release_id);

create table release_move (
  id bigint generated always as identity primary key,
  release_id uuid not null references release,
  verb text not null,
  at timestamptz not null,
  by text not null,
  to_state text not null,
  amount_fen bigint not null,
  note text not null
);
create index release_move_of_release on release_move (release_id, id);

create table release_consent (
  release_id uuid not null references release,
  consents boolean not null,
  finding text not null,
  by text not null,
  at timestamptz not null,
  primary key (release_id)
);

create table settlement (
  settlement_id uuid primary key,
  contract_id uuid not null references retention_account,
  settled_price_fen bigint not null,
  paper text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  constraint settlement_price_positive check (settled_price_fen > 0),
  constraint settlement_confirmed_by_another check (confirmed_by <> entered_by),
  constraint settlement_confirmed_whole check ((confirmed_by is null) = (confirmed_at is null))
);
create unique index settlement_one_open on settlement (contract_id) where confirmed_at is null;
create index settlement_of_contract on settlement (contract_id, confirmed_at);

create table entry_objection (
  objection_id uuid primary key,
  contract_id uuid not null references retention_account,
  reference text not null references ledger_entry (reference),
  reason text not null,
  raised_by text not null,
  raised_at timestamptz not null,
  upheld boolean,
  answer text not null,
  answered_by text,
  answered_at timestamptz,
  constraint entry_objection_answered_whole check (num_nulls(upheld, answered_by, answered_at) in (0, 3))
);
create unique index entry_objection_one_open on entry_objection (contract_id, reference) where upheld is null;
create index entry_objection_of_contract on entry_objection (contract_id, objection_id);

do $$
declare name text;
begin
  foreach name in array array['release_move', 'release_consent']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;

insert into policy (name, version, holds_from, source, data) values
('retention', 1, '2017-07-01', '建设工程质量保证金管理办法（建质〔2017〕138号）第二条、第七条、第十条、第十一条', '{
  "rate_bp": 300, "rate_article": "建设工程质量保证金管理办法 第七条",
  "release_article": "建设工程质量保证金管理办法 第十条、第十一条"
}');

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'L5: Retention measures (2017), art. 11; the answer to an objection is ours', data || '{
  "release_verification": {"unit": "days", "count": 14, "remind_hours": 120, "owner": "finance_officer", "tell": ["centre_director", "vice_president", "general_manager"]},
  "release_silence": {"unit": "days", "count": 14, "remind_hours": 168, "owner": "finance_officer", "tell": ["vice_president", "general_manager"]},
  "release_payment": {"unit": "days", "count": 14, "remind_hours": 120, "owner": "finance_officer", "tell": ["centre_director", "vice_president"]},
  "entry_objection": {"unit": "working_days", "count": 5, "remind_hours": 24, "owner": "finance_officer", "tell": ["centre_director", "vice_president"]}
}' from policy where name = 'limits' order by version desc limit 1;
