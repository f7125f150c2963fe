"""A little of everything at once, for the run of all tests."""

from .. import mischief
from ..postgres_messages import INBOX, WEB
from ..trial import AT_LEISURE_SECONDS, Cell, Trial


def _medley(trial: Trial) -> None:
    """Frames are lost and doubled, links cut, one replica of finance killed, all while the load goes on."""
    commits = f"{mischief.LOSE_COMMITTED}: {WEB}", f"{mischief.LOSE_COMMITTED}: {INBOX}"
    frames = mischief.LOSE_CONFIRM, mischief.LOSE_ACK, mischief.DOUBLE_DELIVERY
    for replica in trial.town.all():
        for what in commits:
            replica.on_postgres.plan(what)
        for what in frames:
            replica.on_broker.plan(what)
    victim = trial.town.replica("finance", trial.random.choice((1, 2)))
    victim.kill()
    trial.until(
        "each is done once", lambda: all(_done(trial, what) for what in (*commits, *frames)), AT_LEISURE_SECONDS
    )
    for replica in trial.town.all():
        replica.broker.cut()
        replica.postgres.cut()
    trial.saw(f"killed {victim.name}")
    for what in (*commits, *frames):
        if not _done(trial, what):
            trial.blame(f"18: {what} did not happen")
        trial.saw(what, _done(trial, what))


def _done(trial: Trial, what: str) -> int:
    return sum(replica.on_postgres.done(what) + replica.on_broker.done(what) for replica in trial.town.all())


CELLS = (
    Cell(
        "medley",
        "one replica killed, links cut, confirms, acknowledgements and answers to commits lost, at once",
        _medley,
    ),
)
