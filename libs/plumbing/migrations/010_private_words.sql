-- concurrently
-- Private words stay for a while after the broker confirmed them; then they are found by this to be forgotten.
drop index concurrently if exists outbox_words_to_forget;
create index concurrently if not exists outbox_words_to_forget on outbox (published_at) where destination <> 'events' and body <> '';
