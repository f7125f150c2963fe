"""Notify's doors for people."""

from . import announcements, meetings, notices

ROUTERS = (
    notices.router,
    announcements.router,
    meetings.router,
)
