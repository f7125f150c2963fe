"""Quality objectives for satisfaction (V9): a figure with a date, for the whole or for item groups.

Who reaches one is commended, also for single items; who stays below gets a corrective action with a date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import below, matching, number, one_of, record, rows, share, shown, text, whole
from aftercare_contracts.values import Role

from .satisfaction import Result, Tally

OWNERS = frozenset({
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.ENGINEERING_DESK, Role.ENGINEERING, Role.SALES_DESK, Role.SALES,
    Role.PROPERTY_DESK, Role.PROPERTY_COMPANY, Role.DESIGN,
})  # fmt: skip
"""Whose satisfaction an objective can be."""
CODE = matching(r"[a-z][a-z0-9_]{0,39}", "a code of small letters, digits and _, up to 40")
DAY = matching(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", "a day such as 2026-12-31")
OBJECTIVE = record({
    "code": CODE, "zh": text(60), "en": text(120), "form": CODE, "groups": rows(CODE, 0, 12), "owner": one_of(OWNERS),
    "share": share, "begins_on": DAY, "ends_on": DAY,
})  # fmt: skip
OBJECTIVES = record({
    "objectives": rows(OBJECTIVE, 0, 100), "days": whole(1, 365),
    "praise": record({"share": number(0, 1), "answers": whole(1, 10_000)}),
})  # fmt: skip


class Outcome(StrEnum):
    """What came of an objective at its date."""

    REACHED = "reached"
    BELOW = "below"
    NOTHING_RETURNED = "nothing_returned"


@dataclass(frozen=True, slots=True)
class Objective:
    """So high a share by the last day of a period: of the overall answers, or where groups are named of theirs."""

    code: str
    zh: str
    en: str
    form: str
    groups: tuple[str, ...]
    owner: Role
    share: float
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Praise:
    """From which share, and with how many answers, a single item is commended."""

    share: float
    answers: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """An objective beside what was reached; ``shortfall`` is how much of the share is missing, none where nothing is."""

    objective: Objective
    tally: Tally
    outcome: Outcome

    @property
    def shortfall(self) -> float | None:
        """The share that is missing."""
        if self.outcome is not Outcome.BELOW or self.tally.share is None:
            return None
        return self.objective.share - self.tally.share


def check_objectives(data: Any) -> list[Problem]:
    """What is wrong with the policy, by place."""
    if found := OBJECTIVES(data, ""):
        return found
    codes = [each["code"] for each in data["objectives"]]
    for i, each in enumerate(data["objectives"]):
        at = below("/objectives", i)
        if codes.index(each["code"]) != i:
            found.append(Problem(f"{at}/code", shown(each["code"]), "one that names no other objective"))
        days = [_day(each[name], f"{at}/{name}", found) for name in ("begins_on", "ends_on")]
        if days[0] and days[1] and days[1] < days[0]:
            found.append(Problem(f"{at}/ends_on", each["ends_on"], f"{each['begins_on']} or later"))
    return found


def _day(written: str, at: str, found: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        found.append(Problem(at, shown(written), "a day there is"))
        return None


def objectives_from(data: Mapping[str, Any]) -> list[Objective]:
    """As policy keeps them."""
    return [
        Objective(**each | {
            "groups": tuple(each["groups"]), "owner": Role(each["owner"]),
            "begins_on": date.fromisoformat(each["begins_on"]), "ends_on": date.fromisoformat(each["ends_on"]),
        })
        for each in data["objectives"]
    ]  # fmt: skip


def assess(objective: Objective, result: Result) -> Assessed:
    """What came of an objective; on the figure itself it is reached."""
    tally = result.overall
    if objective.groups:
        tally = Tally()
        for group in objective.groups:
            tally = tally.plus(result.groups.get(group, Tally()))
    if not tally.answered:
        return Assessed(objective, tally, Outcome.NOTHING_RETURNED)
    return Assessed(objective, tally, Outcome.REACHED if reaches(tally, objective.share) else Outcome.BELOW)


def reaches(tally: Tally, wanted: float) -> bool:
    """Whether the share is at least so high; reckoned in whole numbers, so that no rounding decides."""
    return Fraction(tally.satisfied, tally.answered) >= Fraction(str(wanted))


def praised_items(items: Sequence[str], result: Result, praise: Praise) -> list[str]:
    """The single items that deserve it, of those named."""
    return [
        item for item in items
        if (tally := result.items.get(item)) and tally.answered >= praise.answers and reaches(tally, praise.share)
    ]  # fmt: skip


def action_text(assessed: Assessed, project: str) -> str:
    """What the corrective action asks for."""
    objective, share = assessed.objective, assessed.tally.share
    assert share is not None
    assert assessed.shortfall is not None
    return (
        f"{project}“{objective.zh}”满意率为{share:.1%}，质量目标为{objective.share:.1%}，"
        f"低{assessed.shortfall * 100:.1f}个百分点。请分析原因，制定并落实纠正措施。"
    )
