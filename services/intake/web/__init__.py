"""The door for people: projects and units, cases and what follows."""

from . import cases, clocks, duty, following, moves, search, units

routers = (units.router, moves.router, search.router, cases.router, following.router, clocks.router, duty.router)
