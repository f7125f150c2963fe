-- The words of notices are Jinja templates from here on: what stood in single braces stands in double ones. Whatever the newest
-- version says is carried over; the versions before it stay as they were.
create function pg_temp.in_jinja(words text) returns text language sql as $$
  select string_agg(
    case
      when part[1] in ('{{', '}}') then '{{ ''' || left(part[1], 1) || ''' }}'
      when part[1] like '{%' then '{{ ' || trim(both '{}' from part[1]) || ' }}'
      else part[1]
    end, '' order by place)
  from regexp_matches(words, '(\{\{|\}\}|\{\w+\}|[^{}]+)', 'g') with ordinality as found (part, place)
$$;

create function pg_temp.all_in_jinja(texts jsonb) returns jsonb language sql as $$
  select jsonb_agg(pg_temp.in_jinja(words) order by place) from jsonb_array_elements_text(texts) with ordinality as t (words, place)
$$;

insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'the same words as Jinja templates', (
  select jsonb_object_agg(event, (
    select jsonb_agg(line || jsonb_build_object(
      'zh', pg_temp.all_in_jinja(line -> 'zh'), 'en', pg_temp.all_in_jinja(line -> 'en')) order by place)
    from jsonb_array_elements(lines) with ordinality as l (line, place)))
  from jsonb_each(data) as e (event, lines))
from policy where name = 'notices' order by version desc limit 1;

drop function pg_temp.all_in_jinja(jsonb);
drop function pg_temp.in_jinja(text);
