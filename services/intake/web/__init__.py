"""The door for people: the registry of projects and units, handovers, cases and what follows."""

from . import cases, exports, following, handovers, people, unit_imports, units

routers = (
    exports.router, unit_imports.router, units.router, people.router, handovers.router, cases.router, following.router,
)  # fmt: skip
