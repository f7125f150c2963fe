"""A yearly campaign of ten thousand invitations through the real doors: drawn, sent, each opened and answered over HTTP on a
socket, ended and counted. ``ROWS=500`` makes it short."""

import asyncio
import logging
import os
import random
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from aftercare_contracts.events.survey_links import LinkMade
from fastapi import FastAPI
from harness import drop, make_database, make_template, open_service, write_keys
from rich.console import Console
from services.survey.customers import sent
from services.survey.desk import Office
from services.survey.organising import Organisers

from .units import postgres

ROWS = int(os.environ.get("ROWS", "10000"))
AT_ONCE, ESTATES = 16, 10
STEPS = ("excellent", "good", "good", "good", "fair", "poor")
show = Console().print


@contextmanager
def timed(what: str, count: int) -> Iterator[None]:
    """How long it took, and how many a second that is."""
    begun = time.perf_counter()
    yield
    took = time.perf_counter() - begun
    show(f"{took:8.1f} s  {count / took:8.0f} a second  {what}", markup=False, soft_wrap=True)


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The service on a socket of its own."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error", access_log=False))
    serving = asyncio.create_task(server.serve([bound]))
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    await serving


async def answer(url: str, link: LinkMade, fields: dict[str, str]) -> float:
    """Open a link, see the form, send it; the milliseconds from the first to the last."""
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, verify=False) as client:
        begun = time.perf_counter()
        opened = await client.get(link.path)
        assert opened.status_code == 303, opened.text
        page = await client.get(opened.headers["location"])
        assert "i.lifts" in page.text
        answered = await client.post("/a", data=fields)
        assert answered.status_code == 303, answered.text
        return (time.perf_counter() - begun) * 1000


def filled_in(chance: random.Random, items: list[str]) -> dict[str, str]:
    """What a household ticks; some leave things out, some write."""
    fields = {f"i.{item}": chance.choice(STEPS) for item in items if chance.random() < 0.95}
    more = {"comment": "请加强巡查，谢谢"} if chance.random() < 0.2 else {}
    return fields | more | {"overall": chance.choice(STEPS)}


async def run(organisers: Organisers) -> None:
    office, projects = organisers.office, [f"E{number}" for number in range(ESTATES)]
    with timed("households told of", ROWS):
        for project in projects:
            buildings = {str(number): ROWS // ESTATES // 10 for number in range(1, 11)}
            await organisers.estate(project, date(2018, 1, 1), buildings)
    campaign = await organisers.planned("yearly", *projects)
    with timed("drawn, the population frozen and hashed", ROWS):
        await organisers.moved(campaign, "drawings")
    drawing = await organisers.look(campaign, "/drawing")
    assert drawing["repeats"]
    await organisers.moved(campaign, "starts", organisers.director)
    running = await organisers.moved(campaign, "hand-outs")
    with timed("links made and announced", ROWS):
        await office.service.fire_due()
    links, chance, waiting = await sent(office), random.Random(5), asyncio.Semaphore(AT_ONCE)
    assert len({link.path for link in links}) == drawing["drawn"] == ROWS
    async with office.service.db.reading() as tx:
        groups = await tx.fetchval("select data -> 'satisfaction' -> 'groups' from policy where name = 'forms'")
    items = [item["code"] for group in groups for item in group["items"]]

    async def one(url: str, link: LinkMade) -> float:
        async with waiting:
            return await answer(url, link, filled_in(chance, items))

    async with listening(office.service.app) as url:
        with timed(f"links opened and answered, {AT_ONCE} at once, three requests each", ROWS):
            took = sorted(await asyncio.gather(*(one(url, link) for link in links)))
    show(
        f"          one customer: median {statistics.median(took):.0f} ms, 99 % within {took[len(took) * 99 // 100]:.0f} ms"
    )
    office.at(datetime.fromisoformat(running["collect_until"]) + timedelta(seconds=1))
    with timed("collection ended by its timer", ROWS):
        await office.service.fire_due()
    with timed("counted", ROWS):
        await organisers.moved(campaign, "countings")
    whole = await organisers.look(campaign)
    assert (whole["invited"], whole["answered"], whole["ways"]) == (ROWS, ROWS, {"link": ROWS})
    show(f"          {whole['answered']} of {whole['invited']} answered")


async def main(url: str) -> None:
    logging.disable(logging.INFO)
    template = await make_template(url, "survey")
    database = await make_database(url, template, "survey")
    with tempfile.TemporaryDirectory() as folder:
        under_test = await open_service(url, database, "survey", write_keys(Path(folder)))
        try:
            await run(Organisers(Office(under_test)))
        finally:
            await under_test.db.close()
            await drop(url, database)
            await drop(url, template)


if __name__ == "__main__":
    with postgres() as url:
        asyncio.run(main(url))
