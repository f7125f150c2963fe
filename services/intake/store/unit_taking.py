"""The staged rows of a file against the registry, and into it: each step one statement for all rows."""

from datetime import date, datetime
from uuid import UUID

from plumbing.database import Transaction

STAGED = "from unit_import_row r where r.import_id = $1"
MATCHED = (
    "from unit_import_row r join unit u on u.project = r.project and u.unit_no = r.unit_no"
    " join customer c on c.customer_id = u.owner_id"
)
OWNER_DIFFERS = "(r.owner_name <> c.name or r.owner_phone <> c.phone)"
DIFFERS = (
    f"(r.building <> u.building or r.completion_accepted_on <> u.completion_accepted_on or {OWNER_DIFFERS}"
    " or r.handed_over_on is distinct from u.handed_over_on and r.handed_over_on is not null"
    " or r.refused_on is distinct from u.refused_on and r.refused_on is not null)"
)
"""An empty cell says nothing about what is known already."""
EACH_DAY = (
    "(values ('building', u.building, r.building), ('completion_accepted_on', u.completion_accepted_on::text,"
    " r.completion_accepted_on::text), ('handed_over_on', u.handed_over_on::text, r.handed_over_on::text),"
    " ('refused_on', u.refused_on::text, r.refused_on::text)) d (field, before, after)"
)


async def prepare(tx: Transaction, import_id: UUID, updates: bool) -> None:
    """Learn how many rows there are, and hold the units that will change, in one order for everybody."""
    await tx.execute("analyze unit_import_row")
    if updates:
        await tx.execute(
            "select from unit u join unit_import_row r on u.project = r.project and u.unit_no = r.unit_no"
            " where r.import_id = $1 order by u.unit_id for no key update of u",
            import_id,
        )


async def find_repeats(tx: Transaction, import_id: UUID) -> None:
    """A unit that stands in the file more than once counts where it stands first; the others are bad rows."""
    await tx.execute(
        "with seen as (select line, unit_no, min(line) over (partition by project, unit_no) as first"
        " from unit_import_row where import_id = $1),"
        " gone as (delete from unit_import_row r using seen s where r.import_id = $1 and r.line = s.line and s.line > s.first"
        " returning s.line, s.unit_no, s.first)"
        ' insert into unit_import_fault (import_id, line, "column", value, reason, expected)'
        " select $1, line, 'unit_no', unit_no, 'stands in line ' || first || ' already', 'each unit once' from gone",
        import_id,
    )


async def find_differences(tx: Transaction, import_id: UUID) -> None:
    """Units that are registered otherwise are bad rows, column by column; of persons it is only said that they differ."""
    await _reject(
        tx, import_id,
        f"select r.line, d.field, d.after, 'the unit is registered with ' || coalesce(d.before, 'none') {MATCHED}"
        f" cross join lateral {EACH_DAY}"
        " where r.import_id = $1 and d.after is not null and d.after is distinct from d.before"
        f" union all select r.line, d.field, left(d.after, 3) || '…', 'the unit is registered with another' {MATCHED}"
        " cross join lateral (values ('owner_name', c.name, r.owner_name), ('owner_phone', c.phone, r.owner_phone))"
        " d (field, before, after) where r.import_id = $1 and d.after <> d.before",
        "what is registered, or update=true",
    )  # fmt: skip


async def find_disorder(tx: Transaction, import_id: UUID) -> None:
    """An update that would leave a handover or refusal before the completion is a bad row."""
    await _reject(
        tx, import_id,
        "select r.line, 'completion_accepted_on', r.completion_accepted_on::text,"
        f" 'after the handover or refusal that is registered, on ' || least(u.handed_over_on, u.refused_on) {MATCHED}"
        " where r.import_id = $1 and least(coalesce(r.handed_over_on, u.handed_over_on), coalesce(r.refused_on, u.refused_on))"
        " < r.completion_accepted_on",
        "a day before it",
    )  # fmt: skip


async def _reject(tx: Transaction, import_id: UUID, found: str, expected: str) -> None:
    await tx.execute(
        'insert into unit_import_fault (import_id, line, "column", value, reason, expected)'
        f" select $1, f.*, $2::text from ({found}) f",
        import_id, expected,
    )  # fmt: skip
    await tx.execute(
        "delete from unit_import_row r using unit_import_fault f"
        " where r.import_id = $1 and f.import_id = $1 and f.line = r.line",
        import_id,
    )


async def count_bad(tx: Transaction, import_id: UUID) -> int:
    """Rows with anything wrong."""
    count: int = await tx.fetchval("select count(distinct line) from unit_import_fault where import_id = $1", import_id)
    return count


async def add_buildings(tx: Transaction, import_id: UUID, by: str, now: datetime) -> None:
    """Those that are missing."""
    await tx.execute(
        "insert into building (project, building, name, changed_at, changed_by)"
        f" select distinct r.project, r.building, r.building, $2::timestamptz, $3 {STAGED}"
        " order by 1, 2 on conflict do nothing",
        import_id, now, by,
    )  # fmt: skip


async def change(tx: Transaction, import_id: UUID, by: str, today: date, now: datetime) -> int:
    """What is registered otherwise becomes as the file has it, each change with its entry. Returns how many units changed."""
    await tx.execute(
        "insert into unit_change (change_id, unit_id, field, before, after, reason, recorded_at, recorded_by)"
        f" select gen_random_uuid(), u.unit_id, d.field, d.before, d.after, 'import ' || r.import_id, $2, $3 {MATCHED}"
        f" cross join lateral {EACH_DAY}"
        " where r.import_id = $1 and d.after is not null and d.after is distinct from d.before order by r.line",
        import_id, now, by,
    )  # fmt: skip
    await tx.execute(
        "insert into customer (customer_id, name, phone, added_at)"
        f" select r.owner_id, r.owner_name, r.owner_phone, $2 {MATCHED} where r.import_id = $1 and {OWNER_DIFFERS}",
        import_id, now,
    )  # fmt: skip
    await tx.execute(
        "insert into earlier_owner (unit_id, owner_id, since_on, until_on, recorded_at, recorded_by)"
        f" select u.unit_id, u.owner_id, u.owner_since_on, $2, $3, $4 {MATCHED} where r.import_id = $1 and {OWNER_DIFFERS}",
        import_id, today, now, by,
    )  # fmt: skip
    tag = await tx.execute(
        "update unit u set building = r.building, completion_accepted_on = r.completion_accepted_on,"
        " handed_over_on = coalesce(r.handed_over_on, u.handed_over_on), refused_on = coalesce(r.refused_on, u.refused_on),"
        f" owner_id = case when {OWNER_DIFFERS} then r.owner_id else u.owner_id end,"
        f" owner_since_on = case when {OWNER_DIFFERS} then $2 else u.owner_since_on end"
        " from unit_import_row r, customer c where r.import_id = $1 and c.customer_id = u.owner_id"
        f" and u.project = r.project and u.unit_no = r.unit_no and {DIFFERS}",
        import_id, today,
    )  # fmt: skip
    return int(tag.split()[-1])


async def count_known(tx: Transaction, import_id: UUID) -> int:
    """How many of the rows are registered."""
    count: int = await tx.fetchval(
        "select count(*) from unit_import_row r join unit u on u.project = r.project and u.unit_no = r.unit_no"
        " where r.import_id = $1",
        import_id,
    )
    return count


async def add_new(tx: Transaction, import_id: UUID, by: str, now: datetime) -> tuple[int, int]:
    """The rows that are not registered. Returns how many owners and units went in: another number where somebody else entered
    one of them at the same time."""
    new = f"{STAGED} and not exists (select from unit u where u.project = r.project and u.unit_no = r.unit_no)"
    owners = await tx.execute(
        "insert into customer (customer_id, name, phone, added_at)"
        f" select r.owner_id, r.owner_name, r.owner_phone, $2 {new} order by r.line",
        import_id, now,
    )  # fmt: skip
    units = await tx.execute(
        "insert into unit (unit_id, project, unit_no, building, completion_accepted_on, handed_over_on, refused_on, owner_id,"
        " added_at, added_by) select r.unit_id, r.project, r.unit_no, r.building, r.completion_accepted_on, r.handed_over_on,"
        f" r.refused_on, r.owner_id, $2, $3 {new} order by r.project, r.unit_no on conflict (project, unit_no) do nothing",
        import_id, now, by,
    )  # fmt: skip
    return int(owners.split()[-1]), int(units.split()[-1])
