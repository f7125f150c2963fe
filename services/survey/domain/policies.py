"""What survey's policies can say (V1, V2, V8, N2): every other figure or word is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import number, record, share, whole

RETURN_VISITS = record({"working_days": whole(1, 60), "remind_share": share})
VISITING = record({
    "attempts": whole(1, 20), "attempt_days": whole(1, 20), "waiting_months": whole(1, 12),
    "officer_visits_least": whole(0, 100), "officer_visits_most": whole(1, 100),
    "household_share": share, "phone_share_most": number(0, 1),
})  # fmt: skip


def check_return_visits(data: Any) -> list[Problem]:
    """Within how many working days a visit is made, and when its maker is reminded."""
    return RETURN_VISITS(data, "")


def check_visiting(data: Any) -> list[Problem]:
    """How often to try, how long to wait without an answer, and how many visits a month there are to be."""
    found = VISITING(data, "")
    if found:
        return found
    if data["attempt_days"] > data["attempts"]:
        found.append(Problem("/attempt_days", str(data["attempt_days"]), "at most the number of attempts"))
    if data["officer_visits_least"] > data["officer_visits_most"]:
        found.append(Problem("/officer_visits_least", str(data["officer_visits_least"]), "at most officer_visits_most"))
    return found
