"""Photos, and who may look at them."""

from collections.abc import Sequence
from datetime import datetime

from plumbing.database import Transaction

from ..domain.access import NoSuchPhoto, Scope
from ..domain.photo import Photo

VISIBLE = (
    "(exists (select from photo_upload u where u.sha256 = p.sha256 and u.person = $2)"
    " or exists (select from photo_use s join work_order o using (order_id) where s.sha256 = p.sha256"
    " and ($3::text is null or o.contractor = $3) and ($4::text[] is null or o.project = any($4)))"
    " or ($3::text is null and exists (select from quote_photo s join quote q using (quote_id) join work_order o using (order_id)"
    " where s.sha256 = p.sha256 and ($4::text[] is null or o.project = any($4)))))"
)
"""Who brought it, whoever sees an order that shows it, and staff of the project of a quote that does."""


async def add(tx: Transaction, photo: Photo, by: str, now: datetime) -> None:
    """Keep a photo, once, and who brought it."""
    await tx.execute(
        "insert into photo (sha256, media_type, size_bytes, taken_at) values ($1, $2, $3, $4) on conflict do nothing",
        photo.sha256, photo.media_type, photo.size_bytes, photo.taken_at,
    )  # fmt: skip
    await tx.execute(
        "insert into photo_upload (sha256, person, at) values ($1, $2, $3) on conflict do nothing",
        photo.sha256,
        by,
        now,
    )


async def visible(tx: Transaction, hashes: Sequence[str], person: str, scope: Scope) -> set[str]:
    """Those of the photos that exist for this person."""
    sql = f"select p.sha256 from photo p where p.sha256 = any($1) and {VISIBLE}"
    return {row["sha256"] for row in await tx.fetch(sql, list(hashes), person, scope.contractor, scope.projects)}


async def photo(tx: Transaction, sha256: str, person: str, scope: Scope) -> Photo:
    """Raises ``NoSuchPhoto``, also where it is not for this person."""
    sql = f"select p.sha256, p.media_type, p.size_bytes, p.taken_at from photo p where p.sha256 = $1 and {VISIBLE}"
    row = await tx.fetchrow(sql, sha256, person, scope.contractor, scope.projects)
    if row is None:
        raise NoSuchPhoto
    return Photo(**row)


async def content_here(tx: Transaction, sha256: str) -> bytes | None:
    """The bytes, where they still lie in the database."""
    content: bytes | None = await tx.fetchval("select content from photo where sha256 = $1", sha256)
    return content


async def to_move(tx: Transaction, limit: int) -> list[tuple[str, bytes]]:
    """Some whose bytes still lie in the database."""
    rows = await tx.fetch("select sha256, content from photo where content is not null order by sha256 limit $1", limit)
    return [(row["sha256"], row["content"]) for row in rows]


async def moved(tx: Transaction, sha256: str) -> None:
    """The bytes lie in the object store now."""
    await tx.execute("update photo set content = null where sha256 = $1", sha256)


async def unnamed(tx: Transaction, hashes: Sequence[str]) -> set[str]:
    """Those that no row names."""
    rows = await tx.fetch("select sha256 from photo where sha256 = any($1)", list(hashes))
    return set(hashes) - {row["sha256"] for row in rows}
