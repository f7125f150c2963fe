"""The door for people: the registry of projects and units, handovers, cases and what follows."""

from . import (
    actions,
    archives,
    cases,
    clocks,
    design,
    design_changes,
    duplicates,
    duty,
    exports,
    following,
    forum,
    handovers,
    lessons,
    moves,
    past,
    people,
    persons,
    public_replies,
    records,
    register,
    search,
    slips,
    suggestions,
    transfers,
    unit_imports,
    units,
    weekly,
)  # fmt: skip

routers = (
    exports.router, unit_imports.router, units.router, people.router, handovers.router, moves.router, search.router,
    duplicates.router, cases.router, following.router, register.router, clocks.router, duty.router, slips.router,
    design.router, design_changes.router, transfers.router, weekly.router, forum.router, public_replies.router,
    suggestions.router, actions.router, lessons.router, persons.router, records.router, archives.router, past.router,
)  # fmt: skip
