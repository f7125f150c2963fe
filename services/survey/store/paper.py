"""What stands on a paper form beside the answers, and who works on a household's open case."""

from uuid import UUID

from plumbing.database import Transaction

from ..domain.paper import Entry


async def add(tx: Transaction, response_id: UUID, entry: Entry, reason: str) -> None:
    """The form's head and foot; ``reason`` says why it corrects another."""
    await tx.execute(
        "insert into paper_form (response_id, form_no, surveyed_by, surveyed_on, owner_signed, reason, entered_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        response_id, entry.form_no, entry.surveyed_by, entry.surveyed_on, entry.owner_signed, reason, tx.now,
    )  # fmt: skip


async def at_work(tx: Transaction, project: str, unit_no: str) -> set[str]:
    """Those who did or ordered work on a case of this unit that is not closed; one from before survey kept cases counts as open
    while its visit is."""
    rows = await tx.fetch(
        "select distinct unnest(may_not_visit) as person from return_visit left join known_case using (case_id)"
        " where return_visit.project = $1 and return_visit.unit_no = $2 and closed_at is null"
        " and (known_case.case_id is not null or state in ('planned', 'awaiting_month'))",
        project, unit_no,
    )  # fmt: skip
    return {row["person"] for row in rows}
