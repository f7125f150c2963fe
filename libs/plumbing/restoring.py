"""The mark that a database is being put back from a backup: until that is finished, its service does not start.

Half of a restore is not a state that a service could make anything good of: it would fill an empty database with tables, or say
something under numbers that are not free yet.
"""

from .database import Database

SCHEMA = "restoring"
MARK = f"create schema if not exists {SCHEMA}"
UNMARK = f"drop schema if exists {SCHEMA} cascade"
IS_MARKED = f"select to_regnamespace('{SCHEMA}') is not null"


class RestoreUnfinished(Exception):
    """This database is being put back from a backup, and that is not finished; run the same `make restore` again."""


async def must_be_finished(db: Database) -> None:
    """Raises ``RestoreUnfinished``."""
    async with db.reading() as tx:
        if await tx.fetchval(IS_MARKED):
            raise RestoreUnfinished(RestoreUnfinished.__doc__)
