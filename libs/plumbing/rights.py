"""What the login of a service at work may do where it does not own the tables: work with rows, and nothing else."""

from .database import Database

GRANTS = (
    'grant usage on schema public to "{login}"',
    'grant select, insert, update, delete on all tables in schema public to "{login}"',
    'grant usage, select on all sequences in schema public to "{login}"',
    'revoke insert, update, delete, truncate on migration from "{login}"',
)
"""Neither TRUNCATE nor ownership: nobody at work empties a table, alters it, or takes a trigger away that refuses a change."""


async def login_of(db: Database) -> str:
    """The name by which a service logs in."""
    async with db.reading() as tx:
        name: str = await tx.fetchval("select session_user::text")
        return name


async def grant_work(owner: Database, login: str) -> None:
    """Again after each migration, as a new table is nobody's but its owner's."""
    async with owner.transaction() as tx:
        for grant in GRANTS:
            await tx.execute(grant.format(login=login.replace('"', '""')))
