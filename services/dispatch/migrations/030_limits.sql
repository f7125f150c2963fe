-- A quote that nobody answers is told to the site lead, then to the centre director, as every limit of a desk (N2).
insert into policy (name, version, holds_from, source, data)
select name, version + 1, holds_from + 1, 'N2; D2, S4#5 4.1.2; how long a quote stands is ours', data || '{
  "quote_answer": {"unit": "days", "count": 14, "remind_hours": 72, "owner": "property_desk", "tell": ["site_lead", "centre_director"]}
}' from policy where name = 'limits' order by version desc limit 1;
