"""What survey's policy can say (V1, N2): every other figure or word is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import record, share, whole

RETURN_VISITS = record({"working_days": whole(1, 60), "remind_share": share})


def check_return_visits(data: Any) -> list[Problem]:
    """Within how many working days a visit is made, and when its maker is reminded."""
    return RETURN_VISITS(data, "")
