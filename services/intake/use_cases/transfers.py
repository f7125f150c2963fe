"""A case is handed over to where it belongs, and taken or returned (I4)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.intake_transfers import CaseTransferred, TransferOffered, TransferReturned
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Department
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import transfers as domain
from ..domain.case import Case
from ..domain.routing import routing_from
from ..domain.transfers import Transfer, TransferState
from ..store import cases, transfers
from . import limits
from .announcing import say


async def offer(
    tx: Transaction,
    transfer_id: UUID,
    case_id: UUID,
    to: Department,
    reason: str,
    by: str,
    roles: frozenset[str],
    now: datetime,
) -> Transfer:
    """The case is to go to another department, and stays with its holder until that takes it.

    Raises ``NoSuchCase``, ``NotYoursToHandOver``, ``AlreadyThere``, ``NothingToHandOver``, ``OfferedAlready``.
    """
    case = await limits.case_held(tx, case_id)
    waiting = any(each.state is TransferState.OFFERED for each in await transfers.of_case(tx, case_id))
    domain.must_be_possible(case, to, roles, waiting)
    routing = routing_from((await policy(tx, "routing", day_in_china(now))).data)
    transfer = Transfer(
        transfer_id=transfer_id, case_id=case_id, project=case.project, from_department=case.department, from_desk=case.desk,
        to_department=to, to_desk=domain.desk_at(to, case, routing), reason=reason, offered_by=by, offered_at=now,
    )  # fmt: skip
    await transfers.add(tx, transfer)
    await say(tx, case, TransferOffered(**_facts(transfer, case), offered_by=by))
    return transfer


async def accept(
    tx: Transaction, case_id: UUID, transfer_id: UUID, by: str, roles: frozenset[str], now: datetime
) -> Transfer:
    """The receiving side takes the case: department, desk and holder change, phase and limits do not (I4, B1).

    Raises ``NoSuchTransfer``, ``NotYoursToTake``, ``DecidedBefore``, ``NothingToHandOver``.
    """
    case = await limits.case_held(tx, case_id)
    transfer = await transfers.transfer(tx, case_id, transfer_id)
    accepted = domain.decided(transfer, TransferState.ACCEPTED, roles, by, "", now)
    moved = domain.handed_over(case, accepted, now)
    await cases.save(tx, moved, "transfer", by, now)
    await transfers.limits_follow(tx, accepted)
    await transfers.save(tx, accepted)
    await say(tx, moved, CaseTransferred(**_facts(accepted, moved), accepted_by=by))
    return accepted


async def send_back(
    tx: Transaction, case_id: UUID, transfer_id: UUID, reason: str, by: str, roles: frozenset[str], now: datetime
) -> Transfer:
    """The receiving side returns it with a reason; the case stays where it is.

    Raises ``NoSuchTransfer``, ``NotYoursToTake``, ``DecidedBefore``.
    """
    case = await limits.case_held(tx, case_id)
    transfer = await transfers.transfer(tx, case_id, transfer_id)
    returned = domain.decided(transfer, TransferState.RETURNED, roles, by, reason, now)
    await transfers.save(tx, returned)
    await say(tx, case, TransferReturned(**_facts(returned, case), returned_by=by))
    return returned


def _facts(transfer: Transfer, case: Case) -> dict[str, Any]:
    return {
        "transfer_id": transfer.transfer_id, "case_id": case.case_id, "case_no": case.case_no, "project": case.project,
        "from_department": transfer.from_department, "from_desk": transfer.from_desk,
        "to_department": transfer.to_department, "to_desk": transfer.to_desk,
    }  # fmt: skip
