"""Survey's doors for people."""

from . import return_visits, visiting

ROUTERS = (return_visits.router, visiting.router)
