"""Photos and papers are kept as evidence: first the bytes, then the row that names them (L7)."""

from datetime import datetime, timedelta

from plumbing.database import Database, Transaction
from plumbing.objects import Objects
from plumbing.papers import Paper

from ..domain.access import Actor, Scope
from ..domain.photo import Photo
from ..store import photos as store

ORPHANS_KEPT = timedelta(days=1)
BATCH = 500


async def upload(tx: Transaction, paper: Paper, by: Actor, now: datetime) -> None:
    """Name what is kept already; the same one twice is named once."""
    photo = Photo(paper.sha256, paper.media_type, len(paper.content), paper.taken_at)
    await store.add(tx, photo, by.person, now)


async def look(tx: Transaction, sha256: str, papers: Objects, by: Actor, scope: Scope) -> tuple[Photo, bytes]:
    """One with its bytes, proven by their hash. Raises ``NoSuchPhoto``, ``ObjectLost``."""
    photo = await store.photo(tx, sha256, by.person, scope)
    here = await store.content_here(tx, sha256)
    return photo, here if here is not None else await papers.get(sha256)


async def move(db: Database, papers: Objects) -> int:
    """Bring what lies in the database into the object store. Returns how many."""
    count = 0
    while True:
        async with db.transaction() as tx:
            rows = await store.to_move(tx, 20)
            for sha256, content in rows:
                await papers.put(content)
                await store.moved(tx, sha256)
        count += len(rows)
        if not rows:
            return count


async def sweep(db: Database, papers: Objects, now: datetime) -> int:
    """Drop objects that no row names and that are older than a day. Returns how many."""
    dropped, waiting = 0, []
    async for sha256 in papers.older_than(now - ORPHANS_KEPT):
        waiting.append(sha256)
        if len(waiting) == BATCH:
            dropped += await _drop(db, papers, waiting)
            waiting = []
    return dropped + await _drop(db, papers, waiting)


async def _drop(db: Database, papers: Objects, hashes: list[str]) -> int:
    async with db.reading() as tx:
        orphans = await store.unnamed(tx, hashes)
    for sha256 in orphans:
        await papers.drop(sha256)
    return len(orphans)
