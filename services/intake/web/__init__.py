"""The door for people: projects and units, cases and what follows."""

from . import (
    actions,
    cases,
    following,
    forum,
    lessons,
    public_replies,
    register,
    suggestions,
    units,
)

routers = (
    units.router, cases.router, following.router, register.router, forum.router, public_replies.router, suggestions.router,
    actions.router, lessons.router,
)  # fmt: skip
