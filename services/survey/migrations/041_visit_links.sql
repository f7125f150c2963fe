-- By which link a customer who wished to answer online does so (V1).
create table visit_link (
  link_id uuid primary key references link,
  visit_id uuid not null unique references return_visit
);
