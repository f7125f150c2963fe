"""Words of customers, taken out of the rows where they are kept (L8)."""

from collections.abc import Sequence
from uuid import UUID

from plumbing.database import Transaction

GONE = "（已按规定删除 erased）"
"""Stands where a row needs a text."""


async def erase_visits(tx: Transaction, customer_id: UUID | None, case_ids: Sequence[UUID]) -> None:
    """Return visits to him, if anybody is named, or on these cases, and the notes on the way to them."""
    await tx.execute(
        "update visit_attempt set note = '', way_reason = case when visit_attempt.way_reason = '' then '' else $3 end from return_visit"
        " where visit_attempt.visit_id = return_visit.visit_id and (customer_id = $1 or case_id = any($2))",
        customer_id, case_ids, GONE,
    )  # fmt: skip
    await tx.execute(
        "update visit_appointment set way_reason = case when visit_appointment.way_reason = '' then '' else $3 end"
        " from return_visit where visit_appointment.visit_id = return_visit.visit_id and (customer_id = $1 or case_id = any($2))",
        customer_id, case_ids, GONE,
    )  # fmt: skip
    await tx.execute(
        "update return_visit set comment = '', still_wrong = case when still_wrong = '' then '' else $3 end,"
        " way_reason = case when way_reason = '' then '' else $3 end where customer_id = $1 or case_id = any($2)",
        customer_id, case_ids, GONE,
    )  # fmt: skip


async def erase_records(tx: Transaction, customer_id: UUID | None, case_ids: Sequence[UUID]) -> None:
    """Visit records and rounds at his household, and what he raised there or became one of these cases."""
    await tx.execute(
        "update raised_matter set said = $3 where case_id = any($2)"
        " or source_id in (select record_id from visit_record where customer_id = $1)"
        " or (source_id, unit_no) in (select round_id, unit_no from round_household where customer_id = $1)",
        customer_id, case_ids, GONE,
    )  # fmt: skip
    await tx.execute("update visit_record set talked_about = $2, heard = '' where customer_id = $1", customer_id, GONE)
    await tx.execute(
        "update round_question set question = $2, answer = case when answer is null then null else $2 end"
        " where (round_id, unit_no) in (select round_id, unit_no from round_household where customer_id = $1)",
        customer_id, GONE,
    )  # fmt: skip
    await tx.execute(
        "update round_attempt set note = '' where (round_id, unit_no) in"
        " (select round_id, unit_no from round_household where customer_id = $1)",
        customer_id,
    )
    await tx.execute(
        "update round_household set talked_about = '', reason = case when reason = '' then '' else $2 end"
        " where customer_id = $1",
        customer_id, GONE,
    )  # fmt: skip


async def ask_no_more(tx: Transaction, customer_id: UUID) -> None:
    """His links open nothing any more, none is made or sent again, and the notes on trying to reach him go."""
    await tx.execute(
        "update link set expires_at = greatest($2 - interval '1 microsecond', made_at + interval '1 microsecond')"
        " where customer_id = $1 and expires_at >= $2",
        customer_id, tx.now,
    )  # fmt: skip
    await tx.execute(
        "update invitation_follow_up f set note = '' from invitation i where i.invitation_id = f.invitation_id"
        " and i.customer_id = $1 and f.note <> ''",
        customer_id,
    )
    await tx.execute("update invitation set customer_id = null, link_id = null where customer_id = $1", customer_id)
    await tx.execute("update repair_case set customer_id = null where customer_id = $1", customer_id)
