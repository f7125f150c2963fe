-- What owners and third parties owe (D2), entries taken back by two (F6).
create table agreed_price (
  quote_id uuid primary key,
  quote_no text not null,
  order_id uuid not null,
  price_fen bigint not null,
  agreed_at timestamptz not null,
  constraint agreed_price_once_an_order unique (order_id),
  constraint agreed_price_positive check (price_fen > 0)
);

create table reversal (
  reversal_id uuid primary key,
  entry_id bigint not null references ledger_entry,
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null,
  decided_by text,
  decided_at timestamptz,
  note text not null,
  constraint reversal_state_known check (state in ('asked', 'confirmed', 'refused')),
  constraint reversal_decided_whole check ((state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint reversal_by_two check (decided_by <> asked_by or state = 'refused')
);
create unique index reversal_once_an_entry on reversal (entry_id) where state <> 'refused';
create index reversal_open on reversal (reversal_id) where state = 'asked';
create index ledger_entry_by_moment on ledger_entry (made_at, id);
