"""What the services answer while somebody is hurt: 503 is honest, 500 is not."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from ..trial import Trial

OUR_FAULT, NOT_NOW = 500, 503


@contextmanager
def watched_answers(trial: Trial) -> Iterator[Counter[int]]:
    """Count every answer by its status; 500 is blamed."""
    statuses: Counter[int] = Counter()
    examples: list[str] = []

    async def note(response: httpx.Response) -> None:
        statuses[response.status_code] += 1
        if response.status_code == OUR_FAULT:
            await response.aread()
            examples.append(f"{response.request.method} {response.request.url}: {response.text[:300]}")

    http = trial.load.entrance.http
    http.event_hooks = {"response": [note]}
    try:
        yield statuses
    finally:
        http.event_hooks = {}
        trial.saw("answers 503", statuses[NOT_NOW])
        if examples:
            trial.blame(f"{len(examples)} answers 500, such as {examples[0]}")
