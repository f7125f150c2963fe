"""Forms filled in, as rows. They only grow: a correction is another row that replaces the first."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.errors import NotFound
from plumbing.database import Transaction

from ..domain.forms import Form
from ..domain.responses import Answer, By, Response, overall_counts

COLUMNS = (
    "response_id", "form_code", "form_version", "campaign_id", "link_id", "case_id", "project", "building", "unit_no",
    "customer_id", "overall", "comment", "given_at", "by", "entered_by", "is_pilot", "signed_as", "replaces",
)  # fmt: skip
STANDING = "not exists (select from response later where later.replaces = r.response_id)"
WITH_ANSWERS = (
    "select r.*, coalesce((select jsonb_agg(jsonb_build_array(a.item, a.step, a.comment) order by a.place)"
    " from response_answer a where a.response_id = r.response_id), '[]') as answers from response r"
)


class NoSuchResponse(NotFound):
    """There is no such response, or not for you."""


async def add(tx: Transaction, response: Response, form: Form) -> None:
    """A form filled in, with what its steps count as by its form's version."""
    names = (*COLUMNS, "overall_counts")
    values = [getattr(response, name) for name in COLUMNS] + [overall_counts(response, form)]
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    await tx.execute(f"insert into response ({', '.join(names)}) values ({places})", *values)
    await tx.executemany(
        "insert into response_answer (response_id, place, item, step, counts, comment) values ($1, $2, $3, $4, $5, $6)",
        [
            (response.response_id, place, each.item, each.step, form.step(each.step).counts, each.comment)
            for place, each in enumerate(response.answers)
        ],
    )


async def response(tx: Transaction, response_id: UUID) -> Response:
    """One, whether it was replaced or not. Raises ``NoSuchResponse``."""
    row = await tx.fetchrow(f"{WITH_ANSWERS} where r.response_id = $1", response_id)
    if row is None:
        raise NoSuchResponse
    return _response(row)


async def enterers(tx: Transaction, given: Response) -> set[str]:
    """The staff who entered it, or what it corrects."""
    found = {given.entered_by} if given.entered_by else set()
    if given.replaces:
        found |= await enterers(tx, await response(tx, given.replaces))
    return found


async def of_campaign(tx: Transaction, campaign_id: UUID) -> AsyncIterator[Response]:
    """Those that stand, in the order in which they came; a replaced one does not."""
    async for row in tx.each(
        f"{WITH_ANSWERS} where r.campaign_id = $1 and {STANDING} order by r.response_id", campaign_id
    ):
        yield _response(row)


async def of_project(
    tx: Transaction, project: str | None, begins_at: datetime, ends_at: datetime, form_code: str | None = None
) -> AsyncIterator[Response]:
    """Those that stand, given in a period, from its first moment to before its end; of every project where none is given."""
    async for row in tx.each(
        f"{WITH_ANSWERS} where ($1::text is null or r.project = $1) and r.given_at >= $2 and r.given_at < $3"
        f" and ($4::text is null or r.form_code = $4) and {STANDING} order by r.response_id",
        project, begins_at, ends_at, form_code,
    ):  # fmt: skip
        yield _response(row)


def _response(row: asyncpg.Record) -> Response:
    known = {"by": By(row["by"]), "answers": tuple(Answer(*each) for each in row["answers"])}
    return Response(**{name: row[name] for name in COLUMNS} | known)


async def forget_words(tx: Transaction, customer_id: UUID | None, case_ids: Sequence[UUID]) -> None:
    """A customer's words and signature go, and those about his cases; what he ticked stays as a figure (L8)."""
    await tx.execute(
        "update response_answer a set comment = '' from response r"
        " where r.response_id = a.response_id and (r.customer_id = $1 or r.case_id = any($2)) and a.comment <> ''",
        customer_id, case_ids,
    )  # fmt: skip
    await tx.execute(
        "update response set comment = '', signed_as = '' where (customer_id = $1 or case_id = any($2))"
        " and (comment <> '' or signed_as <> '')",
        customer_id, case_ids,
    )  # fmt: skip
