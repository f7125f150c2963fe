"""Major cases and what general management orders on them (I11)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import MajorFound, MajorTakenBack, MeasureCompleted, MeasureOrdered
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain import majors as domain
from ..domain.case import Case
from ..domain.limits import LimitName
from ..domain.majors import (
    CompletedAlready,
    Ground,
    MajorFinding,
    MajorWithdrawal,
    Measure,
    MeasureCompletion,
    NoSuchMeasure,
)
from ..domain.staff_complaints import must_not_be_about
from ..store import cases, conduct
from . import limits
from .announcing import say


async def find_major(
    tx: Transaction,
    finding_id: UUID,
    case_id: UUID,
    ground: Ground,
    done_first: str,
    responsible: str,
    by: str,
    now: datetime,
) -> Case:
    """The case is a major one: the whole ladder hears of it at once. Raises ``NoSuchCase``, ``CannotMove``, ``AboutYourself``."""
    case = await limits.case_held(tx, case_id)
    must_not_be_about(case, responsible)
    found = domain.find_major(case, responsible, now)
    await cases.save(tx, found, "find_major", by, now)
    await conduct.add(tx, MajorFinding(finding_id, case_id, ground, done_first, responsible, by, now))
    await say(tx, found, MajorFound(
        case_id=case_id, case_no=case.case_no, project=case.project, ground=ground.value, responsible=responsible, found_by=by,
    ))  # fmt: skip
    return found


async def take_back(tx: Transaction, withdrawal_id: UUID, case_id: UUID, reason: str, by: str, now: datetime) -> Case:
    """It is no longer a major one. Raises ``NoSuchCase``, ``CannotMove``, ``NotMajor``."""
    case = domain.take_back(await limits.case_held(tx, case_id))
    await cases.save(tx, case, "take_back_major", by, now)
    await conduct.add(tx, MajorWithdrawal(withdrawal_id, case_id, reason, by, now))
    await say(tx, case, MajorTakenBack(case_id=case_id, case_no=case.case_no, project=case.project, taken_back_by=by))
    return case


async def order_measure(
    tx: Transaction, measure_id: UUID, case_id: UUID, text: str, owner: Role, due_on: date, by: str, now: datetime
) -> Case:
    """A measure with its owner, whose limit its date is. Raises ``NoSuchCase``, ``CannotMove``, ``NotMajor``, ``DateBehind``."""
    case = await limits.case_held(tx, case_id)
    domain.must_be_major(case)
    domain.must_lie_ahead(due_on, day_in_china(now), "/due_on")
    await conduct.add(tx, Measure(measure_id, case_id, text, owner, due_on, by, now))
    await limits.start(tx, case, LimitName.ACTION, now, owner=owner, key=str(measure_id), until=due_on)
    await say(tx, case, MeasureOrdered(
        measure_id=measure_id, case_id=case_id, case_no=case.case_no, project=case.project, owner_role=owner, due_on=due_on,
        ordered_by=by,
    ))  # fmt: skip
    return case


async def measure(tx: Transaction, measure_id: UUID) -> Measure:
    """Raises ``NoSuchMeasure``."""
    found = await conduct.one(tx, Measure, measure_id)
    if found is None:
        raise NoSuchMeasure
    return found


async def complete_measure(
    tx: Transaction, ordered: Measure, done: str, by: str, roles: Collection[str], now: datetime
) -> Case:
    """A measure was carried out, and its limit ends. Raises ``NotYourMeasure``, ``CompletedAlready``."""
    case = await limits.case_held(tx, ordered.case_id)
    domain.must_be_owned(ordered, roles)
    if await conduct.one(tx, MeasureCompletion, ordered.measure_id):
        raise CompletedAlready
    await conduct.add(tx, MeasureCompletion(ordered.measure_id, case.case_id, done, by, now))
    await limits.end(tx, case, now, "measure completed", (LimitName.ACTION,), key=str(ordered.measure_id))
    await say(tx, case, MeasureCompleted(
        measure_id=ordered.measure_id, case_id=case.case_id, case_no=case.case_no, project=case.project, owner_role=ordered.owner,
        completed_by=by,
    ))  # fmt: skip
    return case
