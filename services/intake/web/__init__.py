"""The door for people: projects and units, cases and what follows."""

from . import cases, clocks, duty, following, moves, units

routers = (units.router, moves.router, cases.router, following.router, clocks.router, duty.router)
