-- A refused message was never applied and never will be: the position has passed it, and its words are gone.
-- Each check only allows more than the one before it did, so the rows that are there need not be looked at,
-- and an earlier release beside this one passes a refused message as one that it has applied.
-- squawk-ignore ban-drop-constraint
alter table inbox drop constraint inbox_state_known;
alter table inbox add constraint inbox_state_known check (state in ('waiting', 'applied', 'dead', 'refused')) not valid;
-- squawk-ignore ban-drop-constraint
alter table inbox drop constraint inbox_keeps_what_is_not_applied;
alter table inbox add constraint inbox_keeps_what_is_not_applied
  check (state = 'applied' or (state = 'refused') = (body is null)) not valid;
