-- Who sends to customers is told how they are reached; units are told again, with their owners and how many live there.
insert into timer (subject, kind, due_at) select 'customers', 'tell_people', now() where exists (select from customer);
insert into timer (subject, kind, due_at) select project, 'tell_units', now() from project
on conflict (subject, kind) where fired_at is null and disarmed_at is null do update set data = '{}', due_at = now();
