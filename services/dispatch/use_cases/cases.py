"""What intake says of its cases."""

from datetime import datetime

from aftercare_contracts.events.intake import CaseClosed, CaseJudged, CaseRegistered, CaseReopened
from aftercare_contracts.events.intake_conduct import CaseClassed
from aftercare_contracts.events.intake_transfers import CaseTransferred
from plumbing.database import Transaction

from ..domain.sheet import CaseCopy
from ..store import cases


async def copy_case(tx: Transaction, said: CaseRegistered, now: datetime) -> None:
    """A case on which work orders may be issued; who is responsible stays as on that day unless the subject is corrected (I4)."""
    await cases.add_case(tx, CaseCopy(
        case_id=said.case_id,
        case_no=said.case_no,
        project=said.project,
        unit_no=said.unit_no,
        phase=said.phase,
        department=said.department,
        desk=said.desk,
        completion_accepted_on=said.completion_accepted_on,
        handed_over_on=said.handed_over_on,
        customer_id=said.customer_id,
        registered_at=said.registered_at,
    ))  # fmt: skip


async def follow_the_class(tx: Transaction, said: CaseClassed, now: datetime) -> None:
    """A corrected subject may have taken the case to another desk, before any order went out (I3)."""
    await cases.set_desk(tx, said.case_id, said.department, said.desk)


async def follow_the_transfer(tx: Transaction, said: CaseTransferred, now: datetime) -> None:
    """Another desk has the case now, and is who may order work on it (I4)."""
    await cases.set_desk(tx, said.case_id, said.to_department, said.to_desk)


async def keep_verdict(tx: Transaction, said: CaseJudged, now: datetime) -> None:
    """Whether a complaint is valid; upkeep is judged by it (D10)."""
    await cases.set_verdict(tx, said.case_id, said.verdict)


async def reopen_case(tx: Transaction, said: CaseReopened, now: datetime) -> None:
    """The case goes round again: new orders belong to the new round (I15)."""
    await cases.set_round(tx, said.case_id, said.round)


async def close_case(tx: Transaction, said: CaseClosed, now: datetime) -> None:
    """No more orders on it."""
    await cases.close(tx, said.case_id, said.because, now)
