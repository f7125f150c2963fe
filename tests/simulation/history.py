"""One history: a plan's acts and faults run over the five services by one scheduler, in virtual time."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, NoReturn

from plumbing import crash_points, ids, timers
from plumbing.consumer import UNFORESEEN_MAX
from plumbing.database import AWAY
from plumbing.inbox import Outcome

from .broker import Broker, Message
from .people import Actor
from .plan import POINTS, Plan
from .ports import CURRENT, Crash, Operation
from .process import RELAY_BATCH, RETRY_DELAYS_SECONDS, Process, SeededIds, faults_by_operation
from .town import BEGINS_AT, Place, Town

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
CALM_DAYS = 2
"""After the last act nothing more goes wrong, and so long everything has to come to rest."""
TRIED_MINUTES = sum(RETRY_DELAYS_SECONDS) / 60
"""How late a message can be that another waits for, until that one is buried."""
STEPS_MAX = 20_000
Step = Callable[[], Awaitable[None]]


class Broken(Exception):
    """Something did not hold; the text says what."""


class History:
    """A plan under way: agenda, clocks, processes, and what was seen."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self.town, self.plan = town, plan
        self.at = BEGINS_AT
        self.counters: Counter[str] = Counter()
        self.trace: list[str] = []
        self.effects: dict[str, list[tuple[Any, ...]]] = {name: [] for name in town.places}
        self.broker = Broker(self._fate_of_publish, self._will_deliver, self.note)
        self.actors: list[Actor] = []
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._faults, self._counts = dict(faults_by_operation(plan.faults)), Counter[tuple[str, str]]()
        self._points = {
            (fault.service, fault.where, fault.nth): fault for fault in plan.faults if fault.where in POINTS
        }
        self._processes = {name: Process(place) for name, place in town.places.items()}
        self._away_until: dict[str, datetime] = {}
        self._relay_due: set[str] = set()
        self._timers_due: dict[str, datetime] = {}
        self._skews = {
            fault.service: timedelta(minutes=fault.minutes) for fault in plan.faults if fault.operation == "clock"
        }
        self._added = 0

    async def run(self) -> None:
        """From the first act until everything rests. Raises ``Broken`` where that does not happen."""
        await self.town.begin_anew(self.plan.has_calendar)
        for name, place in self.town.places.items():
            place.clock.at = self.at + self._skews.get(name, timedelta())
            self._timers_due[name] = self.at
            self._plan_timers(name, self.at)
        if self._skews:
            self.note("clocks apart", len(self._skews))
        kept = ids.source, crash_points.on_reach
        ids.source = SeededIds(self.plan.seed, lambda: int(self.at.timestamp() * 1000))
        crash_points.on_reach = self._reach
        try:
            self.actors = Actor.all_of(self)
            for actor in self.actors:
                actor.begin()
            await self._run_until(lambda: all(actor.is_done for actor in self.actors))
            self._faults.clear()
            self._points.clear()
            ends_at = self.at + CALM_DAYS * DAY
            await self._run_until(lambda: not self._agenda or self._agenda[0][0] > ends_at)
            self.at = max(self.at, ends_at)
            self._set_clocks()
            await self._replay_dead_letters()
        finally:
            ids.source, crash_points.on_reach = kept

    def note(self, what: str, many: int = 1) -> None:
        """Count."""
        self.counters[what] += many

    def fails(self, what: str) -> NoReturn:
        """Raises ``Broken``."""
        raise Broken(what)

    def says(self, text: str) -> None:
        """One line of the trace."""
        self.trace.append(f"{self.at:%m-%d %H:%M:%S} {text}")

    def _reach(self, point: str) -> None:
        self.note(f"reached {point}")
        if operation := CURRENT.get():
            self._counts[operation.service, point] += 1
            nth = self._counts[operation.service, point]
            operation.reached(point, self._points.pop((operation.service, point, nth), None))

    @property
    def trace_hash(self) -> str:
        """The same for the same history."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    def later(self, after: timedelta, step: Step) -> None:
        """Put on the agenda."""
        self._added += 1
        heapq.heappush(self._agenda, (self.at + after, self._added, step))

    async def operate(self, name: str, kind: str, work: Callable[[Operation], Awaitable[Any]]) -> tuple[Operation, Any]:
        """Let a service do something, with whatever goes wrong. Returns what it was, and its outcome or error."""
        self._counts[name, kind] += 1
        nth = self._counts[name, kind]
        operation = Operation(name, kind, nth, self._faults.pop((name, kind, nth), []), self.note)
        token = CURRENT.set(operation)
        outcome: Any
        try:
            outcome = await work(operation)
        except Crash as crash:
            outcome = crash
        except Exception as error:
            outcome = error
        finally:
            CURRENT.reset(token)
        if operation.is_dead:
            outcome = outcome if isinstance(outcome, Crash) else Crash("dead")
            self._restart(name, operation.away_minutes)
        self.effects[name] += operation.committed
        await self._look_after(name, operation)
        return operation, outcome

    def is_away(self, name: str) -> timedelta | None:
        """How long the service's process is still away, if it is."""
        until = self._away_until.get(name, self.at)
        return until - self.at if until > self.at else None

    def process(self, name: str) -> Process:
        """The process that runs now."""
        return self._processes[name]

    def place(self, name: str) -> Place:
        """A service's place."""
        return self.town.places[name]

    async def _run_until(self, is_over: Callable[[], bool]) -> None:
        for _ in range(STEPS_MAX):
            if is_over():
                return
            if not self._agenda:
                raise Broken("nothing is on the agenda, and people still wait")
            self.at, _, step = heapq.heappop(self._agenda)
            self._set_clocks()
            await step()
        raise Broken(f"no rest after {STEPS_MAX} steps")

    async def _replay_dead_letters(self) -> None:
        """What a message brought that was later than all tries, a person replays; once must do, and is for such a delay only."""
        if not any(fault.what == "delayed" and fault.minutes >= TRIED_MINUTES for fault in self.plan.faults):
            return
        for queue, letters in self.broker.dead.items():
            replayed, letters[:] = list(letters), []
            for message in replayed:
                self.note("dead letters replayed")
                await self._deliver(queue.split(".")[1], message)
        await self._run_until(lambda: not self._agenda or self._agenda[0][0] > self.at + MINUTE)

    def _set_clocks(self) -> None:
        for name, place in self.town.places.items():
            place.clock.at = self.at + self._skews.get(name, timedelta())

    def _restart(self, name: str, away_minutes: float) -> None:
        self.note("crashes")
        self.says(f"{name} died")
        self._processes[name] = Process(self.place(name))
        self._away_until[name] = self.at + away_minutes * MINUTE
        self._plan_relay(name)
        self._plan_timers(name, self.place(name).clock.at)

    async def _look_after(self, name: str, operation: Operation) -> None:
        """What an operation may have given rise to: messages to relay, timers to fire."""
        if operation.wrote_outbox:
            self._plan_relay(name)
        if operation.wrote_timers:
            await self._plan_next_timer(name)

    async def _plan_next_timer(self, name: str) -> None:
        rows = await self.place(name).look(
            "select min(greatest(due_at, coalesce(not_before, due_at))) as due_at from timer"
            " where fired_at is null and disarmed_at is null and kind = any($1)",
            list(self.process(name).when_due),
        )
        if due_at := rows[0]["due_at"]:
            self._plan_timers(name, due_at)

    def _plan_relay(self, name: str) -> None:
        if name not in self._relay_due:
            self._relay_due.add(name)
            self.later(SECOND, lambda: self._relay(name))

    async def _relay(self, name: str) -> None:
        if away := self.is_away(name):
            self.later(away, lambda: self._relay(name))
            return
        self._relay_due.discard(name)
        refused = self.counters["publishes refused"]

        async def work(operation: Operation) -> Any:
            async with self.place(name).db.connection() as session:
                return await self.process(name).relay.relay_batch(session, self.broker.exchanges(name))

        _, outcome = await self.operate(name, "relay", work)
        self.says(f"{name} relays: {_told(outcome)}")
        if not isinstance(outcome, int) or outcome == RELAY_BATCH or self.counters["publishes refused"] > refused:
            await self._let_put_off_pass(name)
            self._plan_relay(name)

    async def _let_put_off_pass(self, name: str) -> None:
        """A relay puts off what was refused by the server's clock, which does not know of virtual time."""
        await self.place(name).look("update outbox set not_before = null where not_before is not null returning id")

    def _fate_of_publish(self, name: str) -> list[Any]:
        self._counts[name, "publish"] += 1
        operation = CURRENT.get()
        if operation and operation.is_dead:
            raise Crash("dead already")
        return self._faults.pop((name, "publish", self._counts[name, "publish"]), [])

    def _will_deliver(self, service: str, message: Message, late_minutes: float) -> None:
        self.later(SECOND + late_minutes * MINUTE, lambda: self._deliver(service, message))

    async def _deliver(self, service: str, message: Message, again: int = 0) -> None:
        if away := self.is_away(service):
            return self.later(away, lambda: self._deliver(service, message, again))
        process = self.process(service)

        async def work(operation: Operation) -> Outcome:
            outcome = await process.inbox.receive(self.place(service).db, message.body)
            if fault := operation.meets("crash before ack"):
                operation.dies("before ack", fault)
            return outcome

        _, outcome = await self.operate(service, "delivery", work)
        self.says(f"{service} hears {message.type}: {_told(outcome)}")
        if isinstance(outcome, Outcome):
            self.note(f"deliveries {outcome}")
            if outcome is Outcome.RETRY:
                await self._plan_due(service)
            return None
        if not isinstance(outcome, (Crash, *AWAY)) and again >= UNFORESEEN_MAX:
            self.fails(f"{service} could neither apply nor set aside {message.type}: {outcome!r}")
        self.note("redeliveries" if isinstance(outcome, Crash) else "deliveries held")
        self.later(2 * SECOND, lambda: self._apply_due(service))  # what waited behind it, if it had been applied
        return self.later(SECOND * (1 + again), lambda: self._deliver(service, message, again + 1))

    async def _plan_due(self, service: str) -> None:
        rows = await self.place(service).look("select min(next_attempt_at) as at from inbox where state = 'waiting'")
        if at := rows[0]["at"]:
            self.later(max(at - self.place(service).clock.at, SECOND), lambda: self._apply_due(service))

    async def _apply_due(self, service: str) -> None:
        if away := self.is_away(service):
            return self.later(away, lambda: self._apply_due(service))

        async def work(operation: Operation) -> int:
            return await self.process(service).inbox.apply_due(self.place(service).db)

        _, outcome = await self.operate(service, "delivery", work)
        self.says(f"{service} applies what is due: {_told(outcome)}")
        if not isinstance(outcome, int):
            return self.later(SECOND, lambda: self._apply_due(service))
        return await self._plan_due(service)

    def _plan_timers(self, name: str, due_at: datetime) -> None:
        """``due_at`` by the service's own clock."""
        at = max(due_at, self.place(name).clock.at)
        self._timers_due[name] = at
        wait = at - self.place(name).clock.at
        if wait > MINUTE:  # a look too early, as a process that polls has many: nothing may come of it
            self.later(wait - SECOND, lambda: self._fire(name, at))
        self.later(wait, lambda: self._fire(name, at))

    async def _fire(self, name: str, planned: datetime) -> None:
        if self._timers_due.get(name) != planned:
            return None
        if away := self.is_away(name):
            return self.later(away, lambda: self._fire(name, planned))
        process = self.process(name)

        async def work(operation: Operation) -> bool:
            return await timers.fire_one(self.place(name).db, process.when_due, process.metrics)

        operation, outcome = await self.operate(name, "timer", work)
        if outcome is True:
            fired = [effect[1:3] for effect in operation.committed if effect[0] == "fired"]
            self.note("timers fired", len(fired))
            self.says(f"{name} fires {', '.join(f'{kind} {subject}' for kind, subject in fired) or 'what then fails'}")
        elif outcome is False:
            await self._plan_next_timer(name)
        else:
            self.says(f"{name} fires: {_told(outcome)}")
            self._plan_timers(name, self.place(name).clock.at + SECOND)
        return None


def _told(outcome: Any) -> str:
    return type(outcome).__name__ if isinstance(outcome, BaseException) else str(outcome)
