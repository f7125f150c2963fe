"""Processes that die, fail or stand still at every named crash point, and at moments nobody chose."""

from collections.abc import Callable, Iterator, Sequence

from plumbing.crash_points import POINTS

from ..estate import Replica
from ..trial import Cell, Trial
from .messages import publish_poison
from .standing_still import relay_holder, take_relay_away

KILL, RAISE, STOP = "kill", "raise", "stop"
FIRES_SECONDS = 60.0
STANDS_STILL_SECONDS = 6.0
WEB = ("intake", "dispatch", "finance", "survey")
EVERY = (*WEB, "notify")
WHERE: dict[str, tuple[str, ...]] = {
    "web.": WEB, "idempotency.": WEB, "outbox.": EVERY, "relay.": EVERY, "inbox.": EVERY, "timer.": ("dispatch",),
    "sending.": ("notify",),
}  # fmt: skip
"""Which services come past the points of a path under this load: only dispatch has limits of seconds."""
RAISED_AT = (
    ("intake", "web.committed"), ("finance", "outbox.written"), ("dispatch", "relay.confirmed"), ("notify", "inbox.handled"),
    ("finance", "inbox.committed"), ("dispatch", "timer.handled"), ("notify", "sending.accepted"), ("survey", "inbox.moved"),
)  # fmt: skip
STOPPED_AT = (
    ("intake", "web.claimed"), ("finance", "idempotency.kept"), ("dispatch", "relay.selected"), ("finance", "relay.confirmed"),
    ("survey", "inbox.positioned"), ("notify", "inbox.moved"), ("dispatch", "timer.handled"), ("notify", "sending.accepted"),
)  # fmt: skip


def _points(service: str) -> list[str]:
    """Those that this service comes past, sendings and timers among them where it has any."""
    return [point for point in POINTS for path, where in WHERE.items() if point.startswith(path) and service in where]


def _each(service: str, points: Sequence[str], how: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """One replica is started anew for each point, ordered to die there; the next life is ordered to die at the next."""
        for point in points:
            _at(trial, service, point, how)

    return hurt


def _at(trial: Trial, service: str, point: str, how: str) -> None:
    replica = trial.town.replica(service, trial.random.choice((1, 2)))
    before = replica.crashes().count(f"fired {point}")
    _revive(trial, service, replica)
    replica.end()
    replica.start(AFTERCARE_CRASH_AT=point, AFTERCARE_CRASH_HOW=how)  # it may die before it is ready

    def has_fired() -> bool:
        return replica.crashes().count(f"fired {point}") > before

    def fires() -> bool:
        if not has_fired() and point.startswith("relay.") and relay_holder(trial, service) not in (None, replica):
            take_relay_away(trial, service)
        return has_fired()

    if point in ("inbox.failed", "inbox.set_aside"):
        publish_poison(trial, service, until=has_fired)
    if not trial.until(f"{service} comes past {point}", fires, FIRES_SECONDS):
        trial.blame(f"18: {service} never came past {point} in {FIRES_SECONDS:.0f} s")
        return
    trial.saw(f"fired {point}")
    _after(trial, replica, how)


def _revive(trial: Trial, service: str, replica: Replica) -> None:
    """Whoever died before and is not the next victim works again."""
    for other in trial.town.of(service):
        if other is not replica and not other.lives:
            other.start()


def _after(trial: Trial, replica: Replica, how: str) -> None:
    if how == KILL:
        status = replica.wait()
        if status != -9:
            trial.blame(f"{replica.name} ended with {status}")
    elif how == STOP:
        trial.load.wait(STANDS_STILL_SECONDS)
        replica.resume()
    elif not replica.lives:
        trial.blame(f"{replica.name} died of an exception")


def _cells() -> Iterator[Cell]:
    for service in EVERY:
        points = _points(service)
        yield Cell(
            f"kill-{service}", f"kill -9 of a replica of {service} at each of {len(points)} crash points, one after the other",
            _each(service, points, KILL), stories_per_second=0.3,
        )  # fmt: skip
        for point in points:
            yield Cell(
                f"kill-{service}-{point}", f"kill -9 of {service} when {POINTS[point]}", _each(service, [point], KILL),
                is_part_of=f"kill-{service}",
            )  # fmt: skip
    for how, where in ((RAISE, RAISED_AT), (STOP, STOPPED_AT)):
        for service in sorted({service for service, _ in where}):
            points = [point for each, point in where if each == service]
            said = "an exception" if how == RAISE else f"{STANDS_STILL_SECONDS:.0f} s of standing still"
            yield Cell(f"{how}-{service}", f"{said} in {service} at {', '.join(points)}", _each(service, points, how))


def _blindly(trial: Trial) -> None:
    """Five victims at moments of chance; each is started again before the next but one dies."""
    for _ in range(5):
        trial.load.wait(trial.random.uniform(0.2, 1.5))
        victim = trial.random.choice(trial.town.all())
        if victim.lives:
            victim.kill()
            trial.saw(f"killed {victim.name}")
        trial.load.wait(trial.random.uniform(0.2, 1.5))
        for replica in trial.town.all():
            if not replica.lives:
                replica.start()


def _all_at_once(trial: Trial) -> None:
    """As a power cut of the machines that run the services."""
    for replica in trial.town.all():
        replica.kill()
        trial.saw("killed")


def _politely(trial: Trial) -> None:
    """One replica of each service is asked to end while it works, then the other: as a roll-out does."""
    for number in (1, 2):
        for replica in trial.town.all():
            if replica.number == number:
                replica.signal(15)
        for replica in trial.town.all():
            if replica.number == number:
                status = replica.wait()
                trial.saw(f"ended with {status}")
                if status not in (0, -15):
                    trial.blame(f"{replica.name} ended with {status} when asked to")
                replica.start()
        for replica in trial.town.all():
            if replica.number == number:
                replica.until_ready()


CELLS = (
    *_cells(),
    Cell("killed-blindly", "kill -9 of five replicas at moments of chance", _blindly),
    Cell("killed-all", "kill -9 of all ten replicas at once", _all_at_once),
    Cell("ended-politely", "SIGTERM to one replica of each service under load, then to the other", _politely),
)
