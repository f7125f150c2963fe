"""Notify's time limits: what approaches, what has passed (N2). The subject is what the limit is about."""

from typing import ClassVar

from . import limits


class NotifyLimitApproaching(limits.LimitApproaching):
    """A limit of notify's will end soon (N2). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.limit.approaching.v1"
    reference: str
    contractor: str | None


class NotifyLimitPassed(limits.LimitPassed):
    """A limit of notify's has passed (N2). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.limit.passed.v1"
    reference: str
    contractor: str | None
