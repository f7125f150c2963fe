"""Where everything stands in the end, without what depends on ids and moments: to hold a history against the same acts on a
perfect day."""

from typing import Any

from .history import History

STANDS = {
    "intake": "select unit_no, state, round, verdict from case_file order by 1, 2, 3",
    "dispatch": "select unit_no, round, part, state, repairer, repair_count from work_order order by 1, 2, 3, 4",
    "finance": "select amount_fen, state, approved_fen, is_final, booked_at is not null from claim order by 1, 2, 3, 4",
    "survey": "select unit_no, round, state, satisfied from return_visit order by 1, 2, 3",
}
BALANCES = "select account, sum(amount_fen)::bigint as fen from ledger_leg group by account order by account"


async def standing(history: History) -> dict[str, Any]:
    """Cases, orders, claims, visits, and the balance of each account."""
    found: dict[str, Any] = {
        name: [tuple(row) for row in await history.place(name).look(sql)] for name, sql in STANDS.items()
    }
    found["accounts"] = [tuple(row) for row in await history.place("finance").look(BALANCES)]
    return found


def outcomes(history: History) -> list[list[str]]:
    """What became of each act."""
    return [actor.outcomes for actor in history.actors]
