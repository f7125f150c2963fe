"""What must hold after a history, whatever went wrong in it. Each finding is a sentence that says what does not."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aftercare_contracts import registry
from finance.use_cases.verification import verify
from plumbing import topology
from plumbing.inbox import Outcome

from .history import History
from .money import money_findings
from .plan import SERVICES
from .town import Place

SEEN = """select
 (select coalesce(json_agg(json_build_array(event_id, destination, subject, sequence, type, published_at is not null) order by id), '[]')
  from outbox) as said,
 (select coalesce(json_agg(json_build_array(event_id, source, subject, sequence, state, applied_at, type)), '[]') from inbox) as heard,
 (select coalesce(json_object_agg(source || ' ' || subject, last_sequence), '{}') from inbox_position) as positions,
 (select coalesce(json_agg(json_build_array(subject, kind, due_at, fired_at, disarmed_at, last_failure, not_before)), '[]')
  from timer) as timers,
 (select coalesce(json_agg(json_build_array(key, status, encode(answer, 'hex'))), '[]') from idempotency) as answers,
 (select coalesce(json_agg(json_build_array(name, subject, passed_at is not null, limit_id)), '[]')
  from time_limit where ended_at is null) as limits
"""
COUNTED: dict[str, tuple[tuple[str, ...], str]] = {
    "case_file": (("register",), "intake"),
    "register_entry where kind = 'feedback'": (("feedback",), "intake"),
    "unit": (("unit 1", "unit 2", "unit 3"), "intake"),
    "work_order": (("order",), "dispatch"),
    "work_order_move where verb = 'receive'": (("receipt",), "dispatch"),
    "work_order_move where verb = 'decline'": (("decline",), "dispatch"),
    "work_order_move where verb = 'finish'": (("completion", "contractor_completion"), "dispatch"),
    "work_order_move where verb in ('pass', 'send_back', 'withdraw', 'return_to_squad')": (("check",), "dispatch"),
    "work_order_move where verb = 'sign'": (("signature",), "dispatch"),
    "contract": (("contract",), "dispatch"),
    "claim": (("claim",), "finance"),
    "claim_move where verb = 'review'": (("review",), "finance"),
    "claim_move where verb = 'approve'": (("approve",), "finance"),
    "claim_move where verb = 'refuse'": (("refuse_claim",), "finance"),
    "claim_move where verb = 'confirm'": (("final_cost",), "finance"),
    "ledger_entry where kind = 'allotment'": (("fund",), "finance"),
    "statement": (("statement",), "finance"),
    "statement_act where act = 'review'": (("statement_review",), "finance"),
    "statement_act where act = 'audit'": (("statement_audit",), "finance"),
    "statement_act where act = 'serve'": (("serving",), "finance"),
    "statement_act where act = 'book'": (("booking",), "finance"),
    "return_visit where state in ('satisfied', 'dissatisfied')": (("visit",), "survey"),
}
"""Rows that there are one of for each accepted act of these kinds, and none for a refused one."""


async def findings(history: History) -> list[str]:
    """Everything that does not hold; nothing where all does."""
    found: list[str] = []
    seen = {name: dict((await place.look(SEEN))[0]) for name, place in history.town.places.items()}
    for rows in seen.values():
        rows.update({key: json.loads(value) if isinstance(value, str) else value for key, value in rows.items()})
    for name, rows in seen.items():
        place = history.place(name)
        found += [f"{name}: {what}" for what in _said(rows["said"], rows["answers"])]
        found += [f"{name}: {what}" for what in _heard(name, rows, seen)]
        found += [f"{name}: {what}" for what in _order_of_effects(history, name, rows)]
        found += [f"{name}: {what}" for what in _timers(history, place, rows)]
        found += [f"{name}: {what}" for what in _answers(history, name, rows["answers"])]
    found += [f"{queue} holds {len(dead)}: {dead[0].type}" for queue, dead in history.broker.dead.items() if dead]
    found += await _counts(history)
    found += await _ledger(history)
    found += await money_findings(history)
    return found


def _said(said: list[Any], answers: list[Any]) -> Iterator[str]:
    """Every row published, every subject numbered from 1 without a gap, in the order of the rows (6, 8)."""
    last: Counter[str] = Counter()
    for _, destination, subject, sequence, kind, is_published in said:
        if not is_published:
            yield f"{kind} about {subject} was never published"
        if destination != "dead":
            if sequence != last[subject] + 1:
                yield f"{kind} about {subject} has number {sequence} after {last[subject]}"
            last[subject] = sequence


def _heard(name: str, rows: dict[str, Any], seen: dict[str, Any]) -> Iterator[str]:
    """What was said to a service, it applied, once; nothing waits or is dead; positions are the last numbers (6, 8, 16)."""
    expected = {
        event_id: (publisher, subject, sequence)
        for publisher in SERVICES
        for event_id, destination, subject, sequence, kind, _ in seen[publisher]["said"]
        if destination != "dead" and topology.reaches(kind, name)
    }
    applied = {row[0]: (row[1], row[2], row[3]) for row in rows["heard"] if row[4] == "applied"}
    for row in rows["heard"]:
        if row[4] != "applied":
            yield f"{row[6]} number {row[3]} of {row[1]} about {row[2]} is {row[4]}"
    for event_id in (each for each in expected if each not in applied):
        yield f"message {expected[event_id]} was said and not applied"
    for event_id in (each for each in applied if each not in expected):
        yield f"message {applied[event_id]} was applied and nobody said it"
    last = Counter[str]()
    for publisher, subject, sequence in applied.values():
        last[f"{publisher} {subject}"] = max(last[f"{publisher} {subject}"], sequence)
    positions = {key: at for key, at in rows["positions"].items() if at}
    if positions != dict(last):
        yield f"positions {sorted(positions.items() ^ last.items())[:4]} are not the last numbers applied"


def _order_of_effects(history: History, name: str, rows: dict[str, Any]) -> Iterator[str]:
    """Handlers did each message's work once, in the order of its numbers (4, 8)."""
    numbers = {row[0]: (row[1], row[2], row[3]) for row in rows["heard"]}
    done: dict[str, Counter[Any]] = defaultdict(Counter)
    last: dict[tuple[str, str, str], int] = {}
    for how, message_id, *_ in (effect for effect in history.effects[name] if effect[0] != "fired"):
        done[how][message_id] += 1
        if message_id not in numbers:
            yield f"work was done for message {message_id}, which is not in the inbox"
            continue
        publisher, subject, sequence = numbers[message_id]
        if sequence <= last.get((how, publisher, subject), 0):
            yield f"number {sequence} of {publisher} about {subject} was worked at after {last[how, publisher, subject]}"
        last[how, publisher, subject] = max(sequence, last.get((how, publisher, subject), 0))
    for how, messages in done.items():
        for message_id, times in messages.items():
            if times > 1:
                yield f"message {numbers.get(message_id)} was {how} {times} times"
    handled = {kind.type for kind in history.place(name).service.listens_to}
    for row in rows["heard"]:
        if row[6] in handled and row[4] == "applied" and not done["handled"][row[0]]:
            yield f"{row[6]} number {row[3]} about {row[2]} counts as applied, and its work was not done"


def _timers(history: History, place: Place, rows: dict[str, Any]) -> Iterator[str]:
    """None overdue, none early, each fired once in one transaction with its work; what runs has a timer (9)."""
    now, due = place.clock.at, set(place.service.when_due)
    fired = Counter((e[1], e[2], e[3]) for e in history.effects[place.name] if e[0] == "fired")
    marked = Counter[Any]()
    for subject, kind, due_at, fired_at, disarmed_at, last_failure, _ in rows["timers"]:
        at = datetime.fromisoformat(due_at)
        if fired_at:
            marked[kind, subject, at] += 1
            if datetime.fromisoformat(fired_at) < at:
                yield f"timer {kind} of {subject} was marked as fired at {fired_at}, due at {due_at}"
        elif not disarmed_at and at <= now and kind in due:
            yield f"timer {kind} of {subject} is due since {due_at} and did not fire: {last_failure}"
    for effect in history.effects[place.name]:
        if effect[0] == "fired" and effect[4] < effect[3]:
            yield f"timer {effect[1]} of {effect[2]} fired at {effect[4]}, due at {effect[3]}"
    if fired - marked or {key: n for key, n in (marked - fired).items() if key[0] in due}:
        yield f"timers fired and marked differ: {dict(fired - marked)} {dict(marked - fired)}"
    running = {(row[0], row[1]) for row in rows["timers"] if not row[3] and not row[4]}
    for name, subject, has_passed, limit_id in rows["limits"]:
        if not has_passed and not any(row[0] == limit_id for row in running):
            yield f"limit {name} of {subject} runs without a timer"


def _answers(history: History, name: str, answers: list[Any]) -> Iterator[str]:
    """One row per accepted key, with the answer that was given; none for what was refused (2, 3)."""
    kept = {key: (status, bytes.fromhex(answer or "")) for key, status, answer in answers}
    accepted = [
        each for actor in history.actors for each in actor.accepted if each.request.service == name and each.key
    ]
    for each in accepted:
        if kept.get(each.key) != (each.status, each.body):
            yield f"{each.act.kind} was answered {each.status} {each.body[:80]!r}, and what is kept is {kept.get(each.key)!r}"
    for key in sorted(kept.keys() - {each.key for each in accepted}):
        yield f"an answer is kept under key {key}, which was refused"


async def _counts(history: History) -> list[str]:
    """As many rows as accepted acts (1, 2)."""
    accepted = Counter(
        (each.act.kind if each.act.kind != "estate" else _name(each), each.request.service)
        for actor in history.actors for each in actor.accepted
    )  # fmt: skip
    found = []
    for name in SERVICES:
        mine = [(table, kinds) for table, (kinds, service) in COUNTED.items() if service == name]
        if mine:
            counts = (await history.place(name).look(
                "select " + ", ".join(f"(select count(*) from {table})" for table, _ in mine)
            ))[0]  # fmt: skip
            for (table, kinds), rows in zip(mine, counts, strict=True):
                wanted = sum(accepted[kind, name] for kind in kinds)
                if rows != wanted:
                    found.append(f"{name}: {wanted} accepted of {', '.join(kinds)}, and {rows} rows in {table}")
    return found


def _name(accepted: Any) -> str:
    return str(accepted.key).split("-", 2)[1] if accepted.key else accepted.request.path.split("/")[1]


async def _ledger(history: History) -> list[str]:
    """The product's own verification of the ledger (5, 12)."""
    async with history.place("finance").db.reading() as tx:
        verdict = await verify(tx, None)
    return [f"finance: the ledger does not hold: {verdict.wrong}"] if verdict.wrong else []


class Heard:
    """The history stream as the rebuild reads it."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies, self.read = bodies, 0

    async def next(self, patience_seconds: float) -> bytes | None:
        """The next body, or none."""
        if self.read == len(self._bodies):
            return None
        self.read += 1
        return self._bodies[self.read - 1]


async def deep_findings(history: History) -> list[str]:
    """Facts built anew from the stream are the same, and the whole stream heard again changes nothing (10, 11)."""
    from notify.use_cases.rebuilding import Rebuild

    bodies = [message.body for message in history.broker.history]
    rebuilt = await Rebuild(history.place("notify").db, Heard(bodies)).run()  # type: ignore[arg-type]
    found = [f"notify: facts built anew differ: {rebuilt.differing}"] if rebuilt.differing else []
    before = await _rows(history)
    for body in bodies:
        head = registry.head(body)
        for name in SERVICES:
            if topology.reaches(head.type, name):
                outcome = await history.process(name).inbox.receive(history.place(name).db, body)
                if outcome is not Outcome.DUPLICATE:
                    found.append(f"{name}: {head.type} heard again was {outcome}")
    if before != await _rows(history):
        found.append("the whole history heard again changed something")
    return found


async def _rows(history: History) -> dict[str, Any]:
    return {
        name: [
            tuple(row)
            for row in await place.look(
                "select (select count(*) from outbox), (select count(*) from inbox), (select count(*) from timer),"
                " (select coalesce(sum(last_sequence), 0) from inbox_position)"
            )
        ]
        for name, place in history.town.places.items()
    }
