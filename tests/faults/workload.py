"""A seeded load below capacity: contacts at a steady rate whether or not anybody answers, and whole stories among them.

with Load(town, "PKILL", seed=7) as load:
    ...                       # hurt somebody
    load.finish()
load.history                  # what its clients know
"""

import asyncio
import base64
import itertools
import random
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from aftercare.story import PHOTO
from aftercare_contracts.periods import add_months, day_in_china
from aftercare_contracts.values import Role

from .entrance import Entrance, Lost, Refused
from .estate import Estate
from .history import Act, History, Outcome
from .stories import CONTRACTOR, Cast, Story

CONTACTS_PER_SECOND, STORIES_PER_SECOND = 1.0, 0.12
RETENTION_FEN, SETTLED_FEN, FUND_FEN = 2_000_000_000, 80_000_000_000, 500_000_000
CONTRACTOR_SECONDS = 2
FINISH_SECONDS = 400.0
T = TypeVar("T")


class Load:
    """Clients of one project, on a loop of their own in a thread of their own."""

    def __init__(
        self, town: Estate, project: str, seed: int, *, contacts_per_second: float = CONTACTS_PER_SECOND,
        stories_per_second: float = STORIES_PER_SECOND,
    ) -> None:  # fmt: skip
        self.town, self.project, self.history = town, project, History()
        self.cast = Cast(town, project)
        self._random = random.Random(seed)
        self._rates = (contacts_per_second, stories_per_second)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"load of {project}", daemon=True)
        self._entrance: Entrance | None = None
        self._offering: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._contacts, self._stories = itertools.count(), itertools.count()
        self._photo = ""

    def __enter__(self) -> "Load":
        """Make the project and begin to offer."""
        self._thread.start()
        self.run(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._end(), FINISH_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Awaitable[T], seconds: float = 180) -> T:
        """Do something as one of its clients, and wait for it."""

        async def awaited() -> T:
            return await work

        running: Future[T] = asyncio.run_coroutine_threadsafe(awaited(), self._loop)
        return running.result(seconds)

    @property
    def entrance(self) -> Entrance:
        """The way in, there once it began."""
        assert self._entrance
        return self._entrance

    def wait(self, seconds: float) -> tuple[float, float]:
        """Let it go on undisturbed for so long. Returns from when until when, in seconds since the epoch."""
        began = time.time()
        time.sleep(seconds)
        return began, time.time()

    def finish(self) -> None:
        """Offer nothing more and wait for what was begun."""
        self.run(self._finish(), FINISH_SECONDS)

    def offer(self) -> None:
        """Go on offering after ``finish``."""
        self.run(self._offer_both())

    async def _begin(self) -> None:
        self._entrance = Entrance(self.town.urls, self.history)
        await self._make_project()
        await self._offer_both()

    async def _offer_both(self) -> None:
        contacts, stories = self._rates
        self._offering = [
            asyncio.create_task(self._offer(contacts, self._contact, self._contacts)),
            asyncio.create_task(self._offer(stories, self._story, self._stories)),
        ]

    async def _offer(self, per_second: float, one: Callable[[int], Awaitable[None]], numbers: Iterator[int]) -> None:
        """Open loop: the next is due when it is due, whatever became of those before."""
        began, offered = time.monotonic(), 0
        while per_second:
            await asyncio.sleep(max(0.0, began + offered / per_second - time.monotonic()))
            task = asyncio.ensure_future(one(next(numbers)))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            offered += 1

    async def _finish(self) -> None:
        for task in self._offering:
            task.cancel()
        await asyncio.gather(*self._offering, return_exceptions=True)
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def _end(self) -> None:
        for task in (*self._offering, *self._under_way):
            task.cancel()
        await asyncio.gather(*self._offering, *self._under_way, return_exceptions=True)
        if self._entrance:
            await self._entrance.close()

    async def _make_project(self) -> None:
        cast, entrance, project = self.cast, self.entrance, self.project
        today = day_in_china(datetime.now(UTC))
        handed_over_on, accepted_on = add_months(today, -6), add_months(today, -9)
        await entrance.put(
            cast.token(Role.RECORDS_CLERK), "intake", f"/projects/{project}",
            {"name": project, "first_collective_handover_on": f"{handed_over_on}"},
        )  # fmt: skip
        await entrance.put(
            cast.token(Role.RECORDS_CLERK), "dispatch", f"/contractors/{CONTRACTOR}", {"name": "恒远建筑工程有限公司"}
        )
        await cast.act(entrance, Role.RECORDS_CLERK, "contract", "dispatch", "/contracts", {
            "contract_no": f"HT-{project}", "contractor": CONTRACTOR, "project": project,
            "completion_accepted_on": f"{accepted_on}", "liability_ends_on": f"{add_months(accepted_on, 24)}",
            "repair_time": {"unit": "seconds", "count": CONTRACTOR_SECONDS},
            "settled_price_fen": SETTLED_FEN, "retention_fen": RETENTION_FEN,
            "parts": [{"part": "wet_room_waterproofing", "warranty_months": 60, "clause": "12.3"}],
        })  # fmt: skip
        allotment = {"amount_fen": FUND_FEN, "note": "维修专款"}
        await cast.act(
            entrance, Role.FINANCE_OFFICER, "allotment", "finance", f"/funds/{project}/allotments", allotment
        )
        uploaded = await entrance.upload(cast.token(Role.ENGINEERING_DESK), "dispatch", "/photos", PHOTO, "image/png")
        self._photo = uploaded["sha256"]

    async def _contact(self, number: int) -> None:
        """One contact, not about a flat; every tenth is not acceptable and must leave no trace."""
        mark = f"{self.project}-{number}-{base64.b32encode(self._random.randbytes(5)).decode().lower()}"
        is_bad, by_mail = number % 10 == 9, number % 3 == 0
        body = {
            "channel": "web", "kind": "complaint", "project": self.project, "matter": "noise", "customer_name": "李女士",
            "contact": f"{mark}@example.com" if by_mail else "13900000002", "complaint": f"夜间施工噪音 {mark}",
            "reply_by": "online" if by_mail else "phone", "visit_by": "phone",
            **({"unit_no": f"none-{mark}"} if is_bad else {}),
        }  # fmt: skip
        try:
            kind = "bad contact" if is_bad else "contact"
            await self.cast.act(self.entrance, Role.HOTLINE, kind, "intake", "/cases", body, mark=mark)
        except Lost as error:
            self.history.broken.append(str(error))
        except Refused as error:
            if not is_bad or error.act.status != httpx.codes.UNPROCESSABLE_ENTITY:
                self.history.broken.append(str(error))

    async def _story(self, number: int) -> None:
        story = Story(self.cast, self.entrance, number, self._photo, random.Random(self._random.random()))
        try:
            self.history.ended[await story.tell()] += 1
        except (Lost, Refused, TimeoutError) as error:
            self.history.broken.append(f"story {number} at {story.at}: {error}")

    def book(self) -> None:
        """The quarter's statement of what was confirmed, up to its booking: holds become deductions. Without any, nothing."""
        if any(self.history.of("final cost", Outcome.ACKNOWLEDGED)):
            self.run(self._book())

    async def _book(self) -> None:
        today = day_in_china(datetime.now(UTC))

        async def act(role: Role, kind: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
            return await self.cast.act(self.entrance, role, kind, "finance", path, body)

        quarter = f"{today.year}-Q{(today.month - 1) // 3 + 1}"
        drawn = await act(
            Role.FINANCE_OFFICER, "statement", "/statements", {"project": self.project, "quarter": quarter}
        )
        path = f"/statements/{drawn['statement_id']}"
        await act(Role.SERVICE_SUPERVISOR, "statement review", f"{path}/reviews", {"note": "属实"})
        await act(Role.FINANCE_OFFICER, "serving", f"{path}/servings", {"how": "书面送达并由对方签收"})
        received = f"/served-statements/{drawn['statement_id']}/receipts"
        await act(Role.CONTRACTOR, "statement receipt", received, {"agrees": True})
        await act(Role.FINANCE_OFFICER, "booking", f"{path}/bookings", {})

    def verified_ledger(self) -> dict[str, Any]:
        """What finance says of its own ledger."""
        token = self.cast.token(Role.AUDITOR)
        answer: dict[str, Any] = self.run(self.entrance.get(token, "finance", "/ledger/verification")).json()
        return answer


def repeated(load: Load, act: Act, *, body: dict[str, Any] | None = None) -> httpx.Response:
    """The same act once more with the same key, or with the same key and another body."""
    token = load.cast.token_of(act.person)

    return load.run(load.entrance.post_again(token, act, body or act.body))
