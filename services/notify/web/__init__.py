"""Notify's doors for people."""

from . import announcements, notices, reports

ROUTERS = (
    notices.router,
    announcements.router,
    reports.router,
)
