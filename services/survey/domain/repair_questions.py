"""After every repair the customer is asked about attitude, punctuality and quality (V10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Forbidden, NotFound, Problem
from aftercare_contracts.shapes import matching, one_of, record, share, whole
from aftercare_contracts.values import Role

from .low_scores import OWNERS

REPAIR_QUESTION = record({
    "form": matching(r"[a-z][a-z0-9_]{0,39}", "a form's code"), "share": share, "count_after_days": whole(0, 28),
    "owner": one_of(OWNERS), "days": whole(1, 90), "link_days": whole(1, 90),
})  # fmt: skip


class NoSuchQuestion(NotFound):
    """No repair of this number waits for the customer's word, or it is not yours to see."""


class AnsweredBefore(AlreadyDone):
    """The customer has answered about this repair."""


class HadAHandInIt(Forbidden):
    """Whoever did or ordered the repair does not ask the customer about it (V10, B6)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The figures of policy: which form, what share of a month's repairs must have an answer, when that is counted, who owes
    the rest and within how many days, how long a link opens."""

    form: str
    share: float
    count_after_days: int
    owner: Role
    days: int
    link_days: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """As policy keeps it."""
        return cls(**dict(data) | {"owner": Role(data["owner"])})


@dataclass(frozen=True, slots=True)
class RepairQuestion:
    """One repair and whether the customer has answered about it. ``hands`` did or ordered the work."""

    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    contractor: str | None
    hands: tuple[str, ...]
    completed_at: datetime
    unit_no: str | None = None
    customer_id: UUID | None = None
    link_id: UUID | None = None
    response_id: UUID | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How many repairs there were, and how many of the customers answered."""

    repairs: int
    answered: int

    @property
    def share(self) -> float | None:
        """None where there was no repair."""
        return self.answered / self.repairs if self.repairs else None

    def missing(self, wanted: float) -> int:
        """How many answers are missing to the share that must be reached."""
        return max(0, ceil(Fraction(str(wanted)) * self.repairs) - self.answered)


def check_repair_question(data: Any) -> list[Problem]:
    """What is wrong with the policy, by place."""
    return REPAIR_QUESTION(data, "")


def must_be_free(question: RepairQuestion, by: str) -> None:
    """Raises ``AnsweredBefore``, ``HadAHandInIt``."""
    if question.response_id:
        raise AnsweredBefore
    if by in question.hands:
        raise HadAHandInIt


def reached(questions: Iterable[RepairQuestion]) -> dict[tuple[str, str | None], Reached]:
    """By project and contractor; the squad's own repairs stand under none."""
    counted: dict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0, 0])
    for each in questions:
        figures = counted[each.project, each.contractor]
        figures[0] += 1
        figures[1] += each.response_id is not None
    return {key: Reached(*figures) for key, figures in counted.items()}


def of_projects(figures: Mapping[tuple[str, str | None], Reached]) -> dict[str, Reached]:
    """All contractors of a project together."""
    together: dict[str, Reached] = {}
    for (project, _), each in figures.items():
        before = together.get(project, Reached(0, 0))
        together[project] = Reached(before.repairs + each.repairs, before.answered + each.answered)
    return together


def shortfall_text(project: str, month: str, figures: Reached, wanted: float) -> str:
    """What the task asks for where too few customers were asked."""
    return (
        f"{project} {month}完工维修{figures.repairs}单，已取得客户评价{figures.answered}单，"
        f"要求达到{wanted:.0%}，尚缺{figures.missing(wanted)}单。请安排未参与该维修的人员电话补访。"
    )
