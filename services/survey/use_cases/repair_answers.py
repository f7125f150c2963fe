"""A response that answers the question after a repair is noted there (V10)."""

from datetime import datetime

from plumbing.database import Transaction

from ..domain.forms import Form
from ..domain.responses import Response
from ..store import repair_questions as store


async def note(tx: Transaction, response: Response, form: Form, now: datetime) -> None:
    """After every response: one by a link belongs to the repair the link asked about, a corrected one to its repair."""
    if response.replaces:
        await store.move(tx, response.replaces, response.response_id)
    elif response.link_id and response.case_id:
        await store.set_answered_by_link(tx, response.link_id, response.response_id)
