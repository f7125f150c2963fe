"""The centre director takes part wherever a customer is seriously dissatisfied (V4)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.survey_visits import DirectorAttended, DirectorCalled, DirectorWanted
from plumbing import outbox
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain import return_visit as domain
from ..domain.return_visit import ReturnVisit
from ..domain.seriousness import DirectorBecause
from ..store import director as store
from ..store import return_visits
from ..store.director import Whom
from .announcing import say


async def require_director(tx: Transaction, whom: Whom, because: DirectorBecause, now: datetime) -> UUID:
    """From now on the director takes part in visits to this customer or household, or on this case, until he has done so once.

    Visits still to be made are marked at once, later ones when they are planned. Returns the id of the wanting.
    """
    wanted_id = new_id()
    await store.add(tx, wanted_id, whom, because, now)
    wanted = DirectorWanted(
        wanted_id=wanted_id, project=whom.project, case_id=whom.case_id, case_no=whom.case_no, unit_no=whom.unit_no,
        because=because.value,
    )  # fmt: skip
    marked = [await return_visits.visit(tx, visit_id) for visit_id in await store.mark_open_visits(tx, whom, because)]
    await outbox.add(tx, wanted, about=whom.case_id or wanted_id, case=whom.case_id)
    for visit in marked:
        await call(tx, visit)
    return wanted_id


async def call(tx: Transaction, visit: ReturnVisit) -> None:
    """The director is told of a visit that wants him; of any other nothing is said."""
    if visit.director_because:
        await say(
            tx, visit, DirectorCalled, because=visit.director_because.value, way=visit.way, visitor=visit.visitor,
            due_at=visit.due_at,
        )  # fmt: skip


async def held_with_mark(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """A visit, marked where the director is wanted; also if both came at once, and neither saw the other.

    Raises ``NoSuchVisit``.
    """
    return await _marked(tx, await return_visits.visit_held(tx, visit_id))


async def with_mark(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """Likewise, for looking. Raises ``NoSuchVisit``."""
    return await _marked(tx, await return_visits.visit(tx, visit_id))


async def _marked(tx: Transaction, visit: ReturnVisit) -> ReturnVisit:
    because = visit.director_because or await store.wanted_by(tx, Whom.visited(visit))
    return replace(visit, director_because=because)


async def attend(tx: Transaction, visit_id: UUID, director: str, now: datetime) -> ReturnVisit:
    """The director says that he takes part. Raises ``NoSuchVisit`` and what ``return_visit.attend`` raises."""
    visit = domain.attend(await held_with_mark(tx, visit_id), director, now)
    await return_visits.save(tx, visit)
    await say(tx, visit, DirectorAttended, director=director)
    return visit
