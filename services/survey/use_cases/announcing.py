"""How survey speaks of return visits."""

from typing import Any

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.survey import ReturnVisitDissatisfied, ReturnVisitSatisfied
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.return_visit import Counted, ReturnVisit, State


async def say(tx: Transaction, visit: ReturnVisit, said: type[Event], **more: Any) -> None:
    """An event about a visit, with what every such event carries."""
    await outbox.add(tx, said(**facts(visit), **more), about=visit.case_id)


async def say_result(tx: Transaction, visit: ReturnVisit) -> None:
    """What came of a visit that is over."""
    if visit.state is State.SATISFIED:
        because = "his_word" if visit.counted is Counted.HIS_WORD else "quiet_month"
        answered = {"in_time": visit.in_time, "attitude": visit.attitude, "because": because}
        await say(
            tx, visit, ReturnVisitSatisfied, visited_by=visit.visited_by, settled=visit.settled, **answered
        )  # fmt: skip
    else:
        because = "still_wrong" if visit.counted is Counted.HIS_WORD else str(visit.waits)
        await say(
            tx,
            visit,
            ReturnVisitDissatisfied,
            visited_by=visit.visited_by,
            because=because,
            still_wrong=visit.still_wrong,
        )


def facts(visit: ReturnVisit) -> dict[str, Any]:
    """What every event about a visit carries."""
    return {name: getattr(visit, name) for name in ("visit_id", "case_id", "case_no", "project", "round")}
