-- Time limits (N2), and the kinds of entries that a release, what others owe, and its payment need.
insert into policy (name, version, holds_from, source, data) values
('limits', 1, '2000-01-01', 'S0 3.4.5; N2; reminders are ours', '{
  "danger_claim": {"unit": "working_days", "count": 1, "remind_hours": 4, "owner": "repair_squad", "tell": ["site_lead", "centre_director"]}
}');

alter table ledger_entry drop constraint ledger_kind_known;
alter table ledger_entry add constraint ledger_kind_known check (kind in (
  'allotment', 'cost', 'retention_opened', 'hold', 'lift', 'company_cost', 'deduction', 'refill', 'correction',
  'release', 'receivable', 'receipt'));
