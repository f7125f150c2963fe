-- What the calendar said before it was changed, so that whatever was reckoned by it can be explained later.
create table calendar_day_was (
  day date not null,
  is_working boolean not null,
  name text not null,
  is_provisional boolean not null,
  source text not null,
  until timestamptz not null,
  primary key (day, until)
);
create trigger calendar_day_was_is_append_only before update or delete on calendar_day_was
  for each row execute function refuse_change();
