"""A work order goes out."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict
from aftercare_contracts.events.dispatch import SquadOrdered, WorkOrderIssued
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Repairer, Role
from plumbing import numbers
from plumbing.database import Transaction

from ..domain import returning, warranty, work_order
from ..domain.access import Actor, NoSuchCase, sees
from ..domain.limits import LimitName
from ..domain.sheet import CaseCopy, Draft, Sheet
from ..store import cases, orders, units
from ..store import returning as sent_back
from . import watching
from .announcing import facts, say
from .loading import must_have_photos
from .warranty import whose_work

SERIES = "PG"


class CaseIsClosed(Conflict):
    """The case is closed; what is still wrong opens it again through the return visit, or is a new case."""


async def issue_work_order(
    tx: Transaction, order_id: UUID, draft: Draft, by: Actor, now: datetime
) -> work_order.WorkOrder:
    """A numbered order on a case, to the contractor whose warranty runs or else to the squad (D1, D2).

    One that came back from the wrong contractor is sent anew to another. Raises ``NoSuchCase``, ``CaseIsClosed``,
    ``UnknownPhoto``, ``SeveralContractorsAnswer``, ``OnlyTheSiteLead``, ``NotReturned``, ``SentAnew``.
    """
    case = await cases.case_held(tx, draft.case_id)
    if case is None or not sees(by, case.project, None):
        raise NoSuchCase
    if not case.is_open:
        raise CaseIsClosed
    await must_have_photos(tx, draft.photos, by)
    if draft.instead_of:
        await _must_be_sent_anew(tx, draft.instead_of, draft.case_id)
    order = work_order.issue(await _sheet(tx, order_id, draft, case, by, now), by.has(Role.SITE_LEAD))
    await orders.add(tx, order)
    if order.repairer is Repairer.CONTRACTOR:
        await watching.wait_for(tx, order, LimitName.ORDER_RECEIPT)
    await _announce(tx, order)
    return order


async def _must_be_sent_anew(tx: Transaction, earlier_id: UUID, case_id: UUID) -> None:
    earlier = await orders.work_order_held(tx, earlier_id)
    returning.must_be_sent_anew(earlier, case_id)
    if order_no := await sent_back.sent_anew_as(tx, earlier_id):
        raise returning.SentAnew(f"It has been sent anew as {order_no}.")


async def _sheet(tx: Transaction, order_id: UUID, draft: Draft, case: CaseCopy, by: Actor, now: datetime) -> Sheet:
    registered_on = day_in_china(case.registered_at)
    known = warranty.UnitDates(case.completion_accepted_on, case.handed_over_on)
    unit = await units.dates(tx, case.project, case.unit_no) or known
    not_theirs = await sent_back.sent_back_by(tx, draft.instead_of) if draft.instead_of else set()
    whose = await whose_work(tx, case.project, unit, draft.part, registered_on, draft.addressed_to, not_theirs)
    return Sheet(
        **asdict(draft) | _of_the_case(case) | _of_the_warranty(whose),
        order_id=order_id,
        repairs_before=await orders.repairs_of(tx, case.case_id, case.unit_no, draft.part),
        issued_by=by.person,
        issued_at=now,
        order_no=await numbers.next_number(tx, SERIES, day_in_china(now)),
    )


def _of_the_case(case: CaseCopy) -> dict[str, Any]:
    return {
        "case_no": case.case_no,
        "project": case.project,
        "unit_no": case.unit_no,
        "phase": case.phase,
        "department": case.department,
        "desk": case.desk,
        "customer_id": case.customer_id,
        "round": case.round,
    }


def _of_the_warranty(whose: warranty.Whose) -> dict[str, Any]:
    contract = whose.contract
    return {
        "contractor": contract.contractor if contract else None,
        "contract_id": contract.contract_id if contract else None,
        "repair_time": contract.repair_time if contract else None,
        "contract_clause": whose.clause,
        "warranty_article": whose.article,
        "contractor_until": whose.contractor_until,
        "owner_until": whose.owner_until,
        "bearer": whose.bearer,
    }


async def _announce(tx: Transaction, order: work_order.WorkOrder) -> None:
    sheet = order.sheet
    where = {"unit_no": sheet.unit_no, "part": sheet.part, "expected_cost_fen": sheet.expected_cost_fen}
    await say(tx, order, WorkOrderIssued(
        **facts(order) | where, round=sheet.round, subject=sheet.subject, contract_id=sheet.contract_id,
        contract_clause=sheet.contract_clause, issued_by=sheet.issued_by, photos=sheet.photos,
    ))  # fmt: skip
    if order.repairer is Repairer.SQUAD:
        await say(tx, order, SquadOrdered(
            **facts(order) | where, place=sheet.place, bearer=sheet.bearer, danger=order.in_danger,
        ))  # fmt: skip
