"""Processes that die, fail or stand still at every named crash point, and at moments nobody chose."""

from collections.abc import Callable, Iterator

from plumbing.crash_points import POINTS

from ..estate import Replica
from ..trial import Cell, Trial
from .messages import publish_poison

KILL, RAISE, STOP = "kill", "raise", "stop"
FIRES_SECONDS = 45.0
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


def _at(service: str, point: str, how: str) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        """One replica is started anew, ordered to die there; where only one of the two does the work, it is made the one."""
        replica, other = trial.town.of(service)
        before = replica.crashes().count(f"fired {point}")
        replica.restart(AFTERCARE_CRASH_AT=point, AFTERCARE_CRASH_HOW=how)
        if point.startswith("relay."):
            other.kill()
            other.start()
        if point in ("inbox.failed", "inbox.set_aside"):
            publish_poison(trial, service, until=lambda: _fired(replica, point, before))
        if not trial.until(f"{point} fires", lambda: _fired(replica, point, before), FIRES_SECONDS):
            trial.blame(f"18: {service} never came past {point} in {FIRES_SECONDS:.0f} s")
            return
        trial.saw(f"fired {point}")
        _after(trial, replica, how)
        if point.startswith("relay."):
            other.until_ready()

    return hurt


def _fired(replica: Replica, point: str, before: int) -> bool:
    return replica.crashes().count(f"fired {point}") > before


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
    for point, what in POINTS.items():
        services = next(where for path, where in WHERE.items() if point.startswith(path))
        for service in services:
            yield Cell(f"kill-{service}-{point}", f"kill -9 of {service} when {what}", _at(service, point, KILL))
    for service, point in RAISED_AT:
        yield Cell(
            f"raise-{service}-{point}", f"an exception in {service} when {POINTS[point]}", _at(service, point, RAISE)
        )
    for service, point in STOPPED_AT:
        yield Cell(
            f"stop-{service}-{point}", f"{service} stands still for {STANDS_STILL_SECONDS:.0f} s when {POINTS[point]}",
            _at(service, point, STOP),
        )  # fmt: skip


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
