"""A limit explains itself (B2)."""

from uuid import UUID

from plumbing.database import Transaction
from plumbing.policy import policy_version

from ..domain import explanation
from ..domain.explanation import Moved, Step
from ..domain.limits import Limit
from ..store import cases, clocks, limits
from .calendars import calendars
from .pausing import NoSuchLimit


async def explain(tx: Transaction, case_id: UUID, limit_id: UUID) -> tuple[Limit, list[Step]]:
    """The limit with every step of its reckoning. Raises ``NoSuchCase``, ``NoSuchLimit``."""
    case = await cases.case(tx, case_id)
    limit = next((one for one in await limits.of_case(tx, case_id) if one.limit_id == limit_id), None)
    if limit is None:
        raise NoSuchLimit
    known = await calendars(tx, case.project, limit.reckoned_at or limit.started_at, by_then=True)
    moves = [Moved(move.at, move.due_was, move.due_at, move.because) for move in await clocks.moves(tx, limit_id)]
    source = (await policy_version(tx, "limits", limit.policy_version)).source
    return limit, explanation.explain(limit, known, await clocks.pauses(tx, limit_id), moves, source)
