"""Danger: the squad begins at once; the claim and its reason reach the proper tier by the next working day (F1)."""

from aftercare_contracts.errors import Invalid, Problem

from .order import Order


class DangerUnexplained(Invalid):
    """The squad began at once because of danger; the claim says why."""


def must_say_why(order: Order, reason: str | None) -> None:
    """Raises ``DangerUnexplained`` where the work began in danger and the claim gives no reason."""
    if order.is_dangerous and not (reason or "").strip():
        raise DangerUnexplained("", Problem("/danger_reason", "missing", "why the work could not wait for approval"))
