"""The door for people: the registry of projects and units, handovers, cases and what follows."""

from . import (
    archives,
    cases,
    clocks,
    design,
    design_changes,
    duplicates,
    duty,
    exports,
    following,
    handovers,
    moves,
    past,
    people,
    persons,
    records,
    search,
    slips,
    transfers,
    unit_imports,
    units,
    weekly,
)

routers = (
    exports.router, unit_imports.router, units.router, people.router, handovers.router, moves.router, search.router,
    duplicates.router, cases.router, following.router, clocks.router, duty.router, slips.router, design.router,
    design_changes.router, transfers.router, weekly.router, persons.router, records.router, archives.router, past.router,
)  # fmt: skip
