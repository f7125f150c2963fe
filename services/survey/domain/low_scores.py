"""Low scores (V4, B6): whoever is dissatisfied finds his matter taken up by a named office and checked by another.

Every dissatisfied item asks for a case; the customer is seriously dissatisfied with the overall answer at the lowest step, or
with so many such items; once a year a sample shows how the forms were acted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound, Problem
from aftercare_contracts.shapes import matching, one_of, record, table, whole
from aftercare_contracts.values import Role

from .forms import Counts, Form
from .responses import Answer, Response, overall_counts

OWNERS = frozenset({
    Role.SITE_LEAD, Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY, Role.SERVICE_SUPERVISOR,
})  # fmt: skip
"""Who may be the one to take a low score up."""
LOW_SCORES = record({
    "owners": table(matching(r"[a-z][a-z0-9_]{0,39}", "a group's code"), one_of(OWNERS)), "otherwise": one_of(OWNERS),
    "days": whole(1, 90), "serious_items": whole(1, 60), "yearly_sample": whole(1, 1000),
})  # fmt: skip


class SeriousBecause(StrEnum):
    """Why a customer counts as seriously dissatisfied (V4)."""

    LOWEST_OVERALL = "lowest_overall"
    MANY_ITEMS = "many_items"


class NoSuchLowScore(NotFound):
    """There is no such low score, or it is not yours to see."""


class NoSuchSample(NotFound):
    """There is no such sample."""


class NotInSample(NotFound):
    """The sample does not hold this item."""


class CheckedBefore(AlreadyDone):
    """This item of the sample was checked before."""


class SampleSigned(AlreadyDone):
    """The sample is signed."""


class NotAllChecked(Conflict):
    """The sample is signed once each of its items is checked."""


class OwnHand(Forbidden):
    """Who acted on a form, or took it down, does not judge how it was acted on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The figures of policy: who takes which group up and within how many days; when it is serious; how many are sampled."""

    owners: Mapping[str, Role]
    otherwise: Role
    days: int
    serious_items: int
    yearly_sample: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """As policy keeps it."""
        owners = {group: Role(owner) for group, owner in data["owners"].items()}
        return cls(owners, Role(data["otherwise"]), data["days"], data["serious_items"], data["yearly_sample"])


@dataclass(frozen=True, slots=True)
class Low:
    """What of a response is dissatisfied: the items, whose they are, and whether the overall answer is."""

    items: tuple[Answer, ...]
    is_overall: bool
    owed: Mapping[Role, tuple[str, ...]]
    """By who takes it up, the item codes; the overall answer stands for no item."""
    serious_because: SeriousBecause | None


@dataclass(frozen=True, slots=True)
class LowScore:
    """A response with something dissatisfied in it, by its number."""

    low_score_id: UUID
    low_score_no: str
    response_id: UUID
    form_code: str
    form_version: int
    project: str
    unit_no: str | None
    is_overall: bool
    serious_because: SeriousBecause | None
    scored_by: str | None
    at: datetime
    replaced_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class LowItem:
    """One dissatisfied item: the asking for its case, and the case once intake registered it."""

    item: str
    step: str
    asked_id: UUID
    case_id: UUID | None = None
    case_no: str | None = None


def check_low_scores(data: Any) -> list[Problem]:
    """What is wrong with the policy, by place."""
    return LOW_SCORES(data, "")


def low_in(response: Response, form: Form, rule: Rule) -> Low | None:
    """What is dissatisfied in a response; none where nothing is (V4, B6)."""
    items = tuple(each for each in response.answers if form.step(each.step).counts is Counts.DISSATISFIED)
    is_overall = overall_counts(response, form) is Counts.DISSATISFIED
    if not items and not is_overall:
        return None
    group_of = {item.code: group.code for group in form.groups for item in group.items}
    owed: dict[Role, tuple[str, ...]] = {}
    for each in items:
        owner = rule.owners.get(group_of[each.item], rule.otherwise)
        owed[owner] = (*owed.get(owner, ()), each.item)
    if is_overall:
        owed.setdefault(rule.otherwise, ())
    return Low(items, is_overall, owed, serious_because(response, form, len(items), rule))


def serious_because(response: Response, form: Form, items: int, rule: Rule) -> SeriousBecause | None:
    """Overall at the lowest step, or so many dissatisfied items or more (V4)."""
    if response.overall is not None and response.overall == form.lowest.code:
        return SeriousBecause.LOWEST_OVERALL
    return SeriousBecause.MANY_ITEMS if items >= rule.serious_items else None


def what_is_owed(form: Form, low_score_no: str, items: Sequence[str], is_overall: bool) -> str:
    """The task's text: which items, without a word of the customer's."""
    named = {item.code: item.zh for item in form.items}
    asked = [named[item] for item in items] + ([form.overall.zh] if is_overall and form.overall else [])
    return f"{form.zh}{low_score_no}：客户对{'、'.join(asked)}不满意。请查明原因、整改落实，并将结果告知客户。"


def complaint_of(form: Form, answer: Answer) -> str:
    """The words of the case that a dissatisfied item asks for: the item, the step and the comment beside it."""
    group, item = next((group, item) for group in form.groups for item in group.items if item.code == answer.item)
    said = f"{form.zh}：{group.zh}“{item.zh}”评为“{form.step(answer.step).zh}”。"
    return f"{said}客户意见：{answer.comment}" if answer.comment.strip() else f"{said}客户未写明意见，请专题回访了解。"


def draw(population: Sequence[tuple[UUID, str]], size: int, seed: int) -> list[tuple[UUID, str]]:
    """A random sample of dissatisfied items, each as likely as any other; the same seed draws the same (V4)."""
    return Random(seed).sample(sorted(population), min(size, len(population)))
