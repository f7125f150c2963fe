"""Single frames: confirms and acknowledgements lost, refusals made up, deliveries doubled and late, answers to commits lost."""

from collections.abc import Callable

from .. import mischief
from ..checker import fingerprint
from ..estate import Replica
from ..liveness import until_drained
from ..postgres_messages import INBOX, TIMER, WEB
from ..trial import Cell, Trial
from ..workload import STORIES_PER_SECOND
from .messages import publish, said_so_far

ACTS_SECONDS = 30.0
TIMERS_SECONDS = 60.0
"""Only stories whose contractor is late have a limit that ends."""
SILENT_SECONDS = 15.0
COPIES = 100


def _on_broker(what: str, times: int, *, then_cut: bool = False) -> Callable[[Trial], None]:
    def hurt(trial: Trial) -> None:
        replicas = trial.town.all()
        before = {replica.name: replica.on_broker.done(what) for replica in replicas}
        for replica in replicas:
            replica.on_broker.plan(what, times)
        _until_done(trial, replicas, what, before)
        if then_cut:
            for replica in replicas:
                replica.broker.cut()

    return hurt


def _until_done(trial: Trial, replicas: list[Replica], what: str, before: dict[str, int]) -> None:
    """As often as planned at each service, at either of its replicas; what is left after a while is left."""

    def done() -> dict[str, int]:
        return {replica.name: replica.on_broker.done(what) - before[replica.name] for replica in replicas}

    services = {replica.service for replica in replicas}
    trial.until(
        f"{what} at every service",
        lambda: all(any(done()[replica.name] for replica in trial.town.of(service)) for service in services),
        ACTS_SECONDS,
    )
    trial.saw(what, sum(done().values()))


def _ambiguous(what: str, door: str) -> Callable[[Trial], None]:
    named = f"{what}: {door}"

    def hurt(trial: Trial) -> None:
        """Twice at each replica, wherever a transaction of that door is the next to commit."""
        replicas = trial.town.all()
        before = {replica.name: replica.on_postgres.done(named) for replica in replicas}

        def done() -> int:
            return sum(replica.on_postgres.done(named) - before[replica.name] for replica in replicas)

        for replica in replicas:
            replica.on_postgres.plan(named, 2)
        wanted, seconds = (2, TIMERS_SECONDS) if door == TIMER else (6, ACTS_SECONDS)
        trial.until(f"{named} happens", lambda: done() >= wanted, seconds)
        if done():
            trial.saw(named, done())

    return hurt


def _stories(door: str) -> float:
    return STORIES_PER_SECOND * (2.5 if door == TIMER else 1)


def _hundredfold(trial: Trial) -> None:
    """What was last said is said a hundred times more, to both replicas at once: nothing may change by it."""
    trial.load.finish()
    until_drained(trial.town, under_load=False)
    messages = said_so_far(trial)[-12:]
    before = fingerprint(trial.town)
    trial.saw("copies", publish(trial, messages, times=COPIES))
    until_drained(trial.town, under_load=False)
    _compare(trial, before)
    trial.load.offer()


def _all_again(trial: Trial) -> None:
    """Everything ever said is said once more in an order of chance: nothing may change by it."""
    trial.load.finish()
    until_drained(trial.town, under_load=False)
    messages = said_so_far(trial)
    trial.random.shuffle(messages)
    before = fingerprint(trial.town)
    trial.saw("said again", publish(trial, messages))
    until_drained(trial.town, under_load=False)
    _compare(trial, before)
    trial.load.offer()


def _compare(trial: Trial, before: dict[str, str]) -> None:
    after = fingerprint(trial.town)
    for service in before:
        if before[service] != after[service]:
            trial.blame(f"11: {service}'s tables changed by what had been said before")


CELLS = (
    Cell("confirm-lost", "the broker's confirms do not reach the relays", _on_broker(mischief.LOSE_CONFIRM, 2)),
    Cell("confirm-refused", "the broker's confirms arrive as refusals", _on_broker(mischief.REFUSE_CONFIRM, 2)),
    Cell("ack-lost", "acknowledgements are lost, then the connections", _on_broker(mischief.LOSE_ACK, 3, then_cut=True)),
    Cell("delivery-lost", "deliveries are lost, then the connections", _on_broker(mischief.LOSE_DELIVERY, 3, then_cut=True)),
    Cell("delivery-doubled", "deliveries come twice on the wire", _on_broker(mischief.DOUBLE_DELIVERY, 10)),
    Cell("delivery-shuffled", "deliveries come late and in another order", _on_broker(mischief.DELAY_DELIVERY, 20)),
    Cell("message-hundredfold", "twelve messages are published a hundred times more", _hundredfold),
    Cell("message-all-again", "every message ever said is published once more, shuffled", _all_again),
    *(
        Cell(f"{name}-{door}", f"{said}: {door}", _ambiguous(what, door), stories_per_second=_stories(door))
        for name, said, what in (
            ("commit-answer-lost", "the answer to a commit is lost", mischief.LOSE_COMMITTED),
            ("commit-cut-before", "the connection is cut before a commit arrives", mischief.CUT_BEFORE_COMMIT),
        )
        for door in (WEB, INBOX, TIMER)
    ),
)  # fmt: skip
