"""A second set of the tables of facts, in a schema of its own, until it takes the place of the first."""

from collections.abc import Mapping, Sequence

from plumbing.database import Transaction

SCHEMA = "rebuilt"
REBUILD_LOCK = 7_206_033
LIVE_KEY = (
    "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
)


async def tables(tx: Transaction) -> list[str]:
    """The tables of facts."""
    rows = await tx.fetch(
        "select tablename from pg_tables where schemaname = 'public' and tablename like 'fact\\_%'"
        " and tablename <> 'fact_ahead' order by tablename"
    )
    return [row["tablename"] for row in rows]


async def begin(tx: Transaction) -> None:
    """Empty tables of the same form."""
    await tx.execute(f"drop schema if exists {SCHEMA} cascade")
    await tx.execute(f"create schema {SCHEMA}")
    for name in await tables(tx):
        await tx.execute(f"create unlogged table {SCHEMA}.{name} (like public.{name} including all)")


async def stand_still(tx: Transaction) -> None:
    """Until the transaction ends no message is applied, and none is half applied."""
    await tx.execute("lock table inbox_position in share mode")


async def applied(tx: Transaction, sources: Sequence[str], private: str) -> dict[tuple[str, str], int]:
    """How far the inbox has come, by publisher and subject; private messages are not history."""
    rows = await tx.fetch(
        "select source, subject, last_sequence from inbox_position"
        " where source = any($1) and last_sequence > 0 and not starts_with(subject, $2)",
        list(sources), private,
    )  # fmt: skip
    return {(row["source"], row["subject"]): row["last_sequence"] for row in rows}


async def differing(tx: Transaction) -> dict[str, int]:
    """How many rows of each table are not the same in both sets, where any."""
    found = {}
    for name in await tables(tx):
        live, built = f"table public.{name}", f"table {SCHEMA}.{name}"
        count = await tx.fetchval(
            f"select count(*) from (({live} except {built}) union all ({built} except {live})) as d"
        )
        if count:
            found[name] = count
    return found


async def take_place(tx: Transaction, names: Sequence[str]) -> None:
    """What differs in these tables becomes what was built; what is the same is not touched, and readers see one or the other."""
    for name in names:
        keys = await tx.fetch(
            f"{LIVE_KEY} where i.indrelid = $1::text::regclass and i.indisprimary", f"public.{name}"
        )  # fmt: skip
        key = ", ".join(row["attname"] for row in keys)
        await tx.execute(
            f"delete from public.{name} where ({key}) in"
            f" (select {key} from (table public.{name} except table {SCHEMA}.{name}) as gone)"
        )
        await tx.execute(f"insert into public.{name} (table {SCHEMA}.{name} except table public.{name})")


async def note_ahead(tx: Transaction, ahead: Mapping[tuple[str, str], int]) -> None:
    """Where the facts are ahead of the inbox now."""
    await tx.execute("delete from fact_ahead")
    await tx.executemany(
        "insert into fact_ahead (source, subject, last_sequence) values ($1, $2, $3)",
        [(source, subject, sequence) for (source, subject), sequence in sorted(ahead.items())],
    )


async def end(tx: Transaction) -> None:
    """The second set is not needed any more."""
    await tx.execute(f"drop schema if exists {SCHEMA} cascade")


async def only_one(tx: Transaction) -> bool:
    """Nobody else builds them anew until this transaction ends."""
    return bool(await tx.fetchval("select pg_try_advisory_xact_lock($1)", REBUILD_LOCK))
