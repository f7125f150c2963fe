"""What only a person can put right, with a command: a broker that lost a queue or a binding, and databases put back to a backup."""

import asyncio
import tempfile
import time
from pathlib import Path

import aio_pika
from aftercare import backup, comparison, reconcile, restore
from aftercare.places import Places
from plumbing import topology

from ..history import Act, Outcome
from ..trial import Cell, Trial

LOST_SECONDS = 4.0
UNDER_WAY_SECONDS = 10.0


def _queue_deleted(trial: Trial) -> None:
    """Two services' queues go with all they hold, while one of the services stands still; ``make reconcile``."""
    for replica in trial.town.of("notify"):
        replica.pause()
    trial.load.wait(LOST_SECONDS / 2)
    asyncio.run(_delete(trial, "notify"))
    asyncio.run(_delete(trial, "survey"))
    for replica in trial.town.of("notify"):
        replica.resume()
    trial.load.wait(LOST_SECONDS / 2)
    _reconcile(trial)


async def _delete(trial: Trial, service: str) -> None:
    connection = await aio_pika.connect(trial.town.servers.amqp_admin_url)
    async with connection:
        done = await (await connection.channel()).queue_delete(topology.queue(service))
    trial.saw("queues deleted")
    trial.saw("messages deleted", done.message_count or 0)


def _binding_missing(trial: Trial) -> None:
    """Finance hears nothing of dispatch, and nobody is told; the comparison finds it, and ``make reconcile`` mends it."""
    asyncio.run(_unbind(trial, "finance", "dispatch"))
    asyncio.run(_unbind(trial, "dispatch", "intake"))
    trial.load.wait(LOST_SECONDS)
    found = trial.until(
        "the comparison finds what was never heard",
        lambda: bool(asyncio.run(comparison.compare(trial.town.database_urls, older_than_seconds=UNDER_WAY_SECONDS))),
    )
    if not found:
        trial.blame("the comparison, which the alarm is made of, never found anything missing")
    _reconcile(trial)


async def _unbind(trial: Trial, consumer: str, source: str) -> None:
    connection = await aio_pika.connect(trial.town.servers.amqp_admin_url)
    async with connection:
        queue = await (await connection.channel()).get_queue(topology.queue(consumer), ensure=False)
        await queue.unbind(topology.EVENTS, f"{source}.#")
    trial.saw("bindings taken away")


def _reconcile(trial: Trial) -> None:
    told: list[str] = []
    left = asyncio.run(reconcile.reconcile(_places(trial), told.append))
    trial.saw("reconciled")
    if left.missing or left.ahead:
        trial.blame(f"`make reconcile` left something: {'; '.join(told)}")
    if not any("sent again" in line for line in told):
        trial.blame(f"`make reconcile` found nothing to send again: {'; '.join(told)}")


def _restored_mid_run(trial: Trial) -> None:
    """A backup under load; what follows is lost with the databases; the backup put back, and everything goes on from there."""
    town, load = trial.town, trial.load
    load.wait(LOST_SECONDS / 2)
    with tempfile.TemporaryDirectory(prefix="aftercare-backup-") as made:
        folder, told = Path(made) / "backup", list[str]()
        began = time.time()
        asyncio.run(backup.back_up(_places(trial), folder, told.append))
        made_at = time.time()
        load.wait(LOST_SECONDS)
        load.finish()
        for replica in town.all():
            replica.end()
        checked = restore.check(folder, told.append)
        done = asyncio.run(restore.restore(_places(trial), folder, checked, wipe=True, say=told.append))
    for line in done.wrong:
        trial.blame(f"`make restore` says: {line}")
    lost = _forget(trial, began)
    trial.saw("acts lost", len([act for act in lost if act.offered_at > made_at]))
    for replica in town.all():
        replica.start()
    for replica in town.all():
        replica.until_ready()
    load.offer()
    load.wait(LOST_SECONDS)
    _no_number_given_again(trial, [act for act in lost if act.offered_at > made_at])


def _forget(trial: Trial, since: float) -> list[Act]:
    """Of what was answered since then nobody can say whether it was still in the backup."""
    lost = [
        act for act in trial.load.history.acts if act.outcome is Outcome.ACKNOWLEDGED and (act.ended_at or since) >= since
    ]  # fmt: skip
    for act in lost:
        act.outcome = Outcome.UNKNOWN
    return lost


def _no_number_given_again(trial: Trial, lost: list[Act]) -> None:
    """A case's number that a customer was given before the loss belongs to nobody else afterwards."""
    gone = {act.answer["case_no"] for act in lost if "case_no" in act.answer}
    given = {
        act.answer["case_no"] for act in trial.load.history.of("contact", Outcome.ACKNOWLEDGED)
        if "case_no" in act.answer
    }  # fmt: skip
    trial.saw("numbers given before and lost", len(gone))
    if again := sorted(gone & given):
        trial.blame(f"numbers given to somebody before were given again: {', '.join(again)}")


def _places(trial: Trial) -> Places:
    town = trial.town
    papers = town.replica("dispatch").environment["AFTERCARE_PAPERS_URL"]
    return Places(town.database_urls, town.servers.amqp_admin_url, papers)


CELLS = (
    Cell("queue-deleted", "two services' queues are deleted with what they hold; make reconcile", _queue_deleted),
    Cell("binding-missing", "two services hear nothing of another, unnoticed; make reconcile", _binding_missing),
    Cell(
        "restore-mid-run", "a backup under load, and all that follows lost; make restore", _restored_mid_run, ruins=True
    ),
)
