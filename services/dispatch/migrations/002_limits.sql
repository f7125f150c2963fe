-- Time limits of work orders and of what stands beside them (N2).
insert into policy (name, version, holds_from, source, data) values
('limits', 1, '2000-01-01', 'S1 5.6.1; N2; figures and reminders are ours', '{
  "engineering_finding": {"unit": "working_days", "count": 2, "remind_hours": 8, "owner": "engineering", "tell": ["deputy_chief_engineer", "vice_president"]}
}');
