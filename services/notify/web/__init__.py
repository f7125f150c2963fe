"""Notify's doors for people."""

from . import contacts, notices, subscriptions

ROUTERS = (notices.router, contacts.router, subscriptions.router)
