"""What is written into the register's form beside what the case itself records (来电、来访登记表, I1)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Invalid, Problem


class Written(StrEnum):
    """The form's entries that somebody writes."""

    ACTION_TAKEN = "action_taken"
    FOLLOW_UP_NEEDED = "follow_up_needed"
    FOLLOW_UP_DONE = "follow_up_done"
    CUSTOMER_FEEDBACK = "customer_feedback"


AFTER_CLOSING = frozenset({Written.FOLLOW_UP_DONE, Written.CUSTOMER_FEEDBACK})
"""What may still come when the case is closed: it moves nothing."""


class Signer(StrEnum):
    """Who signed for the customer; his name stands with the customer's own data only."""

    CUSTOMER = "customer"
    FAMILY = "family"
    PROXY = "proxy"


class SignedHow(StrEnum):
    """How the customer put his name to it."""

    PAPER = "paper"
    ON_SCREEN = "on_screen"
    BY_PHONE = "by_phone"


@dataclass(frozen=True, slots=True)
class Signature:
    """A statement that the customer signed."""

    signed_by: Signer
    signed_how: SignedHow
    signed_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is written into the form; a follow-up done ``answers`` the one that was needed."""

    kind: Written
    text: str
    happened_on: date
    answers: UUID | None = None
    signature: Signature | None = None


class LineIncomplete(Invalid):
    """An entry of this kind has other fields."""


class DateOutside(Invalid):
    """It happened between the day the contact came and today."""


class NoSuchFollowUp(Invalid):
    """This case has no such follow-up."""


class FollowedUp(AlreadyDone):
    """This follow-up was done before."""


def must_be_whole(line: Line) -> None:
    """Each kind with its own fields and no others. Raises ``LineIncomplete``."""
    problems = [
        Problem(pointer, "missing" if wanted else "not called for", expected)
        for pointer, value, wanted, expected in (
            ("/answers", line.answers, line.kind is Written.FOLLOW_UP_DONE, "of a follow-up done, the one it answers"),
            ("/signature", line.signature, line.kind is Written.CUSTOMER_FEEDBACK, "of the customer's feedback, who signed"),
        )
        if (value is not None) != wanted
    ]  # fmt: skip
    if problems:
        raise LineIncomplete("", *problems)


def must_be_within(line: Line, received_on: date, today: date) -> None:
    """Raises ``DateOutside`` naming each date before the contact or still to come."""
    dates = {"/happened_on": line.happened_on}
    if line.signature:
        dates["/signature/signed_on"] = line.signature.signed_on
    outside = [
        Problem(pointer, str(day), f"{received_on} to {today}")
        for pointer, day in dates.items()
        if not received_on <= day <= today
    ]
    if outside:
        raise DateOutside("", *outside)


def must_answer(line: Line, needed: Collection[UUID], still_open: Collection[UUID]) -> None:
    """Raises ``NoSuchFollowUp``, ``FollowedUp``."""
    if line.answers is None or line.answers in still_open:
        return
    if line.answers in needed:
        raise FollowedUp
    expected = ", ".join(str(each) for each in still_open) or "none is open"
    raise NoSuchFollowUp("", Problem("/answers", str(line.answers), expected))


def open_follow_ups(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those needed and not yet done, from the first."""
    known = list(entries)
    answered = {entry["answers"] for entry in known if entry["answers"]}
    return [entry for entry in known if entry["kind"] == Written.FOLLOW_UP_NEEDED and entry["entry_id"] not in answered]


def page_no(case_no: str) -> str:
    """页号: a contact has a page of the year's register, by its number: ``KS-2026-000123`` → ``2026/123``."""
    _, year, number = case_no.split("-")
    return f"{year}/{int(number)}"


def promise(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The last result that was not settled: why, by when, and whether the customer agreed (I8)."""
    unsettled = [entry for entry in entries if entry["settled"] is False]
    return unsettled[-1] if unsettled else None
