"""Survey's doors: for people with a role, and for customers with a link."""

from . import answering, campaigns, households_asked, return_visits

ROUTERS = (return_visits.router, households_asked.router, campaigns.router, answering.router)
