-- Audit may call up any item and send a statement back (F4); at the quarter's end the centre is told to draw it.
create table statement_call_up (
  statement_id uuid not null,
  position integer not null,
  reason text not null,
  by text not null,
  at timestamptz not null,
  primary key (statement_id, position),
  foreign key (statement_id, position) references statement_item
);
create trigger statement_call_up_is_append_only before update or delete on statement_call_up
  for each row execute function refuse_change();
create trigger statement_call_up_is_never_emptied before truncate on statement_call_up
  for each statement execute function refuse_change();

create view statement_item_now as
  select i.statement_id, i.position, i.place, i.part, i.total_fen, i.quarter_fen,
    i.for_audit or exists (select from statement_call_up u where (u.statement_id, u.position) = (i.statement_id, i.position))
    as for_audit
  from statement_item i;

alter table statement_act drop constraint statement_act_known;
alter table statement_act add constraint statement_act_known
  check (act in ('review', 'audit', 'serve', 'book', 'withdraw', 'return'));

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'S0 3.4.6; the figure is ours', data || '{
  "statement_due": {"unit": "working_days", "count": 10, "remind_hours": 48, "owner": "centre_director", "tell": ["vice_president", "general_manager"]}
}' from policy where name = 'limits' order by version desc limit 1;

insert into timer (subject, kind, due_at)
select 'quarter', 'quarter_end',
  (date_trunc('quarter', now() at time zone 'Asia/Shanghai') + interval '3 months') at time zone 'Asia/Shanghai';
