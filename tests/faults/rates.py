"""How much of an offered load is done in time: the same share after a fault as before it means that nothing is left behind."""

import asyncio
from dataclasses import dataclass

from plumbing import topology

from .books import Books, opened
from .estate import Estate
from .history import History, Outcome

WITHIN_SECONDS = 10.0
REGISTERED = "intake.case.registered.v1"


@dataclass(frozen=True)
class Rate:
    """Of the contacts offered in a window, those acknowledged and heard by every listener within ``WITHIN_SECONDS``."""

    done: int
    offered: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Done for each second of the window."""
        return self.done / self.seconds

    @property
    def share(self) -> float:
        """Of what was offered."""
        return self.done / self.offered if self.offered else 0.0

    def __str__(self) -> str:
        return f"{self.per_second:.1f}/s ({self.done} of {self.offered})"


def rates(town: Estate, history: History, *windows: tuple[float, float]) -> list[Rate]:
    """One for each window, given from when until when in seconds since the epoch. Asked once all has drained."""

    async def run() -> list[Rate]:
        async with opened(town, "", history) as books:
            heard = await _heard(books)
            return [_rate(history, heard, *window) for window in windows]

    return asyncio.run(run())


async def _heard(books: Books) -> dict[str, list[float]]:
    """By case, when each service that listens had applied its registration."""
    heard: dict[str, list[float]] = {}
    for service in _listeners():
        for row in await books.rows(
            service,
            "select subject, extract(epoch from applied_at)::float8 as at from inbox where type = $1 and state = 'applied'",
            REGISTERED,
        ):
            heard.setdefault(row["subject"], []).append(row["at"])
    return heard


def _listeners() -> list[str]:
    return [service for service in topology.HEARS if topology.reaches(REGISTERED, service)]


def _rate(history: History, heard: dict[str, list[float]], began: float, ended: float) -> Rate:
    offered = [act for act in history.of("contact") if began <= act.offered_at < ended and "-story-" not in act.mark]
    done = 0
    for act in offered:
        at = heard.get(act.answer["case_id"], []) if act.outcome is Outcome.ACKNOWLEDGED else []
        done += len(at) == len(_listeners()) and max(at) - act.offered_at <= WITHIN_SECONDS
    return Rate(done, len(offered), ended - began)
