-- Who tried links that open nothing, in the last minutes, counted for all replicas together. Worth nothing after a crash.
create unlogged table wrong_link (
  address text primary key,
  began_at timestamptz not null,
  tries int not null
);
create index wrong_link_by_age on wrong_link (began_at);
