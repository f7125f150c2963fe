"""The quarter's statement up to its booking: drawn, reviewed, audited, served (F4, L7)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.finance import StatementAudited, StatementDrawn, StatementReviewed, StatementServed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Bearer
from plumbing import limits, outbox
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.policy import policy

from ..domain import statement as rules
from ..domain.chain import Evidence, Link
from ..domain.limits import LimitName
from ..domain.people import Person
from ..domain.quarter import Quarter
from ..domain.statement import Act, Statement
from ..store import orders
from ..store import statements as store
from ..store.statements import DrawnCost, Head
from . import objections

SERIES = "JS"


async def draw_statement(
    tx: Transaction, statement_id: UUID, project: str, quarter: Quarter, by: Person, now: datetime
) -> Head:
    """Draw what a quarter's confirmed costs have left to draw. Raises ``NothingToDraw``, naming what stays open."""
    today = day_in_china(now)
    audit = await policy(tx, "audit", today)
    costs = await store.costs_to_draw(tx, project, quarter)
    before_fen = await store.drawn_in_quarter(tx, project, quarter)
    draft = rules.draw(costs, before_fen, audit.data["over_fen"])
    number = await next_number(tx, SERIES, today)
    head = Head(statement_id, number, project, str(quarter), draft.total_fen, audit.data["over_fen"])
    await store.add_statement(tx, head, audit.version, draft, by.id, now)
    await limits.end(tx, quarter.of_project(project), "drawn", LimitName.STATEMENT_DUE)
    event = StatementDrawn(**store.facts(head), items=len(draft.items), items_for_audit=draft.items_for_audit)
    await outbox.add(tx, event, about=statement_id)
    return head


async def review_statement(tx: Transaction, statement_id: UUID, note: str, by: Person, now: datetime) -> None:
    """The centre passes the sorting and the items up to the threshold."""
    head, so_far = await allowed(tx, statement_id, Act.REVIEW, by)
    await store.add_act(tx, statement_id, Act.REVIEW, by.id, now, note, {})
    event = StatementReviewed(**store.facts(head), reviewed_by=by.id, items_for_audit=so_far.items_for_audit)
    await outbox.add(tx, event, about=statement_id)


async def audit_statement(tx: Transaction, statement_id: UUID, note: str, by: Person, now: datetime) -> None:
    """The auditor passes the items over the threshold, in one batch."""
    head, so_far = await allowed(tx, statement_id, Act.AUDIT, by)
    await store.add_act(tx, statement_id, Act.AUDIT, by.id, now, note, {})
    event = StatementAudited(**store.facts(head), audited_by=by.id, items=so_far.items_for_audit)
    await outbox.add(tx, event, about=statement_id)


async def serve_statement(tx: Transaction, statement_id: UUID, how: str, by: Person, now: datetime) -> None:
    """Serve the contractors with their lines; it is the chain's last link (L7)."""
    head, _ = await allowed(tx, statement_id, Act.SERVE, by)
    theirs = on_contractors(await store.drawn_costs(tx, statement_id))
    for order_id in sorted({cost.order_id for cost in theirs}):
        await orders.add_evidence(tx, order_id, [Evidence(Link.STATEMENT_SERVED, now, by.id, how)])
    contractors = tuple(sorted({cost.contractor or "" for cost in theirs}))
    for contractor in contractors:
        await objections.let_object(tx, head, contractor, now)
    await store.add_act(tx, statement_id, Act.SERVE, by.id, now, how, {"contractors": list(contractors)})
    event = StatementServed(**store.facts(head), contractors=contractors, served_by=by.id)
    await outbox.add(tx, event, about=statement_id)


async def withdraw_statement(tx: Transaction, statement_id: UUID, reason: str, by: Person, now: datetime) -> None:
    """Take back a statement not booked yet; its costs can be sorted and drawn anew."""
    head, _ = await allowed(tx, statement_id, Act.WITHDRAW, by)
    await objections.end_time_to_object(tx, head, "the statement was withdrawn")
    await store.let_costs_go(tx, statement_id)
    await store.add_act(tx, statement_id, Act.WITHDRAW, by.id, now, reason, {})


async def allowed(tx: Transaction, statement_id: UUID, act: Act, by: Person) -> tuple[Head, Statement]:
    """The statement, locked, where ``by`` may do ``act`` to it now. Raises ``NoSuchStatement`` and its rules' refusals."""
    head, so_far = await store.statement_for_update(tx, statement_id)
    if not by.reaches(head.project):
        raise store.NoSuchStatement()
    rules.must_allow(so_far, act, by)
    return head, so_far


def on_contractors(costs: Iterable[DrawnCost]) -> list[DrawnCost]:
    """The lines that fall on a contractor."""
    return [cost for cost in costs if cost.bearer == Bearer.CONTRACTOR]
