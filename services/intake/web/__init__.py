"""The door for people: projects and units, cases and what follows."""

from . import cases, clocks, duplicates, duty, following, moves, search, units

routers = (
    units.router,
    moves.router,
    search.router,
    duplicates.router,
    cases.router,
    following.router,
    clocks.router,
    duty.router,
)
