"""From facts to a document: what each kind of report is made of. Long sums are done aside, so that nothing else waits."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction
from plumbing.policy import policy
from printing.document import Document, Section

from ..domain import league_report, opinion_report, weekly_report
from ..domain.breakdowns import Stock
from ..domain.report_names import DEPARTMENTS
from ..domain.reports import Kind, titles
from ..domain.spans import Span
from ..domain.wording import Names
from ..store import report_facts as facts
from ..store import survey_facts

LANGUAGE = "zh"


async def document(
    tx: Transaction, number: str, kind: Kind, span: Span, project: str | None, department: str | None, as_of: datetime
) -> Document:
    """The report as the facts stand; the same facts and moment make the same document."""
    called = (await facts.projects(tx)).get(project or "", project)
    title, _, subtitle = titles(kind, span, called, department)[0].partition("　")
    sections = await COMPOSED[kind](tx, span, project, department, as_of)
    return Document(number, title, subtitle, LANGUAGE, as_of, sections)


async def _stock(tx: Transaction, span: Span, project: str | None, department: str | None) -> Stock:
    """Compared only with periods from which anything is kept; a year with the one before it, once."""
    first = await facts.first_came_at(tx, project)

    async def plain(of: Span) -> Stock:
        return Stock(
            of, await facts.cases(tx, of, project, department), await facts.visits(tx, of, project, department)
        )

    async def compared(of: Span) -> Stock | None:
        return await plain(of) if first is not None and first < of.ends_at else None

    now, before = await plain(span), await compared(span.before)
    year_ago = await compared(span.year_ago) if span.year_ago != span.before else None
    return Stock(span, now.cases, now.visits, before, year_ago)


async def _names(tx: Transaction, as_of: datetime) -> Names:
    return Names.from_data((await policy(tx, "names", day_in_china(as_of))).data)


async def _weekly(
    tx: Transaction, span: Span, project: str | None, department: str | None, as_of: datetime
) -> list[Section]:
    assert project is not None
    names = await facts.contractors(tx)
    taken_over = [
        replace(each, contractor=names.get(each.contractor, each.contractor))
        for each in await facts.taken_over(tx, span, project)
    ]
    return weekly_report.sections(weekly_report.Week(
        stock=await _stock(tx, span, project, None), asked=await facts.asked(tx, span, project),
        taken_over=taken_over, fell_due=await facts.fell_due(tx, span, project),
        confirmed=await facts.confirmed(tx, span, project), names=await _names(tx, as_of),
    ))  # fmt: skip


async def _opinions(
    tx: Transaction, span: Span, project: str | None, department: str | None, as_of: datetime
) -> list[Section]:
    return await _opinions_with(tx, span, department, as_of, ())


async def _month(
    tx: Transaction, span: Span, project: str | None, department: str | None, as_of: datetime
) -> list[Section]:
    """All departments together, with whose table stands signed behind it."""
    signed = {table[0]: table for table in await facts.signed_tables(tx, span.name)}
    tables = [opinion_report.Tables(*signed.get(each, (each, "", None))) for each in DEPARTMENTS]
    return await _opinions_with(tx, span, None, as_of, tables)


async def _opinions_with(
    tx: Transaction, span: Span, department: str | None, as_of: datetime, tables: Sequence[opinion_report.Tables]
) -> list[Section]:
    opinions = opinion_report.Opinions(
        stock=await _stock(tx, span, None, department), department=department, projects=await facts.projects(tx),
        measures=await facts.measures(tx, span), costs=await facts.costs(tx, span), tables=tables,
        names=await _names(tx, as_of), surveys=await survey_facts.surveys(tx, span),
    )  # fmt: skip
    return await asyncio.to_thread(opinion_report.sections, opinions)


async def _contractors(
    tx: Transaction, span: Span, project: str | None, department: str | None, as_of: datetime
) -> list[Section]:
    return league_report.sections(league_report.League(
        orders=await facts.orders(tx, span), names=await facts.contractors(tx), in_hand=await facts.orders_in_hand(tx)
    ))  # fmt: skip


Composed = Callable[[Transaction, Span, str | None, str | None, datetime], Awaitable[list[Section]]]
COMPOSED: Mapping[Kind, Composed] = {
    Kind.WEEKLY: _weekly, Kind.DEPARTMENT_MONTH: _opinions, Kind.MONTH: _month, Kind.QUARTER: _opinions, Kind.YEAR: _opinions,
    Kind.CONTRACTORS: _contractors,
}  # fmt: skip
