"""Who is reached how, as rows; what is forgotten is gone."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.channels import NOTHING_WANTED, Language, Medium, Preference
from ..domain.contacts import Contact, Kind


async def save(tx: Transaction, contact: Contact) -> None:
    """A contact, or its new state; a customer's is never replaced by an older one."""
    await tx.execute(
        "insert into contact as c (kind, key, project, name, email, mobile, roles, projects, changed_at, changed_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (kind, key, project) do update set name = excluded.name,"
        " email = excluded.email, mobile = excluded.mobile, roles = excluded.roles, projects = excluded.projects,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by where c.changed_at <= excluded.changed_at",
        contact.kind, contact.key, contact.project, contact.name, contact.email, contact.mobile, list(contact.roles),
        list(contact.projects), contact.changed_at, contact.changed_by,
    )  # fmt: skip


async def remove(tx: Transaction, kind: Kind, key: str, project: str) -> bool:
    """Whether there was one."""
    return bool(
        await tx.fetchval(
            "delete from contact where kind = $1 and key = $2 and project = $3 returning true", kind, key, project
        )
    )


async def contacts(
    tx: Transaction, kind: Kind | None, within: list[str] | None, after: tuple[str, str, str], limit: int
) -> list[Contact]:
    """All but customers', in order of kind, key and project; within these projects only offices' own and those for all."""
    rows = await tx.fetch(
        "select * from contact where kind <> 'customer' and ($1::text is null or kind = $1)"
        " and ($2::text[] is null or project = '' and (kind <> 'person' or projects && $2 or '*' = any(projects)) or project = any($2))"
        " and (kind, key, project) > ($3, $4, $5) order by kind, key, project limit $6",
        kind, within, *after, limit,
    )  # fmt: skip
    return [_contact(row) for row in rows]


async def of_office(tx: Transaction, role: str, project: str | None) -> list[Contact]:
    """Who is told when an office is: its inbox in the project, or else the one it has everywhere, and each person who holds the
    role there."""
    rows = await tx.fetch(
        "(select * from contact where kind = 'role' and key = $1 and project in ('', coalesce($2, '')) order by project desc limit 1)"
        " union all select * from contact where kind = 'person' and $1 = any(roles)"
        " and ($2::text is null or $2 = any(projects) or '*' = any(projects))",
        role, project,
    )  # fmt: skip
    return [_contact(row) for row in rows]


async def of_one(tx: Transaction, kind: Kind, key: str) -> Contact | None:
    """A contractor's, a customer's or a person's."""
    row = await tx.fetchrow("select * from contact where kind = $1 and key = $2 and project = ''", kind, key)
    return _contact(row) if row else None


async def preference(tx: Transaction, kind: Kind, key: str) -> Preference:
    """What somebody wants; nothing in particular where he never said."""
    row = await tx.fetchrow(
        "select channels, language, stops_optional from preference where kind = $1 and key = $2", kind, key
    )
    if row is None:
        return NOTHING_WANTED
    channels = None if row["channels"] is None else tuple(Medium(name) for name in row["channels"])
    return Preference(channels, Language(row["language"]) if row["language"] else None, row["stops_optional"])


async def save_preference(
    tx: Transaction, kind: Kind, key: str, wants: Preference, by: str, now: datetime
) -> None:  # fmt: skip
    """What somebody wants from now on."""
    channels = None if wants.channels is None else list(wants.channels)
    await tx.execute(
        "insert into preference (kind, key, channels, language, stops_optional, changed_at, changed_by)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (kind, key) do update set channels = excluded.channels,"
        " language = excluded.language, stops_optional = excluded.stops_optional, changed_at = excluded.changed_at,"
        " changed_by = excluded.changed_by",
        kind, key, channels, wants.language, wants.stops_optional, now, by,
    )  # fmt: skip


async def remember_case(tx: Transaction, case_id: UUID, customer_id: UUID) -> None:
    """Whose case it is."""
    await tx.execute(
        "insert into case_customer (case_id, customer_id) values ($1, $2)"
        " on conflict (case_id) do update set customer_id = excluded.customer_id",
        case_id, customer_id,
    )  # fmt: skip


async def customer_of(tx: Transaction, case_id: UUID) -> UUID | None:
    """Whose case it is, as far as we heard."""
    found: UUID | None = await tx.fetchval("select customer_id from case_customer where case_id = $1", case_id)
    return found


async def is_erased(tx: Transaction, customer_id: UUID) -> bool:
    """Nothing is kept of him."""
    return bool(await tx.fetchval("select true from erased_customer where customer_id = $1", customer_id))


async def forget(tx: Transaction, customer_id: UUID, now: datetime) -> None:
    """All that says who a customer is and how he is reached; what is not sent yet is not sent."""
    key = str(customer_id)
    await tx.execute("select from sending where customer_id = $1 order by sending_id for update", customer_id)
    await tx.execute(
        "insert into erased_customer (customer_id, erased_at) values ($1, $2) on conflict do nothing", customer_id, now
    )
    await tx.execute("delete from contact where kind = 'customer' and key = $1", key)
    await tx.execute("delete from preference where kind = 'customer' and key = $1", key)
    await tx.execute("delete from case_customer where customer_id = $1", customer_id)
    await tx.execute(
        "update sending set address = 'erased:' || sending_id, customer_id = null,"
        " state = case when ended_at is null then 'stopped' else state end, next_at = null, leased_until = null,"
        " ended_at = coalesce(ended_at, $2) where customer_id = $1",
        customer_id, now,
    )  # fmt: skip
    await tx.execute(
        "delete from notice_secret where notice_id in (select notice_id from notice where addressee_id = $1)",
        customer_id,
    )
    await tx.execute(
        "update notice set addressee_id = null, awaits_contact = false where addressee_id = $1", customer_id
    )


def _contact(row: asyncpg.Record) -> Contact:
    known = dict(row)
    return Contact(
        **known | {"kind": Kind(row["kind"]), "roles": tuple(row["roles"]), "projects": tuple(row["projects"])}
    )
