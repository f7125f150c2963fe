"""Survey's doors for people."""

from . import return_visits, visit_months, visit_records, visiting

ROUTERS = (return_visits.router, visiting.router, visit_records.router, visit_months.router)
