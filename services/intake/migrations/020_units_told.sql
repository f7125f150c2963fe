-- The other services are told of units now (L3); of those entered before, project by project, from the first moment on.
insert into timer (subject, kind, due_at) select project, 'tell_units', now() from project;
