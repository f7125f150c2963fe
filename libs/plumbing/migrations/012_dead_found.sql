-- concurrently
-- What is watched all the time is found without reading the whole table.
drop index concurrently if exists inbox_dead;
create index concurrently if not exists inbox_dead on inbox (event_id) where state = 'dead';
