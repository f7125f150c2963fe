"""Made-up lives of cases as their publishers tell them, the same for the same seed: for facts, reports and their speed."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.registry import EVENTS
from contracts.samples import sample

SPACE = UUID("0192f1f4-0000-7000-8000-0000000fac75")
PROJECTS = ("P1", "P2")
DESKS = ("engineering_desk", "sales_desk", "property_desk")
KINDS = ("complaint", "complaint", "repair_request", "repair_request", "suggestion", "inquiry", "praise")
MATTERS = ("leak", "crack", "door_window", "noise", "staff_attitude", "parking")


def known(*parts: object) -> UUID:
    """The same id each time."""
    return uuid5(SPACE, "/".join(map(str, parts)))


@dataclass
class Teller:
    """Says events as their publishers would, numbered per publisher and subject."""

    sequences: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def say(self, name: str, about: UUID | str, at: datetime, /, **what: Any) -> Envelope[Any]:
        """The next message of that type about this subject."""
        event, source = EVENTS[name], name.split(".", 1)[0]
        self.sequences[source, str(about)] += 1
        sequence = self.sequences[source, str(about)]
        data = event.model_validate({**sample(name).data.model_dump(), **what})
        return Envelope(
            id=known(source, about, sequence), source=source, type=name, subject=str(about), time=at,
            dataschema=f"urn:aftercare:schema:{name}", sequence=sequence, correlationid=str(about), data=data,
        )  # fmt: skip


def history(
    cases: int,
    seed: int = 1,
    starts_at: datetime = datetime(2026, 1, 5, 1, tzinfo=UTC),
    every: timedelta = timedelta(hours=3),
) -> Iterator[Envelope[Any]]:
    """So many cases' lives one after another, each publisher's words about a subject in order."""
    rng, teller = random.Random(seed), Teller()
    for project, name in zip(PROJECTS, ("锦江花园", "云麓山庄"), strict=True):
        yield teller.say(
            "intake.project.recorded.v1",
            project,
            starts_at,
            project=project,
            name=name,
            first_collective_handover_on=None,
        )
    for code, name in (("NF", "南方建筑公司"), ("BF", "北方建筑公司")):
        contract_id = known("contract", code)
        yield teller.say(
            "dispatch.contract.registered.v1", contract_id, starts_at, contract_id=contract_id, contract_no=f"HT-{code}",
            contractor=code, contractor_name=name, project=PROJECTS[0],
        )  # fmt: skip
    for number in range(1, cases + 1):
        yield from life(teller, rng, number, starts_at + number * every, seed)


def life(teller: Teller, rng: random.Random, number: int, began_at: datetime, seed: int) -> Iterator[Envelope[Any]]:
    """One case from its registration to wherever it got."""
    case_id, project = known(seed, "case", number), rng.choice(PROJECTS)
    kind, matter = rng.choice(KINDS), rng.choice(MATTERS)
    of = {"case_id": case_id, "case_no": f"KS-{began_at.year}-{number:06d}", "project": project}
    clock = began_at

    def say(name: str, hours: float, **what: Any) -> Envelope[Any]:
        nonlocal clock
        clock = clock + timedelta(hours=hours)
        return teller.say(name, case_id, clock, **of, **what)

    is_opinion = kind in ("complaint", "suggestion")
    yield say(
        "intake.case.registered.v1", 0, kind=kind, case_class=rng.choice(("class_1", "class_2", "class_3")) if is_opinion else None,
        channel=rng.choice(("hotline", "walk_in", "web")), matter=matter, part="plumbing" if matter == "leak" else None,
        unit_no=f"{rng.randint(1, 9)}-{rng.randint(101, 1204)}", phase="first_year",
        department=rng.choice(("service_centre", "service_centre", "property_company", "sales")), desk=rng.choice(DESKS),
        customer_id=known(seed, "customer", number), taken_by="li", registered_at=clock, asked_id=None,
    )  # fmt: skip
    yield say("intake.case.feedback_given.v1", rng.choice((1, 5, 30)), round=1)
    if kind == "complaint":
        yield say("intake.case.judged.v1", 2, verdict=rng.choice(("valid", "valid", "invalid")))
        if rng.random() < 0.05:
            yield say("intake.major.found.v1", 1, ground="wide_effect")
    if kind == "suggestion":
        yield say("intake.suggestion.decided.v1", 20, matter=matter, adopted=rng.random() < 0.5)
    if kind == "repair_request" or matter == "leak":
        yield from _order(teller, rng, number, case_id, of, clock, seed)
    for turn in (1, 2):
        if rng.random() < 0.15:
            if rng.random() < 0.6:
                yield say("intake.limit.passed.v1", 200, limit="weekly_result", owner_role="engineering_desk",
                          due_at=began_at + timedelta(days=7), round=turn, tell="site_lead", step=1)  # fmt: skip
            return
        at = clock + timedelta(hours=rng.randint(2, 150))
        yield say("intake.case.handled.v1", (at - clock).total_seconds() / 3600, kind=kind, round=turn, settled=True,
                  visit_wanted=True, handled_at=at)  # fmt: skip
        visit = {"visit_id": known(seed, "visit", number, turn), "round": turn}
        yield say("survey.return_visit.planned.v1", 0, **visit, due_at=at + timedelta(days=2))
        if rng.random() < 0.8:
            yield say("survey.return_visit.satisfied.v1", rng.randint(1, 60), **visit, settled=True,
                      in_time=rng.random() < 0.8, attitude=rng.random() < 0.9)  # fmt: skip
            yield say("intake.case.closed.v1", 0, rounds=turn, because="satisfied")
            return
        yield say("survey.return_visit.dissatisfied.v1", 20, **visit, because="still_wrong")
        yield say("intake.case.reopened.v1", 0, round=turn + 1)


def _order(
    teller: Teller, rng: random.Random, number: int, case_id: UUID, of: dict[str, Any], clock: datetime, seed: int
) -> Iterator[Envelope[Any]]:
    contractor = rng.choice(("NF", "NF", "BF"))
    order_id, order_no = known(seed, "order", number), f"PG-{clock.year}-{number:06d}"
    own = {**of, "order_id": order_id, "order_no": order_no}
    by = {**own, "repairer": "contractor", "contractor": contractor}

    def say(name: str, hours: float, **what: Any) -> Envelope[Any]:
        nonlocal clock
        clock = clock + timedelta(hours=hours)
        return teller.say(name, case_id, clock, **what)

    yield say("dispatch.work_order.issued.v1", 3, **by, round=1, contract_id=known("contract", contractor))
    yield say("dispatch.work_order.received.v1", 1, **by, received_at=clock, due_at=clock + timedelta(hours=48))
    if rng.random() < 0.25:
        squad = {**own, "repairer": "squad", "contractor": contractor}
        yield say(
            "dispatch.work_order.taken_over.v1",
            48,
            **squad,
            reason="time_passed",
            taken_over_at=clock + timedelta(hours=48),
        )
        money = {**own, "claim_id": known(seed, "claim", number), "claim_no": f"FY-{clock.year}-{number:06d}",
                 "amount_fen": rng.randint(1, 90) * 10_000}  # fmt: skip
        yield say("finance.claim.raised.v1", 1, **money, bearer="contractor")
        yield say("dispatch.work_order.done.v1", 5, **squad, repair_count=1, done_at=clock + timedelta(hours=5))
        yield say("finance.cost.confirmed.v1", 1, **money, bearer="contractor", confirmed_at=clock)
        yield teller.say(
            "finance.retention.deducted.v1", known("contract", contractor), clock, **of, order_no=order_no, contractor=contractor,
            contract_id=known("contract", contractor), amount_fen=money["amount_fen"], statement_no="JS-2026-000001",
        )  # fmt: skip
        who = squad
    else:
        done_at = clock + timedelta(hours=rng.choice((20, 40, 60)))
        yield say("dispatch.work_order.done.v1", 20, **by, repair_count=1, done_at=done_at)
        if rng.random() < 0.2:
            yield say("dispatch.work_order.check_failed.v1", 2, **by, repair_count=1)
            yield say("dispatch.work_order.done.v1", 20, **by, repair_count=2, done_at=done_at + timedelta(hours=22))
        who = by
    yield say("dispatch.work_order.completed.v1", 5, **who, repair_result="one_repair", completed_at=clock + timedelta(hours=5),
              closed_by_parties=False)  # fmt: skip


def interleaved(messages: list[Envelope[Any]], rng: random.Random) -> list[Envelope[Any]]:
    """The same messages in another order that keeps each publisher's about each subject."""
    queues: dict[tuple[str, str], list[Envelope[Any]]] = defaultdict(list)
    for message in messages:
        queues[message.source, message.subject].append(message)
    waiting = [list(reversed(queue)) for queue in queues.values()]
    mixed = []
    while waiting:
        queue = rng.choice(waiting)
        mixed.append(queue.pop())
        waiting = [each for each in waiting if each]
    return mixed
