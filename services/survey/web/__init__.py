"""Survey's doors: for people with a role, and for customers with a link."""

from . import (
    answering,
    campaigns,
    households_asked,
    letters,
    low_scores,
    objectives,
    repair_questions,
    results,
    return_visits,
    round_households,
    rounds,
    tasks,
    visit_months,
    visit_records,
    visiting,
)  # fmt: skip

ROUTERS = (
    return_visits.router, visiting.router, visiting.wanted_router, visit_records.router, visit_months.router, rounds.router,
    round_households.router, results.router, low_scores.router, tasks.router, objectives.router, repair_questions.router,
    letters.router, households_asked.router, campaigns.router, answering.router,
)  # fmt: skip
