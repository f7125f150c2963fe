"""Made-up lives of many work orders, each with the figures it is to add to its contractor's record, known by construction."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from aftercare_contracts.periods import CHINA
from dispatch.domain.contractor_records import Figures
from harness import ServiceUnderTest

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
TIME = timedelta(hours=72)
TAKES = {
    "decline": "contractor_declined", "lapse": "time_passed", "hand_over": "owner_asked", "no_show": "danger",
    "withdraw": "check_failed_after_deadline",
}  # fmt: skip
STORIES = (
    "issued",
    "received",
    "done",
    "kept",
    "kept",
    "kept",
    "closed",
    "late",
    "rework_lapses",
    "returned",
    "cancelled",
    *TAKES,
)
Key = tuple[str, str, str]


@dataclass
class Life:
    """One order: its columns, its moves, and what it adds where."""

    order: dict[str, Any]
    moves: list[tuple[Any, ...]] = field(default_factory=list)
    at: datetime = BEGIN
    settled_at: datetime | None = None
    figures: dict[str, int] = field(default_factory=dict)

    def move(self, verb: str, before: str | None, after: str, hours: float = 1) -> None:
        self.at += timedelta(hours=hours)
        self.moves.append((self.order["order_id"], verb, self.at, "somebody", before, after, ""))
        self.order["state"] = after
        if verb == "finish":
            self.order |= {"done_at": self.at, "completed_on": self.at.date()}

    def settle(self, **figures: int) -> None:
        self.settled_at = self.at
        self.figures = {"orders": 1} | figures

    def take(self, verb: str, before: str) -> None:
        self.move(verb, before, "with_squad")
        self.order |= {"repairer": "squad", "taken_over_at": self.at, "taken_over_reason": TAKES[verb]}

    @property
    def key(self) -> Key:
        assert self.settled_at
        day = self.settled_at.astimezone(CHINA).date()
        return self.order["contractor"], self.order["project"], f"{day.year}-Q{(day.month + 2) // 3}"


def life(template: dict[str, Any], number: int, chance: random.Random) -> Life:
    """A made-up life."""
    issued_at = BEGIN + timedelta(minutes=chance.randrange(700 * 24 * 60))
    made = Life(template | {
        "order_id": UUID(int=number + 1), "order_no": f"PG-2020-{number:06d}", "contractor": chance.choice(("NF", "BF")),
        "project": chance.choice(("P1", "P2")), "issued_at": issued_at, "repairs_before": chance.choice((0, 0, 0, 1)),
    }, at=issued_at)  # fmt: skip
    made.order["repair_count"] = made.order["repairs_before"] + 1
    made.move("issue", None, "issued", 0)
    _go(made, chance.choice(STORIES), chance)
    return made


def _go(made: Life, story: str, chance: random.Random) -> None:
    if story == "issued":
        return
    if story in ("returned", "cancelled"):
        made.move("return" if story == "returned" else "cancel", "issued", story)
        return
    made.move("receive", "issued", "received")
    due_at = made.at + TIME
    made.order |= {
        "received_at": made.at,
        "received_by": "him",
        "due_at": due_at,
        "remind_at": due_at,
        "first_due_at": due_at,
    }
    received_at = made.at
    if story == "received":
        return
    if story in ("decline", "lapse", "hand_over", "no_show"):
        made.take(story, "received")
        late = story in ("lapse", "no_show")
        name = "late" if late else {"decline": "declined", "hand_over": "handed_over"}[story]
        made.settle(**{name: 1, "taken_over": 1})
    else:
        _repair(made, story, received_at, chance)
    if made.order["repairer"] == "squad":
        _squad(made, chance)


def _repair(made: Life, story: str, received_at: datetime, chance: random.Random) -> None:
    made.move("finish", "received", "done", 100 if story == "late" else 72 if chance.random() < 0.2 else 10)
    late = made.at > made.order["first_due_at"]
    made.settle(**{"late" if late else "on_time": 1})
    again = chance.choice((0, 0, 1, 2)) + (story == "closed")
    for _ in range(again if story in ("kept", "late", "closed") else 1 if story == "rework_lapses" else 0):
        _come_back(made, "send_back", "received", chance.random() < 0.5 or story == "closed")
        if story == "rework_lapses":
            made.take("lapse", "received")
            made.figures["taken_over"] = 1
            return
        made.order["due_at"] = made.at + TIME
        made.move("finish", "received", "done")
        made.figures["reworks"] = made.figures.get("reworks", 0) + 1
    finished_at = made.at
    if story == "done":
        return
    if story == "withdraw":
        _come_back(made, "withdraw", "with_squad", False)
        made.order |= {"repairer": "squad", "taken_over_at": made.at, "taken_over_reason": TAKES["withdraw"]}
        made.figures["taken_over"] = 1
        return
    made.move("pass", "done", "checked")
    made.move("close" if story == "closed" else "sign", "checked", "completed")
    made.order |= {
        "checked_by": "checker",
        "checked_at": made.at,
        "done_at": finished_at,
        "completed_on": finished_at.date(),
    }
    made.order |= {"closed_at": made.at} if story == "closed" else {"signed_at": made.at, "signer": "业主"}
    made.figures |= {
        "completed": 1, "repair_seconds": int((finished_at - received_at).total_seconds()),
        "one_repair": int(again == 0 and made.order["repairs_before"] == 0),
    }  # fmt: skip


def _come_back(made: Life, verb: str, after: str, refused: bool) -> None:
    if refused:
        made.move("pass", "done", "checked")
        made.order["refusals"] += 1
    made.move(verb, "checked" if refused else "done", after)
    name = "owner_refusals" if refused else "checks_failed"
    made.figures[name] = made.figures.get(name, 0) + 1


def _squad(made: Life, chance: random.Random) -> None:
    """What the squad does is not the contractor's."""
    if chance.random() < 0.5:
        made.move("allow", "with_squad", "may_start")
        made.move("finish", "may_start", "done")
        made.move("return_to_squad", "done", "may_start")


async def write(under_test: ServiceUnderTest, template_id: str, count: int, seed: int) -> dict[Key, Figures]:
    """So many lives on record, some with costs. Returns the figures they are to add up to."""
    chance = random.Random(seed)
    async with under_test.db.transaction() as tx:
        template = dict(await tx.fetchrow("select * from work_order where order_id = $1", UUID(template_id)) or {})
        lives = [life(template, number, chance) for number in range(count)]
        costs = [cost for each in lives for cost in _costs(each, chance)]
        columns = list(template)
        await tx.copy("work_order", columns, [tuple(each.order[name] for name in columns) for each in lives])
        moves = ("order_id", "verb", "at", "by", "from_state", "to_state", "note")
        await tx.copy("work_order_move", moves, [move for each in lives for move in each.moves])
        await tx.copy("contractor_cost", ("order_id", "kind", "amount_fen", "statement_no", "heard_at"), costs)
    sums: dict[Key, Figures] = defaultdict(Figures)
    for each in lives:
        if each.settled_at:
            sums[each.key] += Figures(**each.figures)
    return dict(sums)


def _costs(made: Life, chance: random.Random) -> list[tuple[Any, ...]]:
    if not made.figures.get("taken_over") or chance.random() < 0.3:
        return []
    deducted, more, claimed = (chance.randrange(1, 10**6) for _ in range(3))
    made.figures |= {"deducted_fen": deducted + more, "claimed_fen": claimed}
    kinds = (("deducted", deducted), ("deducted", more), ("claimed", claimed))
    return [(made.order["order_id"], kind, fen, f"JS-{uuid4()}", made.at) for kind, fen in kinds]
