-- A note on trying to reach a household can be forgotten, as what its people wrote can.
create or replace function refuse_all_but_forgetting() returns trigger language plpgsql as $$
declare
  forgotten jsonb := '{"comment": "", "signed_as": "", "note": ""}';
begin
  if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) || (select coalesce(jsonb_object_agg(key, value), '{}')
      from jsonb_each(forgotten) where to_jsonb(old) ? key) then
    return new;
  end if;
  raise exception '% is append only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
drop trigger invitation_follow_up_only_grows on invitation_follow_up;
create trigger invitation_follow_up_only_grows before update or delete on invitation_follow_up
  for each row execute function refuse_all_but_forgetting();

-- Whose links and invitations end with him is found by the customer.
create index link_of_customer on link (customer_id);
create index invitation_of_customer on invitation (customer_id) where customer_id is not null;
create index response_of_case on response (case_id) where case_id is not null;
create index repair_case_of_customer on repair_case (customer_id) where customer_id is not null;
