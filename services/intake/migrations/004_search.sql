-- What cases are found by: words, numbers by their end, units, phones. The list goes by the moment of registration.
create table case_text (
  case_id uuid primary key references case_file,
  plain text not null,
  words text[] not null,
  sketch integer[] not null
);
create index case_text_words on case_text using gin (words);

create index case_by_registration on case_file (registered_at desc, case_id desc);
create index case_by_project_registration on case_file (project, registered_at desc, case_id desc);
create index case_by_state_registration on case_file (state, registered_at desc, case_id desc);
create index case_by_project_state on case_file (project, state, registered_at desc, case_id desc);
create index case_by_unit on case_file (project, unit_no, registered_at desc) where unit_no is not null;
create index case_by_number_end on case_file (reverse(case_no) text_pattern_ops);
create index case_by_external_ref on case_file (external_ref) where external_ref is not null;
create index case_by_customer on case_file (customer_id);
create index case_merged on case_file (merged_into) where merged_into is not null;
drop index case_by_project;
drop index case_by_state;

alter table customer add column phone_end text generated always as (reverse(regexp_replace(phone, '[^0-9]', '', 'g'))) stored;
create index customer_by_phone_end on customer (phone_end text_pattern_ops);

-- A phone was asked for; which, only as a digest.
create table phone_look (
  id bigint generated always as identity primary key,
  by text not null,
  roles text[] not null,
  phone_digest text not null,
  found integer not null,
  at timestamptz not null
);
create trigger phone_look_is_append_only before update or delete on phone_look for each row execute function refuse_change();

create table case_link (
  link_id uuid primary key,
  one uuid not null references case_file,
  other uuid not null references case_file,
  reason text not null,
  linked_by text not null,
  linked_at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  constraint link_of_two check (one < other)
);
create unique index case_link_once on case_link (one, other) where undone_at is null;
create index case_link_other on case_link (other);

create table case_merge (
  merge_id uuid primary key,
  case_id uuid not null references case_file,
  into_id uuid not null references case_file,
  reason text not null,
  merged_by text not null,
  merged_at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  undone_because text
);
create unique index case_merge_once on case_merge (case_id) where undone_at is null;

-- The same kind again within a month after handling (V2, I12).
create table case_repeat (
  case_id uuid not null references case_file,
  earlier_id uuid not null references case_file,
  is_same_customer boolean not null,
  noticed_at timestamptz not null,
  primary key (case_id, earlier_id)
);
create index case_repeat_of on case_repeat (earlier_id);
create index case_same_kind on case_file (project, matter, registered_at desc);

insert into policy (name, version, holds_from, source, data) values
('duplicates', 1, '2000-01-01', 'ours (B3)', '{"days": 30, "like": 0.3, "shown": 10, "unit_pattern": "(.+)-\\d{1,2}(\\d{2})"}'),
('repeats', 1, '2000-01-01', 'S3 4.4.2 d5, 4.6.5; the number is ours (I12)', '{"months": 1, "far_reaching": 3}');
-- Cases that are there already get their words one batch after another.
insert into timer (subject, kind, due_at) select 'intake', 'words_catch_up', now() where exists (select from case_file);
