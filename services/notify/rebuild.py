"""``python -m notify.rebuild``: build the facts anew from the history, beside the running service, with its settings."""

import asyncio
import sys

from aftercare_contracts.errors import DomainError
from plumbing.database import Database
from plumbing.history import history
from plumbing.settings import Settings

from .use_cases.rebuilding import Rebuild, Rebuilt, voided_in


async def rebuild(settings: Settings) -> Rebuilt:
    """Read, compare, replace, with progress on the error stream. Raises ``Underway``, ``HistoryTooShort``, ``RestoredMeanwhile``."""

    def count(read: int, applied: int) -> None:
        sys.stderr.write(f"\r{read:,} messages read, {applied:,} taken")
        sys.stderr.flush()

    db = await Database.connect(str(settings.migration_url or settings.database_url), 3, 30)
    try:
        amqp_url = settings.amqp_url.get_secret_value()
        async with history(amqp_url) as stream:
            voided = await voided_in(stream)
        async with history(amqp_url) as stream:
            return await Rebuild(db, stream, voided, count).run()
    finally:
        await db.close()
        sys.stderr.write("\n")


def say(line: str) -> None:
    """A line for the operator."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Exit status: 0 nothing differed, 1 something did and is mended, 2 it could not be done."""
    try:
        found = asyncio.run(rebuild(Settings()))
    except DomainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 2
    say(f"{found.read:,} messages read, {found.applied:,} noted once and in order, {found.doubled:,} came twice.")
    if found.unreadable:
        say(f"{found.unreadable:,} could not be read; what follows them about the same subject was left out.")
    if found.ahead:
        say(f"The history is ahead of the inbox about {found.ahead:,} subjects; the inbox will skip what is noted.")
    if not found.differing:
        say("The facts are the same, row by row.")
        return 0
    for table, rows in found.differing.items():
        say(f"{table}: {rows:,} rows differed and are now as the history says")
    return 1


if __name__ == "__main__":
    sys.exit(main())
