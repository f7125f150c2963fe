"""Notify's doors for people."""

from . import announcements, notices

ROUTERS = (
    notices.router,
    announcements.router,
)
