"""By which link a return visit is answered online."""

from uuid import UUID

from plumbing.database import Transaction

from ..domain.links import NoSuchLink


async def add(tx: Transaction, link_id: UUID, visit_id: UUID) -> None:
    """This link answers this visit and no other."""
    await tx.execute("insert into visit_link (link_id, visit_id) values ($1, $2)", link_id, visit_id)


async def visit_of(tx: Transaction, link_id: UUID) -> UUID:
    """The visit a link answers. Raises ``NoSuchLink``."""
    visit_id: UUID | None = await tx.fetchval("select visit_id from visit_link where link_id = $1", link_id)
    if visit_id is None:
        raise NoSuchLink
    return visit_id
