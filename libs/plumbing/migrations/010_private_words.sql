-- Private words stay for a while after the broker confirmed them; then they are found by this to be forgotten.
create index outbox_words_to_forget on outbox (published_at) where destination <> 'events' and body <> '';
