"""Clients that repeat themselves: one key fifty times at once over both replicas, and with another body."""

import asyncio
import json
from collections import Counter
from uuid import uuid4

import httpx
from aftercare_contracts.values import Role

from ..books import opened
from ..history import Act, Outcome
from ..trial import Cell, Trial

AT_ONCE = 50


def _fifty_times(trial: Trial) -> None:
    """One of them does it, all get its answer; whoever brings another body is refused."""
    load = trial.load
    mark = f"{load.project}-fifty-{trial.random.randrange(10**9)}"
    body = {
        "channel": "web", "kind": "complaint", "project": load.project, "matter": "noise", "customer_name": "李女士",
        "contact": "13900000002", "complaint": f"夜间施工噪音 {mark}", "reply_by": "phone", "visit_by": "phone",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {load.cast.token(Role.HOTLINE)}", "Idempotency-Key": str(uuid4())}
    urls = trial.town.urls["intake"]

    async def post(number: int) -> httpx.Response:
        sent = body if number % 5 else {**body, "complaint": f"{number} {mark}"}
        while True:
            answer = await load.entrance.http.post(f"{urls[number % 2]}/cases", json=sent, headers=headers, timeout=60)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            await asyncio.sleep(0.1)

    async def all_at_once() -> list[httpx.Response]:
        return list(await asyncio.gather(*(post(number) for number in range(AT_ONCE))))

    answers = load.run(all_at_once(), 120)
    made = {answer.text for answer in answers if answer.is_success}
    by_status = Counter(answer.status_code for answer in answers)
    if len(made) != 1 or set(by_status) != {201, 422}:
        trial.blame(
            f"3: one key {AT_ONCE} times at once was answered {dict(by_status)} with {len(made)} different answers"
        )
    for status, times in by_status.items():
        trial.saw(f"answered {status}", times)
    there = asyncio.run(_marked(trial, mark))
    if there != 1:
        trial.blame(f"3: one key {AT_ONCE} times at once made {there} cases")
    act = Act("contact", f"{Role.HOTLINE}-{load.project}", "intake", "/cases", body, headers["Idempotency-Key"], mark)
    winner = next(answer for answer in answers if answer.is_success)
    act.outcome, act.status, act.answer = Outcome.ACKNOWLEDGED, winner.status_code, winner.json()
    act.body = json.loads(winner.request.content)
    load.history.acts.append(act)


async def _marked(trial: Trial, mark: str) -> int:
    async with opened(trial.town, trial.load.project, trial.load.history) as books:
        count: int = await books.value("intake", "select count(*) from case_file where complaint like $1", f"%{mark}")
    return count


CELLS = (
    Cell(
        "key-fifty-times",
        "one Idempotency-Key fifty times at once over two replicas, some with another body",
        _fifty_times,
    ),
)
