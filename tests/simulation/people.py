"""People with patience: each case's acts one after the other, a request repeated with its key until there is an answer."""

import json
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from .acts import MAKES, Request, World, estate, remember
from .plan import Act
from .ports import Operation
from .town import ask

if TYPE_CHECKING:
    from .history import History

WAITS_MINUTES = (2, 10, 30, 60, 120, 240, 480, 480, 480, 480, 720, 720, 1440, 1440)
"""Between tries where news has not come yet; then one gives up."""
AGAIN_MINUTES = 2.0
ANSWERED = range(200, 300)


@dataclass(frozen=True)
class Accepted:
    """What a service said yes to."""

    act: Act
    request: Request
    key: str
    status: int
    body: bytes


@dataclass
class Asking:
    """A request under way, until its answer is known."""

    act: Act
    name: str
    request: Request
    key: str
    tries: int = 0
    changed: bool = False


class Actor:
    """Who acts for one case, or for the estate and its quarter."""

    def __init__(self, history: "History", acts: list[Act], world: World, before: "Actor | None") -> None:
        self._history, self._acts, self._world, self._before = history, deque(acts), world, before
        self.is_done = not acts
        self.gave_up: Act | None = None
        self.accepted: list[Accepted] = []
        self.refused: list[tuple[Act, str, int]] = []
        self.outcomes: list[str] = []

    @classmethod
    def all_of(cls, history: "History") -> "list[Actor]":
        """The estate first, then the cases side by side, then the quarter."""
        acts, world = history.plan.acts, World()
        first = cls(history, [act for act in acts if act.kind == "estate"], world, None)
        cases = sorted({act.case for act in acts if act.case})
        rest = [cls(history, [act for act in acts if act.case == case], world, first) for case in cases]
        last = cls(history, [act for act in acts if act.case == 0 and act.kind != "estate"], world, None)
        last._waits_for = rest
        return [first, *rest, last]

    _waits_for: "list[Actor] | tuple[()]" = ()

    def begin(self) -> None:
        """Go on the agenda."""
        if self._acts:
            self._history.later(timedelta(minutes=self._acts[0].after_minutes), self._act)

    async def _act(self) -> None:
        others = [*([self._before] if self._before else []), *self._waits_for]
        if not all(other.is_done for other in others):
            return self._history.later(timedelta(hours=4 if self._waits_for else 0, minutes=5), self._act)
        act = self._acts.popleft()
        if act.kind == "estate":
            self._estate = deque(estate(max(each.case for each in self._history.plan.acts)))
            return await self._next_of_estate(act)
        return await self._begin(act, 0)

    async def _next_of_estate(self, act: Act) -> None:
        if not self._estate:
            return self._end()
        name, request = self._estate.popleft()
        return await self._ask(Asking(act, name, request, self._key(act, name) if request.method == "POST" else ""))

    async def _begin(self, act: Act, waited: int) -> None:
        """Make the request, once what it needs is known."""
        try:
            await self._learn(act)
            request = MAKES[act.kind](self._world, act)
        except KeyError as missing:
            if act.kind == "visit" and (act.case, "case") in self._world.known and waited < len(WAITS_MINUTES):
                wait = timedelta(minutes=WAITS_MINUTES[waited])
                return self._history.later(wait, lambda: self._begin(act, waited + 1))
            self._conclude(act, act.kind, f"not tried: {missing}")
            return self._end()
        return await self._ask(Asking(act, act.kind, request, self._key(act, act.kind)))

    async def _learn(self, act: Act) -> None:
        """What one looks up before one acts."""
        if act.kind == "visit":
            self._world.known.pop((act.case, "open visit"), None)
            case_id = self._world.case(act)
            status, body = await self._look("chen_jing", "survey", f"/return-visits?case_id={case_id}&state=planned")
            if status == 200 and (items := json.loads(body)["items"]):
                self._world.known[act.case, "open visit"] = items[0]
        if act.kind == "statement":
            at = self._history.place("finance").clock.at + timedelta(hours=8)
            self._world.known[0, "quarter"] = f"{at.year}-Q{(at.month - 1) // 3 + 1}"

    async def _look(self, person: str, service: str, path: str) -> tuple[int, bytes]:
        return await ask(self._history.place(service).app, "GET", path, self._world.token(person))

    async def _ask(self, asking: Asking) -> None:
        history, request = self._history, asking.request
        if away := history.is_away(request.service):
            return history.later(away, lambda: self._ask(asking))
        body = request.body
        if asking.changed and request.another:
            body = {**body, request.another[0]: request.another[1]}
        sent = (request.method, request.path, self._world.token(request.person), body, asking.key, request.media_type)

        async def work(operation: Operation) -> tuple[int, bytes]:
            return await ask(history.place(request.service).app, *sent)

        operation, outcome = await history.operate(request.service, "request", work)
        if isinstance(outcome, Exception):
            history.fails(f"{asking.name} failed unforeseen: {type(outcome).__name__}: {outcome}")
        is_unheard = operation.meets("unanswered", "another body")
        status, answer = outcome if isinstance(outcome, tuple) else (0, b"")
        history.says(f"{request.person} {request.method} {request.service} {asking.name}: {status or 'no answer'}")
        if is_unheard or status in (0, 503):
            return self._repeat(asking, bool(operation.meets("another body")), status)
        return await self._hear(asking, status, answer)

    def _repeat(self, asking: Asking, changes_mind: bool, status: int) -> None:
        self._history.note("requests repeated")
        if changes_mind and asking.request.another and asking.key and status in ANSWERED:
            asking.changed = True
        self._history.later(timedelta(minutes=AGAIN_MINUTES), lambda: self._ask(asking))

    async def _hear(self, asking: Asking, status: int, answer: bytes) -> None:
        history = self._history
        if asking.changed:
            if status != 422 or b"key-reused" not in answer.lower().replace(b"_", b"-"):
                history.fails(f"{asking.name} with another body and a used key was answered {status}: {answer[:200]!r}")
            history.note("changed requests refused")
            asking.changed = False
            return history.later(timedelta(minutes=1), lambda: self._ask(asking))
        if status in ANSWERED:
            if asking.request.refused_with:
                history.fails(f"{asking.name} should have been refused, and was answered {status}")
            return await self._accept(asking, status, answer)
        if status == asking.request.refused_with or (status == 409 and asking.request.can_be_needless):
            self.refused.append((asking.act, asking.key, status))
            return await self._conclude_and_go_on(asking, f"refused {status}")
        if status in (404, 409) and asking.tries < len(WAITS_MINUTES):
            asking.tries += 1
            history.note("acts before their news")
            wait = timedelta(minutes=WAITS_MINUTES[asking.tries - 1])
            return history.later(wait, lambda: self._ask(asking))
        if status not in (404, 409):
            history.fails(f"{asking.name} was answered {status}: {answer[:300].decode()}")
        self.refused.append((asking.act, asking.key, status))
        self._conclude(asking.act, asking.name, f"gave up on {status}")
        self.gave_up = asking.act
        return self._end()

    async def _accept(self, asking: Asking, status: int, answer: bytes) -> None:
        self._history.note("acts accepted")
        self.accepted.append(Accepted(asking.act, asking.request, asking.key, status, answer))
        if asking.act.kind == "estate":
            self._world.known[0, asking.name] = json.loads(answer)
            self._conclude(asking.act, asking.name, "accepted")
            return await self._next_of_estate(asking.act)
        remember(self._world, asking.act, json.loads(answer))
        return await self._conclude_and_go_on(asking, "accepted")

    async def _conclude_and_go_on(self, asking: Asking, outcome: str) -> None:
        self._conclude(asking.act, asking.name, outcome)
        if not self._acts:
            return self._end()
        return self._history.later(timedelta(minutes=self._acts[0].after_minutes), self._act)

    def _conclude(self, act: Act, name: str, outcome: str) -> None:
        self.outcomes.append(f"case {act.case} {name}: {outcome}")

    def _key(self, act: Act, name: str) -> str:
        return f"{act.case}-{name}-{len(self.outcomes)}"

    def _end(self) -> None:
        self._acts.clear()
        self.is_done = True
