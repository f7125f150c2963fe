"""Notify's doors for people."""

from . import notices

ROUTERS = (notices.router,)
