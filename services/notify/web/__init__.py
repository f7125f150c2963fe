"""Notify's doors for people."""

from plumbing import task_views

from ..use_cases.looks import CHECKERS, KINDS
from . import announcements, contacts, daily, looks, meetings, notices, reports, subscriptions

ROUTERS = (
    notices.router,
    contacts.router,
    subscriptions.router,
    announcements.router,
    meetings.router,
    looks.router,
    task_views.router(KINDS, CHECKERS),
    daily.router,
    reports.router,
)
