"""The door for people: projects and units, cases and what follows."""

from . import cases, design, design_changes, following, slips, transfers, units, weekly

routers = (
    units.router, cases.router, following.router, slips.router, design.router, design_changes.router, transfers.router,
    weekly.router,
)  # fmt: skip
