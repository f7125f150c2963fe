"""Complaints about staff: the wish to speak to the leadership, how serious it is, the apology (I18)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import ApologyMade
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain import staff_complaints as domain
from ..domain.case import CannotMove, Case, State
from ..domain.staff_complaints import Apology, Gravity, LeadershipMeeting, LeadershipWish, NoWish, Owed
from ..store import cases, conduct
from . import limits
from .announcing import say


async def note_wish(tx: Transaction, case: Case, *, wants_leadership: bool, by: str, now: datetime) -> None:
    """The customer wants to speak to the leadership, where he does."""
    if wants_leadership:
        await conduct.add(tx, LeadershipWish(case.case_id, by, now))


async def meet(
    tx: Transaction, meeting_id: UUID, case_id: UUID, was_met: bool, words: str, by: str, now: datetime
) -> Case:
    """The wish was met, or was not reasonable, and why. Raises ``NoSuchCase``, ``CannotMove``, ``NoWish``."""
    case = await limits.case_held(tx, case_id)
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if not await conduct.of_case(tx, LeadershipWish, case_id):
        raise NoWish
    await conduct.add(tx, LeadershipMeeting(meeting_id, case_id, was_met, words, by, now))
    return case


async def weigh(
    tx: Transaction, gravity_id: UUID, case_id: UUID, is_serious: bool, reason: str, by: str, now: datetime
) -> Case:
    """Whether it is serious. Raises ``NoSuchCase``, ``CannotMove``, ``NobodyNamed``."""
    case = await limits.case_held(tx, case_id)
    domain.must_name_staff(case)
    await conduct.add(tx, Gravity(gravity_id, case_id, is_serious, reason, by, now))
    return case


async def apologise(
    tx: Transaction, apology_id: UUID, case_id: UUID, way: ContactWay, words: str, by: str, now: datetime
) -> Case:
    """The customer got an apology. Raises ``NoSuchCase``, ``CannotMove``, ``NobodyNamed``."""
    case = await limits.case_held(tx, case_id)
    domain.must_name_staff(case)
    await conduct.add(tx, Apology(apology_id, case_id, way, words, by, now))
    await say(tx, case, ApologyMade(case_id=case_id, case_no=case.case_no, project=case.project, way=way, made_by=by))
    return case


async def owed(tx: Transaction, case: Case) -> Owed:
    """What the customer is still owed before the case can be settled."""
    weighed = await conduct.of_case(tx, Gravity, case.case_id)
    return domain.owed(
        case,
        weighed[-1] if weighed else None,
        apologised=bool(await conduct.of_case(tx, Apology, case.case_id)),
        wished=bool(await conduct.of_case(tx, LeadershipWish, case.case_id)),
        met=bool(await conduct.of_case(tx, LeadershipMeeting, case.case_id)),
    )


async def is_serious(tx: Transaction, case: Case) -> bool:
    """Whether the visit is made at home: a major case, or a complaint about staff found serious (V1)."""
    weighed = await conduct.of_case(tx, Gravity, case.case_id)
    return case.is_major or bool(weighed and weighed[-1].is_serious)


async def must_owe_nothing(tx: Transaction, case: Case) -> None:
    """Raises ``ApologyOwed``, ``LeadershipOwed``."""
    domain.must_owe_nothing(await owed(tx, case))


async def may_not_visit(tx: Transaction, case: Case) -> tuple[str, ...]:
    """Those who did or ordered something, and whom the complaint is about (V1, I18)."""
    return tuple(sorted({*await cases.hands(tx, case), *([case.about_person] if case.about_person else [])}))
