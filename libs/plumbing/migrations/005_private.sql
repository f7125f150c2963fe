-- Private messages: to our own services only, their words gone from here once the broker has them.
alter table outbox drop constraint outbox_destination_known;
alter table outbox add constraint outbox_destination_known check (destination in ('events', 'private', 'dead'));
drop index outbox_sequence_gapless;
create unique index outbox_sequence_gapless on outbox (subject, sequence) where destination <> 'dead';
