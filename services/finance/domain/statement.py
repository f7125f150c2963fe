"""The quarter's statement (F4, F5): costs sorted by bearer, grouped into items, reviewed, audited, served, booked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import Bearer

from .people import Person

DRAWN_BEARERS = frozenset({Bearer.CONTRACTOR, Bearer.COMPANY})
"""What is neither the company's nor the contractor's never enters a statement (D2)."""
SHARED_PARTS = "shared parts"


class Act(StrEnum):
    """What is done to a statement, each once."""

    REVIEW = "review"
    AUDIT = "audit"
    SERVE = "serve"
    BOOK = "book"
    WITHDRAW = "withdraw"
    RETURN = "return"


ENDED_BY_BOOKING = frozenset({Act.WITHDRAW, Act.RETURN})
OTHER_CHECK = {Act.REVIEW: Act.AUDIT, Act.AUDIT: Act.REVIEW}


class NothingToDraw(Conflict):
    """No confirmed cost of this quarter waits for a statement."""


class ActDone(AlreadyDone):
    """This has been done to the statement."""


class NotReadyYet(Conflict):
    """Something else must be done to the statement first."""


class Withdrawn(Conflict):
    """The statement was withdrawn; its costs are drawn anew."""


class Booked(Conflict):
    """The statement is booked and cannot be withdrawn; a correction is a new entry."""


class NothingToAudit(Conflict):
    """No item exceeds the audit threshold; the centre's own review covers them all."""


class Returned(Conflict):
    """Audit sent the statement back; withdraw it, mend what was found, and draw it anew."""


class AuditIsOver(Conflict):
    """The statement is audited; an item is called up before that."""


class NoSuchItem(Invalid):
    """The statement has no such item."""


class SignedAClaim(Forbidden):
    """Who signed or raised a claim in a statement may not review or audit it."""


class ChecksItTwice(Forbidden):
    """Review and audit of one statement are for two people."""


class ChainBroken(Conflict):
    """A cost cannot be deducted; links of its chain are missing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One confirmed cost as a statement sees it; ``missing`` are links of the chain, if it is to be the contractor's."""

    claim_id: UUID
    claim_no: str
    order_no: str
    place: str
    part: str
    bearer: Bearer
    amount_fen: int
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> "Key":
        """The item it belongs to: one unit (or place) and one fault."""
        return self.place, self.part

    @property
    def is_open(self) -> bool:
        """It claims to be the contractor's and cannot be shown to be (L7)."""
        return self.bearer == Bearer.CONTRACTOR and bool(self.missing)


Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """All costs of one unit and fault; ``quarter_fen`` counts those on earlier statements of the quarter too."""

    place: str
    part: str
    costs: tuple[Cost, ...]
    quarter_fen: int
    for_audit: bool

    @property
    def total_fen(self) -> int:
        """What of it is on this statement."""
        return sum(cost.amount_fen for cost in self.costs)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a statement holds, and the costs that had to stay out of it."""

    items: tuple[Item, ...]
    open: tuple[Cost, ...]

    @property
    def total_fen(self) -> int:
        """Everything on the statement."""
        return sum(item.total_fen for item in self.items)

    @property
    def items_for_audit(self) -> int:
        """How many items exceed the threshold."""
        return sum(item.for_audit for item in self.items)


def place_of(unit_no: str | None, place: str) -> str:
    """The unit, or for shared parts the place."""
    return unit_no or place.strip() or SHARED_PARTS


def draw(costs: Iterable[Cost], before_fen: Mapping[Key, int], threshold_fen: int) -> Draft:
    """Sort and group what waits. Raises ``NothingToDraw``, naming what stays open.

    ``before_fen`` is what earlier statements of the quarter hold of an item: splitting does not escape the audit.
    """
    grouped: dict[Key, list[Cost]] = defaultdict(list)
    open_costs: list[Cost] = []
    for cost in costs:
        if cost.bearer in DRAWN_BEARERS:
            (open_costs if cost.is_open else grouped[cost.key]).append(cost)
    if not grouped:
        raise NothingToDraw("", *(Problem("", f"{c.claim_no} stays open", ", ".join(c.missing)) for c in open_costs))
    items = tuple(_item(key, grouped[key], before_fen.get(key, 0), threshold_fen) for key in sorted(grouped))
    return Draft(items, tuple(open_costs))


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement so far: what was done to it by whom, and who signed or raised its claims."""

    statement_no: str
    items_for_audit: int
    has_contractor_costs: bool
    hands: frozenset[str]
    acts: Mapping[Act, str]


def must_allow(statement: Statement, act: Act, by: Person) -> None:
    """Raises unless ``act`` is next and ``by`` may do it."""
    if act in statement.acts:
        raise ActDone(f"statement {statement.statement_no}: {act} was done by {statement.acts[act]}")
    if Act.WITHDRAW in statement.acts:
        raise Withdrawn()
    if act in ENDED_BY_BOOKING and Act.BOOK in statement.acts:
        raise Booked()
    if Act.RETURN in statement.acts and act != Act.WITHDRAW:
        raise Returned()
    for earlier in needed_before(statement, act):
        if earlier not in statement.acts:
            raise NotReadyYet(f"statement {statement.statement_no}: {earlier} comes before {act}")
    if act == Act.AUDIT and not statement.items_for_audit:
        raise NothingToAudit()
    if act in (*OTHER_CHECK, Act.RETURN) and by.id in statement.hands:
        raise SignedAClaim()
    if act in OTHER_CHECK and statement.acts.get(OTHER_CHECK[act]) == by.id:
        raise ChecksItTwice()


def needed_before(statement: Statement, act: Act) -> tuple[Act, ...]:
    """What must be done first: nothing is served that may yet change, nothing falls on a contractor unserved (L7)."""
    checked = (Act.REVIEW, Act.AUDIT) if statement.items_for_audit else (Act.REVIEW,)
    served = (Act.SERVE,) if statement.has_contractor_costs else ()
    return {Act.SERVE: checked, Act.BOOK: checked + served}.get(act, ())


def must_be_callable(statement: Statement, positions: Collection[int], items: Collection[int], by: Person) -> None:
    """Audit may call up any item until it has audited the statement, and before it is booked (F4).

    Raises ``Withdrawn``, ``Booked``, ``Returned``, ``AuditIsOver``, ``NoSuchItem``, ``SignedAClaim``.
    """
    if Act.RETURN in statement.acts:
        raise Returned()
    must_allow(statement, Act.RETURN, by)
    if Act.AUDIT in statement.acts:
        raise AuditIsOver()
    unknown = [
        Problem(f"/positions/{i}", f"no item {position}", "the position of an item")
        for i, position in enumerate(positions)
        if position not in items
    ]
    if unknown:
        raise NoSuchItem("", *unknown)


def waits_for(statement: Statement) -> frozenset[Act]:
    """What is to be done to a statement next; a returned one waits to be withdrawn."""
    if statement.acts.keys() & {Act.WITHDRAW, Act.BOOK}:
        return frozenset()
    if Act.RETURN in statement.acts:
        return frozenset({Act.WITHDRAW})
    wanted = [Act.REVIEW, *((Act.AUDIT,) if statement.items_for_audit else ())]
    wanted += [*((Act.SERVE,) if statement.has_contractor_costs else ()), Act.BOOK]
    return frozenset(
        act for act in wanted
        if act not in statement.acts and statement.acts.keys() >= set(needed_before(statement, act))
    )  # fmt: skip


def rests_on(act_of: Mapping[Act, str], for_audit: bool) -> str:
    """The review or audit a deduction rests on, in words (F5)."""
    act = Act.AUDIT if for_audit else Act.REVIEW
    return f"{act} by {act_of[act]}"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a booking came to, in fen."""

    company_fen: int = 0
    deducted_fen: int = 0
    claimed_fen: int = 0

    @property
    def refilled_fen(self) -> int:
        """The fund gets back all that was reviewed (F3)."""
        return self.company_fen + self.deducted_fen + self.claimed_fen

    def plus(self, *, company_fen: int = 0, deducted_fen: int = 0, claimed_fen: int = 0) -> "Totals":
        """With one cost more."""
        return Totals(self.company_fen + company_fen, self.deducted_fen + deducted_fen, self.claimed_fen + claimed_fen)


def by_bearer(costs: Sequence[Cost]) -> dict[Bearer, int]:
    """The total of each bearer."""
    totals: Counter[Bearer] = Counter()
    for cost in costs:
        totals[cost.bearer] += cost.amount_fen
    return dict(totals)


def _item(key: Key, costs: list[Cost], before_fen: int, threshold_fen: int) -> Item:
    quarter_fen = before_fen + sum(cost.amount_fen for cost in costs)
    return Item(*key, tuple(costs), quarter_fen, for_audit=quarter_fen > threshold_fen)
