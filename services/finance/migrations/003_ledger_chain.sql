-- The ledger is a chain: each entry's hash is over its content and the hash before it (F6). An entry joins the chain when its
-- transaction commits, so that nothing else is waited for while the end of the chain is held.
create table ledger_head (
  one boolean primary key default true,
  position bigint not null,
  hash text not null,
  constraint ledger_head_is_one check (one)
);
insert into ledger_head (position, hash) values (0, repeat('0', 64));

create table ledger_link (
  position bigint primary key,
  entry_id bigint not null references ledger_entry,
  previous_hash text not null,
  hash text not null,
  constraint ledger_link_once_an_entry unique (entry_id),
  constraint ledger_link_never_forks unique (previous_hash),
  constraint ledger_link_hash_once unique (hash),
  constraint ledger_link_hash_looks_like_one check (hash ~ '^[0-9a-f]{64}$' and previous_hash ~ '^[0-9a-f]{64}$')
);

-- What is hashed, as text: a JSON array of the hash before, position, reference, kind, project, reason, basis, the moment in
-- microseconds since 1970, who made it, and its postings in order as [source, destination, amount in fen].
create function ledger_content(entry bigint, place bigint, previous text) returns text language sql stable as $$
  select jsonb_build_array(
    previous, place, e.reference, e.kind, e.project, e.reason, e.basis,
    (extract(epoch from e.made_at) * 1000000)::bigint, e.made_by,
    coalesce((select jsonb_agg(jsonb_build_array(p.source, p.destination, p.amount_fen) order by p.position)
              from ledger_posting p where p.entry_id = e.id), '[]'))::text
  from ledger_entry e where e.id = entry
$$;

create function ledger_join_chain(entry bigint) returns void language plpgsql as $$
declare
  head ledger_head;
  own text;
begin
  select * into head from ledger_head for update;
  own := encode(sha256(convert_to(ledger_content(entry, head.position + 1, head.hash), 'UTF8')), 'hex');
  insert into ledger_link (position, entry_id, previous_hash, hash) values (head.position + 1, entry, head.hash, own);
  update ledger_head set position = head.position + 1, hash = own;
end $$;

do $$
declare entry bigint;
begin
  for entry in select id from ledger_entry order by id loop
    perform ledger_join_chain(entry);
  end loop;
end $$;

create function ledger_entry_must_join_chain() returns trigger language plpgsql as $$
begin
  perform ledger_join_chain(new.id);
  return null;
end $$;
create constraint trigger ledger_entry_joins_chain after insert on ledger_entry
  deferrable initially deferred for each row execute function ledger_entry_must_join_chain();

create function ledger_head_only_moves_on() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' or new.position <> old.position + 1
     or not exists (select from ledger_link where position = new.position and hash = new.hash) then
    raise exception 'the end of the ledger''s chain only moves on with an entry'
      using errcode = 'check_violation', constraint = 'ledger_head_only_moves_on';
  end if;
  return new;
end $$;
create trigger ledger_head_only_moves_on before update or delete on ledger_head
  for each row execute function ledger_head_only_moves_on();
create trigger ledger_head_is_never_emptied before truncate on ledger_head
  for each statement execute function refuse_change();
create trigger ledger_link_is_append_only before update or delete on ledger_link
  for each row execute function refuse_change();
create trigger ledger_link_is_never_emptied before truncate on ledger_link
  for each statement execute function refuse_change();
