-- Dead letters. One that has a place in the order lies in the inbox, and what follows waits behind it; the others, which
-- hold nobody up, lie here until somebody has looked at them.
create table stray_letter (
  letter_id uuid primary key,
  type text not null,
  reason text not null,
  body bytea not null,
  buried_at timestamptz not null,
  constraint stray_letter_says_why check (reason <> '')
);

-- What people did with dead letters: who, when, why, and by their hashes what was there before and after. It only grows.
create table dead_letter_act (
  act_id uuid primary key,
  letter_id uuid not null,
  verb text not null,
  source text,
  subject text,
  sequence bigint,
  type text not null,
  reason text not null,
  by text not null,
  at timestamptz not null,
  why text not null,
  changed text[] not null default '{}',
  sha256_before text not null,
  sha256_after text,
  constraint dead_letter_act_verb_known check (verb in ('read', 'replayed', 'mended', 'refused')),
  constraint dead_letter_act_says_why check (why <> '' and by <> ''),
  constraint dead_letter_act_mends_something check
    ((verb = 'mended') = (sha256_after is not null) and (verb = 'mended') = (cardinality(changed) > 0))
);
create index dead_letter_act_of_letter on dead_letter_act (letter_id, act_id);
create trigger dead_letter_act_is_append_only before update or delete on dead_letter_act
  for each row execute function refuse_change();
create trigger dead_letter_act_is_never_emptied before truncate on dead_letter_act
  for each statement execute function refuse_change();
