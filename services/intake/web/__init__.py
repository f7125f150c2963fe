"""The door for people: the registry of projects and units, handovers, cases and what follows."""

from . import (
    cases,
    clocks,
    duplicates,
    duty,
    exports,
    following,
    handovers,
    moves,
    people,
    search,
    unit_imports,
    units,
)

routers = (
    exports.router, unit_imports.router, units.router, people.router, handovers.router, moves.router, search.router,
    duplicates.router, cases.router, following.router, clocks.router, duty.router,
)  # fmt: skip
