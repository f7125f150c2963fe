"""Survey's doors for people."""

from . import letters, low_scores, objectives, repair_questions, results, return_visits, tasks

ROUTERS = (
    return_visits.router, results.router, low_scores.router, tasks.router, objectives.router, repair_questions.router,
    letters.router,
)  # fmt: skip
