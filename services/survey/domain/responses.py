"""What a customer answered on a form (V5), and whether that makes sense. Nothing is filled in for him (B6)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.shapes import shown

from .forms import Counts, Form

ITEM_COMMENT_MAX, COMMENT_MAX = 500, 2000


class By(StrEnum):
    """How an answer reached us: from the customer's own hand, or entered by staff."""

    LINK = "link"
    PAPER = "paper"
    PHONE = "phone"
    HOME = "home"


class WrongAnswers(Invalid):
    """These answers do not fit the form."""


class NothingAnswered(Invalid):
    """Nothing was answered: choose at least one step, or write a comment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An item's step, with the comment beside it. An item left out is simply not answered."""

    item: str
    step: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A form filled in. ``entered_by`` is the member of staff, none where the customer answered by link."""

    response_id: UUID
    form_code: str
    form_version: int
    campaign_id: UUID | None
    link_id: UUID | None
    case_id: UUID | None
    project: str
    building: str | None
    unit_no: str | None
    customer_id: UUID | None
    answers: tuple[Answer, ...]
    overall: str | None
    comment: str
    given_at: datetime
    by: By
    entered_by: str | None
    is_pilot: bool
    signed_as: str = ""
    replaces: UUID | None = None


def check(response: Response, form: Form) -> None:
    """Raises ``NothingAnswered``, and ``WrongAnswers`` with each fault's place."""
    if not response.answers and response.overall is None and not response.comment.strip():
        raise NothingAnswered("", Problem("/answers", "nothing", "a step of at least one item, or a comment"))
    if found := list(_faults(response, form)):
        raise WrongAnswers("", *found)


def _faults(response: Response, form: Form) -> Iterator[Problem]:
    items, steps = {item.code for item in form.items}, [step.code for step in form.scale]
    times = Counter(answer.item for answer in response.answers)
    for i, answer in enumerate(response.answers):
        if answer.item not in items:
            yield Problem(f"/answers/{i}/item", shown(answer.item), f"an item of the form {form.code}")
        elif times[answer.item] > 1:
            yield Problem(f"/answers/{i}/item", f"{shown(answer.item)} {times[answer.item]} times", "each item once")
        if answer.step not in steps:
            yield Problem(f"/answers/{i}/step", shown(answer.step), f"one of: {', '.join(steps)}")
        if len(answer.comment) > ITEM_COMMENT_MAX:
            yield Problem(f"/answers/{i}/comment", f"{len(answer.comment)} characters", f"up to {ITEM_COMMENT_MAX}")
    if response.overall is not None and form.overall is None:
        yield Problem("/overall", shown(response.overall), "nothing: this form has no overall item")
    elif response.overall is not None and response.overall not in steps:
        yield Problem("/overall", shown(response.overall), f"one of: {', '.join(steps)}")
    if len(response.comment) > COMMENT_MAX:
        yield Problem("/comment", f"{len(response.comment)} characters", f"up to {COMMENT_MAX}")


def counted(response: Response, form: Form) -> Mapping[Counts, int]:
    """How many of the items answered count as what; the overall item apart."""
    found = Counter(form.step(answer.step).counts for answer in response.answers)
    return {counts: found[counts] for counts in Counts}


def overall_counts(response: Response, form: Form) -> Counts | None:
    """What the overall answer counts as; none where there is none (V7)."""
    return form.step(response.overall).counts if response.overall is not None else None
