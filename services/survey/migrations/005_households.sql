-- A copy of intake's registry: who can be visited and asked, and since when an estate is lived in (V3, V6, V8).
create table estate (
  project text primary key,
  name text not null,
  first_collective_handover_on date
);
create table household (
  unit_id uuid primary key,
  project text not null,
  unit_no text not null,
  building text not null,
  completion_accepted_on date not null,
  handed_over_on date,
  refused_on date,
  owner_id uuid,
  residents integer not null,
  constraint household_once unique (project, unit_no),
  constraint household_residents_counted check (residents >= 0)
);
create index household_handed_over on household (project, building, unit_no) where handed_over_on is not null;
create index household_of_owner on household (owner_id);
