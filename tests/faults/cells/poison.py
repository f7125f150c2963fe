"""Poison of every kind between good messages, and a dead letter that is mended and replayed long afterwards."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from aftercare_contracts.values import Role
from plumbing import topology
from plumbing.dead_letters import OPEN

from ..levers.sessions import ask
from ..liveness import dead_letters
from ..poison import POISONS, UNSTORABLE, Poison
from ..trial import Cell, Trial
from .messages import publish

SERVICE = "dispatch"
GOLDEN = Path(__file__).parents[2] / "contracts" / "golden" / "intake.case.registered.v1.json"
SECRET = "139-0000-4711"
OFTEN = 100
BURIED_SECONDS = 60
LONG_AGO = timedelta(days=40)


def _good(sequence: int = 1, **data: Any) -> bytes:
    """A registration of a case of another project, about a subject of its own."""
    message = json.loads(GOLDEN.read_text("utf-8"))
    message |= {"id": str(uuid4()), "subject": f"{uuid4()}", "sequence": f"{sequence:012d}", "causationid": None}
    message["data"] |= {"case_id": message["subject"], "case_no": SECRET, "project": "ELSEWHERE", **data}
    return json.dumps(message, separators=(",", ":")).encode()


def _send(trial: Trial, bodies: list[bytes], times: int = 1) -> None:
    publish(trial, [("", topology.queue(SERVICE), body, {}, str(uuid4())) for body in bodies], times=times)


def _letters(trial: Trial) -> dict[bytes, str]:
    """Body and reason of every dead letter on record."""

    async def look() -> dict[bytes, str]:
        connection = await asyncpg.connect(trial.town.database_urls[SERVICE], timeout=10)
        try:
            return dict(await connection.fetch(f"select body, reason from ({OPEN}) as open"))
        finally:
            await connection.close()

    return asyncio.run(look())


def _count(trial: Trial) -> int:
    return asyncio.run(dead_letters(trial.town))[SERVICE]


def every_kind(trial: Trial) -> None:
    """Each is buried with its reason; what only comes from a later version is passed by; what is early waits."""
    before, were = _letters(trial), _count(trial)
    kinds = {poison.of(_good()): poison for poison in (*POISONS, UNSTORABLE)}
    often = POISONS[1].of(_good())
    later = [_good().replace(b".registered.v1", b".registered.v9"), _good().replace(b".registered.v1", b".imagined.v1")]
    jumping = _good(sequence=1_000_000)
    _send(trial, [*kinds, *later, jumping])
    _send(trial, [often], times=OFTEN)
    trial.until("all are buried", lambda: len(_letters(trial)) >= len(before) + len(kinds) + 1, BURIED_SECONDS)
    trial.load.wait(2)
    new = {body: reason for body, reason in _letters(trial).items() if body not in before}
    _judge(trial, new, {**kinds, often: POISONS[1]})
    trial.saw("kinds of poison buried", len(new))
    trial.poison[SERVICE] += _count(trial) - were
    trial.saw(f"dead letters of one poison sent {OFTEN} times", _count(trial) - were - len(kinds))
    _judge_kept(trial, later, jumping)


def _judge(trial: Trial, found: dict[bytes, str], wanted: dict[bytes, Poison]) -> None:
    for body in found.keys() - wanted.keys():
        trial.blame(f"buried though it is no poison: {found[body]}: {body[:200]!r}")
    for body, poison in wanted.items():
        if body not in found:
            trial.blame(f"never buried: {poison.name}")
        elif poison.reason not in found[body] or SECRET in found[body]:
            trial.blame(f"{poison.name} was buried because of {found[body]!r}")


def _judge_kept(trial: Trial, later: list[bytes], jumping: bytes) -> None:
    """And take them out of the inbox, as nobody has announced them and nobody will fill the gap."""
    url = trial.town.database_urls[SERVICE]
    for body, state in (*((body, "applied") for body in later), (jumping, "waiting")):
        subject = json.loads(body)["subject"]
        taken = ask(url, f"delete from inbox where subject = '{subject}' returning state")
        ask(url, f"delete from inbox_position where subject = '{subject}'")
        if taken != state:
            trial.blame(f"a message of type {json.loads(body)['type']} is {taken} and not {state}")


def replayed_late(trial: Trial) -> None:
    """Forty days later, when no answer to any request is kept any more, the letter is mended; and its double comes, twice."""
    good = _good()
    subject, case = json.loads(good)["subject"], json.loads(good)["data"]["case_id"]
    url, were = trial.town.database_urls[SERVICE], _count(trial)
    poison = good.replace(b'"leak"', b'"x"').replace(b'"class_1"', b'"class_99"')
    _send(trial, [poison])
    state = f"select state from inbox where subject = '{subject}'"
    trial.until("it is buried", lambda: ask(url, state) == "dead" and _count(trial) == were + 1)
    trial.saw("buried", int(ask(url, state) == "dead"))
    ask(
        url, f"update inbox set received_at = received_at - interval '{LONG_AGO.days} days' where subject = '{subject}'"
    )
    letter_id, data = json.loads(good)["id"], json.loads(good)["data"]
    mended = trial.load.run(
        trial.load.cast.act(
            trial.load.entrance, Role.OPERATOR, "mending", SERVICE, f"/dead-letters/{letter_id}/mendings",
            {"why": "the class was not one", "data": data},
        )
    )  # fmt: skip
    trial.saw("fields mended", len(mended["changed"]))
    _send(trial, [poison, good])
    trial.until("it is applied", lambda: ask(url, state) == "applied")
    trial.saw("applied after its mending", int(ask(url, state) == "applied"))
    if (copies := ask(url, f"select count(*) from case_copy where case_id = '{case}'")) != 1:
        trial.blame(f"the mended registration made {copies} copies of its case")
    trial.load.wait(2)  # the broker's copy of the letter may be on its way to the record, which must know it as applied
    for table in ("inbox", "inbox_position"):
        ask(url, f"delete from {table} where subject = '{subject}'")


CELLS = (
    Cell("poison-kinds", "poison of every kind between good messages; one kind a hundred times", every_kind),
    Cell("poison-replay", "a dead letter is mended after forty days; doubles of both wordings come", replayed_late),
)
