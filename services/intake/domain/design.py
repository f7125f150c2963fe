"""A question of design goes to design in writing and comes back justified or not (I7, S1 5.6.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from aftercare_contracts.errors import Conflict, NotFound
from aftercare_contracts.values import Bearer, Desk

from .case import Case, State


class Stage(StrEnum):
    """Where a question of design stands."""

    ASKED = "asked"
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    DRAWN = "drawn"


class Step(StrEnum):
    """What can happen to it."""

    AGREE = "agree"
    DISAGREE = "disagree"
    DRAW = "draw"


STEPS: Mapping[Step, tuple[Stage, Stage]] = {
    Step.AGREE: (Stage.ASKED, Stage.JUSTIFIED),
    Step.DISAGREE: (Stage.ASKED, Stage.NOT_JUSTIFIED),
    Step.DRAW: (Stage.JUSTIFIED, Stage.DRAWN),
}


class NoSuchQuestion(NotFound):
    """There is no such question of design, or it is not yours to see."""


class CannotStep(Conflict):
    """The question does not stand where this could happen."""


class NobodysCase(Conflict):
    """The case is closed; nobody would hear the answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question on a case, which stays with the desk that asked."""

    question_id: UUID
    question_no: str
    case_id: UUID
    project: str
    desk: Desk
    text: str
    asked_by: str
    asked_at: datetime
    stage: Stage = Stage.ASKED
    reason: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    work_slip_no: str | None = None
    drawings: str | None = None
    drawn_by: str | None = None
    drawn_at: datetime | None = None

    @property
    def bearer(self) -> Literal[Bearer.COMPANY] | None:
        """A fault of design is borne by the company, never by the contractor."""
        return Bearer.COMPANY if self.stage in (Stage.JUSTIFIED, Stage.DRAWN) else None

    @property
    def opinion_key(self) -> str:
        """What the limit of the opinion goes by."""
        return f"{self.question_id}/opinion"

    @property
    def drawings_key(self) -> str:
        """What the limit of the drawings goes by."""
        return f"{self.question_id}/drawings"


def must_be_open(case: Case) -> None:
    """Raises ``NobodysCase``."""
    if case.state is State.CLOSED or case.merged_into:
        raise NobodysCase


def after(stage: Stage, step: Step) -> Stage:
    """The next stage. Raises ``CannotStep``."""
    source, target = STEPS[step]
    if stage is not source:
        raise CannotStep(f"The question is {stage}; for this it would have to be {source}.")
    return target


def opined(question: Question, *, justified: bool, reason: str, by: str, now: datetime) -> Question:
    """Design says whether it is justified, and why. Raises ``CannotStep``."""
    stage = after(question.stage, Step.AGREE if justified else Step.DISAGREE)
    return replace(question, stage=stage, reason=reason, answered_by=by, answered_at=now)


def drawn(question: Question, drawings: str, by: str, now: datetime) -> Question:
    """Drawings and a work slip go to engineering. Raises ``CannotStep``."""
    return replace(question, stage=after(question.stage, Step.DRAW), drawings=drawings, drawn_by=by, drawn_at=now)
