"""A small real history for each service, so that what is asked about exists; and the ids that can then be asked about."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date

from harness import ServiceUnderTest

from ..dispatch import desk as dispatch
from ..finance import desk as finance
from ..intake import desk as intake
from ..notify import desk as notify
from ..notify import estate, outside
from ..survey import customers, results
from ..survey import desk as survey
from ..survey.organising import Organisers

Ids = dict[str, list[str]]
"""By the name under which a path or a body asks for it."""
MOST_OF_A_NAME = 6


async def seed_intake(service: ServiceUnderTest) -> None:
    """Two projects with units; a repair request with a plan and an order, and a complaint."""
    office = intake.Office(service)
    await office.settle()
    case = await office.case()
    await office.order(case)
    await office.plan(await office.case(kind="complaint", unit_no=intake.OLD))


async def seed_dispatch(service: ServiceUnderTest) -> None:
    """Contractors, a contract, and orders that were issued, received and taken over."""
    office = dispatch.Office(service)
    await office.settle()
    await office.issue()
    await office.received()
    await office.lapsed()


async def seed_finance(service: ServiceUnderTest) -> None:
    """Retention money, a claim under way, one that was confirmed, and a statement."""
    async with AsyncExitStack() as stack:
        desk = finance.Desk(service, stack)
        await desk.contract()
        await desk.claim(await desk.taken_over(), 400_000)
        await desk.confirmed(await desk.taken_over(), 20_000)
        await desk.drawn()


async def seed_survey(service: ServiceUnderTest) -> None:
    """Return visits, a campaign that collects, answers good and bad, and an open letter."""
    office = survey.Office(service)
    readers = results.Readers(service)
    await office.handled()
    await office.registered()
    organisers = Organisers(office)
    await organisers.estate("P1", date(2023, 1, 1), {"1": 6})
    await organisers.collecting("yearly", "P1")
    await customers.link(office)
    for _ in range(3):
        await readers.returned(("lifts", "poor"), overall="poor")
    about = {"project": "P1", "begins_on": "2026-01-01", "ends_on": "2026-03-10", "handed_out": 20}
    await results.did(readers.colleague, "/open-letters", **about)


async def seed_notify(service: ServiceUnderTest) -> None:
    """Notices to desks and firms, households, an announcement, a contact and a subscription."""
    office = notify.Office(service)
    await office.case()
    await office.order()
    await estate.settle(service)
    async with estate.property_desk(service) as desk:
        await estate.announce(desk)
    await outside.keep(service.client("operator"), "roles/site_lead", email="lead@example.cn")
    await outside.subscribe(office, "https://example.com/hook")


SEEDS: dict[str, Callable[[ServiceUnderTest], Awaitable[None]]] = {
    "intake": seed_intake, "dispatch": seed_dispatch, "finance": seed_finance, "survey": seed_survey, "notify": seed_notify,
}  # fmt: skip


async def ids_of(service: ServiceUnderTest) -> Ids:
    """What stands in its tables under each column's name, a few of each."""
    found: Ids = {}
    async with service.db.reading() as tx:
        columns = await tx.fetch(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('uuid', 'text', 'integer', 'bigint') and (column_name like '%\\_id' or column_name like '%\\_no'"
            " or column_name like '%\\_code' or column_name in"
            " ('project', 'code', 'name', 'contractor', 'unit_no', 'building', 'period', 'sha256', 'kind', 'role', 'person'))"
            " and table_name not in ('inbox', 'outbox', 'timer', 'migration', 'calendar_day') order by 1, 2"
        )
        for table, column in columns:
            rows = await tx.fetch(
                f'select distinct "{column}"::text as value from "{table}" where "{column}" is not null order by 1 limit 3'
            )
            values = found.setdefault(column, [])
            values += [row["value"] for row in rows if row["value"] and row["value"] not in values][:MOST_OF_A_NAME]
    return {name: values for name, values in found.items() if values}
