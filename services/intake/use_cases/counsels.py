"""Legal counsel and the chief engineer are asked, and answer (I11)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import CounselAsked, CounselGiven
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain import counsels as domain
from ..domain.case import Case
from ..domain.counsels import AnsweredAlready, Counsel, CounselAnswer, NoSuchCounsel
from ..store import conduct
from . import limits
from .announcing import say


async def ask(
    tx: Transaction, counsel_id: UUID, case_id: UUID, role: Role, question: str, by: str, now: datetime
) -> Case:
    """He is asked into the case and sees it from now on. Raises ``NoSuchCase``, ``CannotMove``."""
    case = await limits.case_held(tx, case_id)
    domain.must_be_open(case)
    await conduct.add(tx, Counsel(counsel_id, case_id, role, question, by, now))
    await say(tx, case, CounselAsked(
        counsel_id=counsel_id, case_id=case_id, case_no=case.case_no, project=case.project, asked_role=role, asked_by=by,
    ))  # fmt: skip
    return case


async def counsel(tx: Transaction, counsel_id: UUID) -> Counsel:
    """Raises ``NoSuchCounsel``."""
    found = await conduct.one(tx, Counsel, counsel_id)
    if found is None:
        raise NoSuchCounsel
    return found


async def answer(tx: Transaction, asked: Counsel, text: str, by: str, roles: Collection[str], now: datetime) -> Case:
    """What he said. Raises ``AskedOther``, ``AnsweredAlready``."""
    case = await limits.case_held(tx, asked.case_id)
    domain.must_be_asked(asked, roles)
    if await conduct.one(tx, CounselAnswer, asked.counsel_id):
        raise AnsweredAlready
    await conduct.add(tx, CounselAnswer(asked.counsel_id, case.case_id, text, by, now))
    await say(tx, case, CounselGiven(
        counsel_id=asked.counsel_id, case_id=case.case_id, case_no=case.case_no, project=case.project, asked_role=asked.role,
        desk=case.desk, given_by=by,
    ))  # fmt: skip
    return case
