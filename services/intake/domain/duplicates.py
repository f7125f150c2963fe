"""Likely duplicates of a contact, shown before it is saved; links and merges (B3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from aftercare_contracts.errors import Conflict, Invalid, Problem

from .case import Case, State, held
from .words import likeness, words


class CannotMerge(Conflict):
    """These two cases cannot become one."""


class NotMerged(Conflict):
    """This case is not merged into another."""


class WithItself(Invalid):
    """A case cannot be linked or merged with itself."""


@dataclass(frozen=True, slots=True)
class Likely:
    """What policy calls likely."""

    days: int
    like: float
    shown: int
    unit_pattern: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As policy keeps it."""
        return cls(data["days"], data["like"], data["shown"], re.compile(data["unit_pattern"]))


@dataclass(frozen=True, slots=True)
class Contact:
    """As much of a contact as tells it from another."""

    unit_no: str | None
    building: str | None
    matter: str
    complaint: str


@dataclass(frozen=True, slots=True)
class Match:
    """How likely two contacts are about one thing, and why."""

    score: float
    because: tuple[str, ...]


def match(likely: Likely, new: Contact, known: Contact) -> Match | None:
    """None where nothing speaks for it. Same unit and same subject, or like words at the same place, are likely."""
    like = likeness(words(new.complaint), words(known.complaint))
    place, where = _place(likely, new, known)
    because = [where] if where else []
    if new.matter == known.matter:
        because.append("same_subject")
    if like >= likely.like:
        because.append("similar_words")
    score = place + (0.3 if new.matter == known.matter else 0.0) + like
    is_likely = (place and new.matter == known.matter) or like >= likely.like
    return Match(round(min(score, 2.0) / 2, 3), tuple(because)) if is_likely else None


def _place(likely: Likely, new: Contact, known: Contact) -> tuple[float, str]:
    if new.unit_no and new.unit_no == known.unit_no:
        return 0.7, "same_unit"
    if new.unit_no and known.unit_no and new.building == known.building:
        mine, theirs = (likely.unit_pattern.fullmatch(unit_no) for unit_no in (new.unit_no, known.unit_no))
        if mine and theirs and mine.groups() == theirs.groups():
            return 0.4, "same_line"
    return 0.0, ""


def merge(case: Case, into: Case, open_orders: int, now: datetime) -> Case:
    """The case goes on in another. Raises ``WithItself``, ``CannotMerge``."""
    if case.case_id == into.case_id:
        raise WithItself("", Problem("/into", case.case_no, "another case"))
    reasons = (
        (case.project != into.project, f"{into.case_no} is in another project"),
        (case.state is State.CLOSED, f"{case.case_no} is closed"),
        (case.merged_into is not None, f"{case.case_no} is merged already"),
        (into.state is State.CLOSED, f"{into.case_no} is closed"),
        (into.merged_into is not None, f"{into.case_no} is merged itself"),
        (open_orders > 0, f"{open_orders} work orders are out on {case.case_no}"),
        (case.visit_owed, f"a return visit is owed on {case.case_no}"),
    )
    if found := [reason for holds, reason in reasons if holds]:
        raise CannotMerge(f"{'; '.join(found)}.", Problem("/into", found[0], "two open cases of one project"))
    return held(replace(case, merged_into=into.case_id), now)


def unmerge(case: Case, now: datetime) -> Case:
    """It stands on its own again, as before. Raises ``NotMerged``."""
    if case.merged_into is None:
        raise NotMerged
    return held(replace(case, merged_into=None), now)
