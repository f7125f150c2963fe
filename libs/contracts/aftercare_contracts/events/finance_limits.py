"""What finance says of the time limits it keeps (N2). The subject is the case, or what the limit is about."""

from typing import ClassVar

from . import limits


class FinanceLimitApproaching(limits.LimitApproaching):
    """A limit will end soon; ``reference`` is the number of what it is about. Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.limit.approaching.v1"
    reference: str
    contractor: str | None


class FinanceLimitPassed(limits.LimitPassed):
    """A limit has passed; ``tell`` is the superior who is to know now. Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.limit.passed.v1"
    reference: str
    contractor: str | None
