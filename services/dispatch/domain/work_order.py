"""A work order: where it stands, who may move it, and what each move leaves behind (D1, D3, D5, L7, V1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Repairer, RepairResult, TakeOverReason

from .evidence import Link, LinkKind
from .sheet import Sheet

CLOCK = "clock"
"""Stands for a person where time itself acted."""


class State(StrEnum):
    """Where a work order stands."""

    ISSUED = "issued"
    RECEIVED = "received"
    WITH_SQUAD = "with_squad"
    MAY_START = "may_start"
    DONE = "done"
    CHECKED = "checked"
    COMPLETED = "completed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can happen to a work order."""

    ISSUE = "issue"
    RECEIVE = "receive"
    DECLINE = "decline"
    LAPSE = "lapse"
    HAND_OVER = "hand_over"
    NO_SHOW = "no_show"
    RETURN = "return"
    CANCEL = "cancel"
    ALLOW = "allow"
    FINISH = "finish"
    PASS = "pass"
    SALES_PASS = "sales_pass"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    RETURN_TO_SQUAD = "return_to_squad"
    SIGN = "sign"
    CLOSE = "close"


WITH_CONTRACTOR = frozenset({State.ISSUED, State.RECEIVED})
MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.RECEIVE: (frozenset({State.ISSUED}), State.RECEIVED),
    Verb.DECLINE: (WITH_CONTRACTOR, State.WITH_SQUAD),
    Verb.LAPSE: (frozenset({State.RECEIVED}), State.WITH_SQUAD),
    Verb.HAND_OVER: (WITH_CONTRACTOR, State.WITH_SQUAD),
    Verb.NO_SHOW: (WITH_CONTRACTOR, State.WITH_SQUAD),
    Verb.RETURN: (WITH_CONTRACTOR, State.RETURNED),
    Verb.CANCEL: (WITH_CONTRACTOR, State.CANCELLED),
    Verb.ALLOW: (frozenset({State.WITH_SQUAD}), State.MAY_START),
    Verb.FINISH: (frozenset({State.RECEIVED, State.MAY_START}), State.DONE),
    Verb.PASS: (frozenset({State.DONE}), State.CHECKED),
    Verb.SALES_PASS: (frozenset({State.CHECKED}), State.CHECKED),
    Verb.SEND_BACK: (frozenset({State.DONE, State.CHECKED}), State.RECEIVED),
    Verb.WITHDRAW: (frozenset({State.DONE, State.CHECKED}), State.WITH_SQUAD),
    Verb.RETURN_TO_SQUAD: (frozenset({State.DONE, State.CHECKED}), State.MAY_START),
    Verb.SIGN: (frozenset({State.CHECKED}), State.COMPLETED),
    Verb.CLOSE: (frozenset({State.CHECKED}), State.COMPLETED),
}
"""Read down, this is the diagram. Which of the three ways back a failed check takes: ``fail_check``."""

FIRST_STATE = {Repairer.CONTRACTOR: State.ISSUED, Repairer.SQUAD: State.WITH_SQUAD}


class CannotMove(Conflict):
    """The work order does not stand where this could happen."""


class CostNotApproved(Conflict):
    """The squad starts when its cost is approved, at once only in danger (F1)."""


class NotTakenOver(Conflict):
    """The squad has not taken this work order over from a contractor."""


class AlreadyReceived(AlreadyDone):
    """Receipt of this work order is on record; its time runs from then."""


class AlreadyAcknowledged(AlreadyDone):
    """This department has signed for the order."""


class OnlyTheSiteLead(Forbidden):
    """Only the site lead may have the squad begin before the cost is approved (F1)."""


class DayAhead(Invalid):
    """Work is completed on a day between the order's issue and today."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the record: what happened, when, by whom, from where to where."""

    verb: Verb
    at: datetime
    by: str
    before: State | None
    after: State
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """A work order as it stands. ``moves`` and ``links`` are those not yet on record.

    ``repair_count`` numbers the repair in hand, or the last one made, among all of the same fault (D1); ``reworks`` counts the
    clocks of their own that failed checks gave the contractor, ``refusals`` how often the owner would not sign.
    """

    sheet: Sheet
    state: State
    repairer: Repairer
    repair_count: int
    ordered_by: tuple[str, ...]
    done_by: tuple[str, ...] = ()
    received_at: datetime | None = None
    received_by: str | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    reminded_at: datetime | None = None
    taken_over_at: datetime | None = None
    taken_over_reason: TakeOverReason | None = None
    done_at: datetime | None = None
    completed_on: date | None = None
    checked_by: str | None = None
    checked_at: datetime | None = None
    sales_checked_by: str | None = None
    sales_checked_at: datetime | None = None
    owner_opinion: str = ""
    signer: str | None = None
    signed_at: datetime | None = None
    closed_at: datetime | None = None
    estimate_fen: int = 0
    in_danger: bool = False
    come_by: datetime | None = None
    reworks: int = 0
    refusals: int = 0
    moves: tuple[Move, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def hands(self) -> tuple[str, ...]:
        """Who issued, ordered or did the work, and so may not make the return visit (V1)."""
        return tuple(dict.fromkeys((*self.ordered_by, *self.done_by)))

    @property
    def repair_result(self) -> RepairResult:
        """First, second, third or later repair of this fault (D1)."""
        return RepairResult.of(self.repair_count)


def after(state: State, verb: Verb) -> State:
    """The next state. Raises ``CannotMove``."""
    sources, target = MOVES[verb]
    if state not in sources:
        wanted = " or ".join(sorted(sources))
        raise CannotMove(f"The work order is {state}; for this it would have to be {wanted}.")
    return target


def issue(sheet: Sheet, by_site_lead: bool = False) -> WorkOrder:
    """A new work order, with the contractor or with the squad (D2). Raises ``OnlyTheSiteLead``."""
    if sheet.danger and not by_site_lead:
        raise OnlyTheSiteLead("", Problem("/danger", "true", "false, or an order issued by the site lead"))
    repairer = Repairer.CONTRACTOR if sheet.contract_id else Repairer.SQUAD
    first = FIRST_STATE[repairer]
    order = WorkOrder(
        sheet=sheet,
        state=first,
        repairer=repairer,
        repair_count=sheet.repairs_before + 1,
        ordered_by=(sheet.issued_by,),
        estimate_fen=sheet.expected_cost_fen,
        in_danger=sheet.danger,
        moves=(Move(Verb.ISSUE, sheet.issued_at, sheet.issued_by, None, first),),
    )
    if repairer is Repairer.CONTRACTOR:
        return linked(order, Link(LinkKind.NOTICE, sheet.issued_at, sheet.issued_by, sheet.notice, sheet.photos))
    return started_in_danger(order, sheet.issued_by, sheet.issued_at)


def receive(order: WorkOrder, by: str, now: datetime, due: datetime, remind: datetime) -> WorkOrder:
    """The contractor has it by his own word; his time runs from now (D3). Raises ``AlreadyReceived``.

    Only after the take-over, it is recorded and moves nothing.
    """
    if order.taken_over_at and order.received_at is None:
        return report_late(order, by, "receipt confirmed", (), now)
    return _received(order, Link(LinkKind.RECEIPT, now, by), due, remind)


def prove_service(
    order: WorkOrder, by: str, now: datetime, due: datetime, remind: datetime, proof: str, photos: tuple[str, ...]
) -> WorkOrder:
    """The contractor has it, as the desk proves; his time runs from now (L7). Raises ``AlreadyReceived``."""
    return _received(order, Link(LinkKind.SERVICE_PROVEN, now, by, proof, photos), due, remind)


def _received(order: WorkOrder, link: Link, due: datetime, remind: datetime) -> WorkOrder:
    if order.received_at:
        raise AlreadyReceived
    received = linked(moved(order, Verb.RECEIVE, link.by, link.at, link.note), link)
    return replace(received, received_at=link.at, received_by=link.by, due_at=due, remind_at=remind)


def remind(order: WorkOrder, now: datetime) -> WorkOrder:
    """The contractor is reminded, once, while the work is still his (N2, L7). Raises ``AlreadyDone`` otherwise."""
    if order.state is not State.RECEIVED or order.reminded_at:
        raise AlreadyDone(f"The work order is {order.state}; there is nothing to remind of.")
    link = Link(LinkKind.REMINDER, now, CLOCK, f"time ends {order.due_at:%Y-%m-%dT%H:%M:%SZ}")
    return replace(linked(order, link), reminded_at=now)


def urge(order: WorkOrder, by: str, note: str, now: datetime) -> WorkOrder:
    """The desk urges the contractor while his time runs; he is reminded thereby (D5, L7). Raises ``CannotMove``."""
    if order.state is not State.RECEIVED:
        raise CannotMove(f"The work order is {order.state}; a contractor is urged while his time runs.")
    return replace(linked(order, Link(LinkKind.REMINDER, now, by, note)), reminded_at=order.reminded_at or now)


def allow(order: WorkOrder, by: str, note: str, now: datetime) -> WorkOrder:
    """The cost is approved and the squad may start (F1). Raises ``AlreadyDone`` where it may already."""
    if order.repairer is Repairer.SQUAD and order.state is not State.WITH_SQUAD:
        raise AlreadyDone(f"The work order is {order.state}; the squad may have started.")
    return moved(order, Verb.ALLOW, by, now, note)


def finish(
    order: WorkOrder, repairer: Repairer, by: str, note: str, photos: tuple[str, ...], completed_on: date, now: datetime
) -> WorkOrder:
    """The one who holds the order says the work is done (D5).

    What a contractor reports after the take-over is recorded and moves nothing. Raises ``NotTakenOver``,
    ``CostNotApproved``, ``DayAhead``, ``CannotMove``.
    """
    _must_be_a_day_of_the_order(order, completed_on, now)
    if repairer is not order.repairer:
        return report_late(order, by, f"work reported done on {completed_on}: {note}", photos, now)
    if order.state is State.WITH_SQUAD:
        raise CostNotApproved
    kind = LinkKind.WORK_DONE if repairer is Repairer.SQUAD else LinkKind.CONTRACTOR_REPORT
    finished = linked(moved(order, Verb.FINISH, by, now, note), Link(kind, now, by, note, photos))
    return replace(finished, done_by=(*order.done_by, by), done_at=now, completed_on=completed_on)


def report_late(order: WorkOrder, by: str, said: str, photos: tuple[str, ...], now: datetime) -> WorkOrder:
    """What the contractor did after the take-over: on record, never undoing it (D3). Raises ``NotTakenOver``."""
    if order.taken_over_at is None:
        raise NotTakenOver
    return linked(order, Link(LinkKind.LATE_REPORT, now, by, said, photos))


def started_in_danger(order: WorkOrder, by: str, now: datetime) -> WorkOrder:
    """In danger the squad begins at once, as the site lead said (F1)."""
    return moved(order, Verb.ALLOW, by, now, f"danger; ordered by {order.ordered_by[-1]}") if order.in_danger else order


def _must_be_a_day_of_the_order(order: WorkOrder, completed_on: date, now: datetime) -> None:
    first, last = day_in_china(order.sheet.issued_at), day_in_china(now)
    if not first <= completed_on <= last:
        raise DayAhead("", Problem("/completed_on", str(completed_on), f"between {first} and {last}"))


def moved(order: WorkOrder, verb: Verb, by: str, now: datetime, note: str = "") -> WorkOrder:
    """One move along the table, and its row for the record. Raises ``CannotMove``."""
    target = after(order.state, verb)
    return replace(order, state=target, moves=(*order.moves, Move(verb, now, by, order.state, target, note)))


def linked(order: WorkOrder, *links: Link) -> WorkOrder:
    """With more evidence."""
    return replace(order, links=(*order.links, *links))
