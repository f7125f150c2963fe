"""Survey's doors for people."""

from . import return_visits

ROUTERS = (return_visits.router,)
