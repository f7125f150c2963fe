"""Notify's doors for people."""

from plumbing import task_views

from ..use_cases.looks import CHECKERS, KINDS
from . import announcements, daily, looks, meetings, notices, reports

ROUTERS = (
    notices.router,
    announcements.router,
    meetings.router,
    looks.router,
    task_views.router(KINDS, CHECKERS),
    daily.router,
    reports.router,
)
