-- Whose words are to be forgotten is found by the customer.
create index return_visit_of_customer on return_visit (customer_id);
create index visit_record_of_customer on visit_record (customer_id);
create index round_household_of_customer on round_household (customer_id);
