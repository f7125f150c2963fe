"""Survey's doors: for people with a role, and for customers with a link."""

from . import answering, return_visits

ROUTERS = (return_visits.router, answering.router)
