"""Open letters (V6): what was asked, what came out, what will be done until when; consented to, posted, passed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Role

PROMISERS = frozenset({
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.ENGINEERING_DESK, Role.ENGINEERING, Role.SALES_DESK, Role.SALES,
    Role.PROPERTY_DESK, Role.PROPERTY_COMPANY, Role.DESIGN,
})  # fmt: skip
"""Who may owe what a letter promises."""


class State(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONSENTED = "consented"
    POSTED = "posted"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can happen to it."""

    REVISE = "revise"
    SUBMIT = "submit"
    CONSENT = "consent"
    REFUSE = "refuse"
    POST = "post"
    PASS_ON = "pass_on"
    WITHDRAW = "withdraw"


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.REVISE: (frozenset({State.DRAFT, State.SUBMITTED, State.CONSENTED}), State.DRAFT),
    Verb.SUBMIT: (frozenset({State.DRAFT}), State.SUBMITTED),
    Verb.CONSENT: (frozenset({State.SUBMITTED}), State.CONSENTED),
    Verb.REFUSE: (frozenset({State.SUBMITTED}), State.DRAFT),
    Verb.POST: (frozenset({State.CONSENTED}), State.POSTED),
    Verb.PASS_ON: (frozenset({State.POSTED}), State.PASSED_ON),
    Verb.WITHDRAW: (frozenset({State.DRAFT, State.SUBMITTED, State.CONSENTED}), State.WITHDRAWN),
}
"""A letter changed after it was consented to needs consent anew."""


class NoSuchLetter(NotFound):
    """There is no such letter, or it is not yours to see."""


class CannotMove(Conflict):
    """The letter does not stand where this is possible."""


class Posted(AlreadyDone):
    """The letter is posted; what is posted is not changed."""


class OwnLetter(Forbidden):
    """Another than who wrote a letter consents to it (B6)."""


class NothingPromised(Invalid):
    """A letter about matters raised says what will be done until when; it holds at least one promise."""


class PromiseBehind(Invalid):
    """A promise is due from today on."""


class NobodyToDoIt(Invalid):
    """A promise is owed by an office that can say that it is done."""


class PostedAstray(Invalid):
    """A letter is posted on the day of its consent or later, and not in the future."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What will be done, by whom, until when; ``item`` is the form's item it answers, where it is one."""

    item: str | None
    zh: str
    en: str
    owner_role: Role
    due_on: date


@dataclass(frozen=True, slots=True)
class Words:
    """The letter's texts in one language, without the promises between them; paragraphs are parted by a line feed."""

    title: str
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An open letter to the owners of a project, and how it went."""

    letter_id: UUID
    letter_no: str
    project: str
    campaign_id: UUID | None
    form_code: str
    begins_on: date
    ends_on: date
    zh: Words
    en: Words
    promises: tuple[Promise, ...]
    drafted_by: str
    drafted_at: datetime
    state: State = State.DRAFT
    writers: tuple[str, ...] = ()
    revised_at: datetime | None = None
    consented_by: str | None = None
    consented_at: datetime | None = None
    refused_because: str | None = None
    posted_by: str | None = None
    posted_on: date | None = None
    posted_at_place: str | None = None
    passed_on_by: str | None = None
    passed_on_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_because: str | None = None


def after(state: State, verb: Verb) -> State:
    """The next state. Raises ``Posted``, ``CannotMove``."""
    sources, target = MOVES[verb]
    if state in sources:
        return target
    if verb is Verb.REVISE and state in (State.POSTED, State.PASSED_ON):
        raise Posted
    raise CannotMove(f"The letter is {state}; for this it would have to be {' or '.join(sorted(sources))}.")


def revise(
    letter: Letter, zh: Words, en: Words, promises: Sequence[Promise], by: str, today: date, now: datetime
) -> Letter:
    """Staff edit the whole of it. Raises ``Posted``, ``CannotMove``, ``PromiseBehind``."""
    state = after(letter.state, Verb.REVISE)
    for i, promise in enumerate(promises):
        if promise.due_on < today:
            raise PromiseBehind("", Problem(f"/promises/{i}/due_on", str(promise.due_on), f"{today} or later"))
    return replace(
        letter, state=state, zh=zh, en=en, promises=tuple(promises), writers=tuple(sorted({*letter.writers, by})),
        revised_at=now, consented_by=None, consented_at=None,
    )  # fmt: skip


def must_be_promisers(owners: Sequence[Role]) -> None:
    """Raises ``NobodyToDoIt``."""
    for i, owner in enumerate(owners):
        if owner not in PROMISERS:
            raise NobodyToDoIt(
                "", Problem(f"/promises/{i}/owner_role", owner, f"one of: {', '.join(sorted(PROMISERS))}")
            )


def submit(letter: Letter) -> Letter:
    """It goes to the management representative. Raises ``CannotMove``, ``NothingPromised``."""
    state = after(letter.state, Verb.SUBMIT)
    if not letter.promises:
        raise NothingPromised("", Problem("/promises", "none", "what will be done, by whom, until when"))
    return replace(letter, state=state, refused_because=None)


def consent(letter: Letter, by: str, now: datetime) -> Letter:
    """Raises ``CannotMove``, ``OwnLetter``."""
    state = after(letter.state, Verb.CONSENT)
    _must_be_another(letter, by)
    return replace(letter, state=state, consented_by=by, consented_at=now)


def refuse(letter: Letter, because: str, by: str) -> Letter:
    """Back to those who wrote it. Raises ``CannotMove``, ``OwnLetter``."""
    state = after(letter.state, Verb.REFUSE)
    _must_be_another(letter, by)
    return replace(letter, state=state, refused_because=because)


def post(letter: Letter, posted_on: date, place: str, by: str, consented_on: date, today: date) -> Letter:
    """It hangs where the owners pass. Raises ``CannotMove``, ``PostedAstray``."""
    state = after(letter.state, Verb.POST)
    if not consented_on <= posted_on <= today:
        raise PostedAstray("", Problem("/posted_on", str(posted_on), f"{consented_on} to {today}"))
    return replace(letter, state=state, posted_by=by, posted_on=posted_on, posted_at_place=place)


def pass_on(letter: Letter, by: str, now: datetime) -> Letter:
    """Count and letter went on to the quality department. Raises ``CannotMove``."""
    return replace(letter, state=after(letter.state, Verb.PASS_ON), passed_on_by=by, passed_on_at=now)


def withdraw(letter: Letter, because: str, by: str) -> Letter:
    """Raises ``CannotMove``."""
    return replace(letter, state=after(letter.state, Verb.WITHDRAW), withdrawn_by=by, withdrawn_because=because)


def _must_be_another(letter: Letter, by: str) -> None:
    if by in letter.writers:
        raise OwnLetter
