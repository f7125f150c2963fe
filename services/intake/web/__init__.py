"""The door for people: projects and units, cases, what follows, how they are conducted."""

from . import (
    cases,
    classifications,
    conduct,
    following,
    ladder,
    majors,
    plans,
    reviews,
    staff_complaints,
    units,
)

routers = (
    units.router, cases.router, following.router,
    conduct.router, classifications.router, plans.router, ladder.router, majors.router, staff_complaints.router, reviews.router,
)  # fmt: skip
