"""The door for people: projects and units, cases and what follows."""

from . import cases, clocks, following, units

routers = (units.router, cases.router, following.router, clocks.router)
