"""Up the ladder and down again, one step at a time; and who of a role has the case by name (I20, B1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import Role

from .case import CannotMove, Case, State, held, taken

Ladder = Sequence[Role]
"""The steps above the desk, from the lowest."""


class Direction(StrEnum):
    """Which way."""

    UP = "up"
    DOWN = "down"


class NotYourStep(Forbidden):
    """Whoever holds the case on this step decides to hand it on (I20)."""


class TopOfTheLadder(Conflict):
    """There is nobody above."""


class NotBelow(Invalid):
    """A case is handed down to its desk, or to a step below."""


class NotYoursToHold(Forbidden):
    """A case is taken by one of those whose move it is, or given to one of them by their head."""


class HeldByAnother(Conflict):
    """Another has the case; he gives it back, or the head gives it on."""


@dataclass(frozen=True, slots=True)
class HandStep:
    """One step, by whom and why."""

    step_id: UUID
    case_id: UUID
    direction: Direction
    from_role: Role
    to_role: Role
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """Who had the case by name from then on; none gave it back to the role."""

    holding_id: UUID
    case_id: UUID
    role: Role
    person: str | None
    by: str
    at: datetime


def ladder_from(data: Mapping[str, Sequence[str]]) -> Ladder:
    """The steps as policy keeps them. Raises ``ValueError`` for a role we do not know."""
    return tuple(Role(step) for step in data["steps"])


def step_of(case: Case) -> Role:
    """Where on the way up the case stands: its desk, or to whom it was handed."""
    return case.handed_to or Role(case.desk)


def hand_up(case: Case, ladder: Ladder, roles: Collection[str], now: datetime) -> Case:
    """One step up. Raises ``NotYourStep``, ``CannotMove``, ``TopOfTheLadder``."""
    _must_be_handled_by(case, roles)
    at = step_of(case)
    above = ladder[ladder.index(at) + 1 :] if at in ladder else ladder
    if not above:
        raise TopOfTheLadder
    return held(replace(case, handed_to=above[0]), now)


def hand_down(case: Case, to: Role, ladder: Ladder, roles: Collection[str], now: datetime) -> Case:
    """Down to a lower step or the desk. Raises ``NotYourStep``, ``CannotMove``, ``NotBelow``."""
    _must_be_handled_by(case, roles)
    at, desk = step_of(case), Role(case.desk)
    below = [desk, *(step for step in ladder[: ladder.index(at)] if step is not desk)] if case.handed_to else []
    if desk in ladder:
        below = [step for step in below if step is desk or ladder.index(step) > ladder.index(desk)]
    if to not in below:
        expected = f"one of: {', '.join(below)}" if below else "nothing: the case lies with its desk"
        raise NotBelow("", Problem("/to", f"{to} is not below {at}", expected))
    return held(replace(case, handed_to=None if to is desk else to), now)


def _must_be_handled_by(case: Case, roles: Collection[str]) -> None:
    if case.state not in (State.REGISTERED, State.IN_WORK):
        raise CannotMove(f"The case is {case.state}; there is nothing to hand on.")
    if step_of(case) not in roles:
        raise NotYourStep(f"The case lies with {step_of(case)}.")


def hold(
    case: Case, person: str | None, heads: Mapping[str, frozenset[Role]], by: str, roles: Collection[str], now: datetime
) -> Case:
    """Taken, given to one of the role, or given back. Raises ``CannotMove``, ``NotYoursToHold``, ``HeldByAnother``."""
    if case.holder is None:
        raise CannotMove("It is nobody's move.")
    is_head = not heads.get(case.holder, frozenset()).isdisjoint(roles)
    if is_head and person != by:
        return taken(case, person, now)
    if case.holder not in roles or person not in (None, by):
        raise NotYoursToHold(f"It is {case.holder}'s move.")
    if case.holder_person not in (None, by):
        raise HeldByAnother
    return taken(case, person, now)


def heads_from(data: Mapping[str, Sequence[str]]) -> Mapping[str, frozenset[Role]]:
    """Who gives a case to one of a role, as policy keeps it. Raises ``ValueError`` for a role we do not know."""
    return {role: frozenset(Role(head) for head in heads) for role, heads in data.items()}
