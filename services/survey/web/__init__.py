"""Survey's doors for people."""

from . import return_visits, round_households, rounds, visit_months, visit_records, visiting

ROUTERS = (
    return_visits.router,
    visiting.router,
    visiting.wanted_router,
    visit_records.router,
    visit_months.router,
    rounds.router,
    round_households.router,
)
