-- The posted price list, and the owner's signed agreement to a price before his own damage is repaired (D2, S4#5 4.1.2).
create table price_list (
  list_id uuid primary key,
  project text,
  holds_from date not null,
  basis text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  verdict text,
  decided_by text,
  decided_at timestamptz,
  because text not null default '',
  constraint price_list_verdict_known check (verdict in ('confirmed', 'refused')),
  constraint price_list_decided_whole check (num_nulls(verdict, decided_by, decided_at) in (0, 3)),
  constraint price_list_decided_by_another check (decided_by <> entered_by)
);
create unique index price_list_one_a_day on price_list (coalesce(project, ''), holds_from) where verdict = 'confirmed';
create table price_line (
  list_id uuid not null references price_list (list_id),
  place integer not null,
  code text not null,
  name text not null,
  unit text not null,
  price_fen bigint not null,
  primary key (list_id, place),
  constraint price_line_code_once unique (list_id, code),
  constraint price_line_price_positive check (price_fen > 0)
);

-- A quote never changes; what became of it is a row beside it: one answer, and one withdrawal in place of it or after a refusal.
create table quote (
  quote_id uuid primary key,
  quote_no text not null,
  order_id uuid not null references work_order (order_id),
  list_id uuid not null references price_list (list_id),
  finding text not null,
  photos text[] not null,
  total_fen bigint not null,
  made_by text not null,
  made_at timestamptz not null,
  valid_until timestamptz not null,
  constraint quote_no_once unique (quote_no),
  constraint quote_rests_on_evidence check (cardinality(photos) > 0),
  constraint quote_total_positive check (total_fen > 0)
);
create index quote_of_order on quote (order_id, quote_id);
create table quote_line (
  quote_id uuid not null references quote (quote_id),
  place integer not null,
  code text not null,
  name text not null,
  unit text not null,
  price_fen bigint not null,
  quantity_hundredths bigint not null,
  amount_fen bigint not null,
  primary key (quote_id, place),
  constraint quote_line_code_once unique (quote_id, code),
  constraint quote_line_amount_rounds_half_up check (amount_fen = (price_fen * quantity_hundredths + 50) / 100)
);
create table quote_answer (
  quote_id uuid not null references quote (quote_id),
  verdict text not null,
  at timestamptz not null,
  by text not null,
  signer text,
  paper text,
  reason text not null,
  primary key (quote_id, verdict),
  constraint quote_answer_verdict_known check (verdict in ('agreed', 'refused', 'lapsed', 'withdrawn')),
  constraint quote_answer_agreed_by_somebody check (verdict <> 'agreed' or signer is not null)
);
create unique index quote_answer_once on quote_answer (quote_id) where verdict <> 'withdrawn';
-- The pictures and papers of a quote; they are not for the contractor, who may have had the order before.
create table quote_photo (
  sha256 text not null references photo (sha256),
  quote_id uuid not null references quote (quote_id),
  primary key (sha256, quote_id)
);

do $$
declare name text;
begin
  foreach name in array array['price_line', 'quote', 'quote_line', 'quote_answer', 'quote_photo']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   name || '_is_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                   name || '_is_never_emptied', name);
  end loop;
end $$;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'D2, S4#5 4.1.2; how long a quote stands is ours', data || '{
  "quote_answer": {"unit": "days", "count": 14, "remind_hours": 72, "owner": "property_desk", "tell": ["site_lead"]}
}' from policy where name = 'limits' order by version desc limit 1;
