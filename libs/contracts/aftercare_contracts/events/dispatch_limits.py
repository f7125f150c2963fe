"""What dispatch says of the time limits it keeps (N2). The subject is the case, or what the limit is about."""

from typing import ClassVar

from . import limits


class DispatchLimitApproaching(limits.LimitApproaching):
    """A limit will end soon; ``reference`` is the number of what it is about. Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.limit.approaching.v1"
    reference: str
    contractor: str | None


class DispatchLimitPassed(limits.LimitPassed):
    """A limit has passed; ``tell`` is the superior who is to know now. Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.limit.passed.v1"
    reference: str
    contractor: str | None
