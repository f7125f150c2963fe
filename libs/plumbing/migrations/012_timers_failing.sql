-- concurrently
-- What is watched all the time is found without reading the whole table.
drop index concurrently if exists timer_failing;
create index concurrently if not exists timer_failing on timer (due_at) where attempts > 0 and fired_at is null and disarmed_at is null;
