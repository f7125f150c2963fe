"""The posted price list and the owner's agreement, through the doors (D2, S4#5 4.1.2)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from aftercare_contracts.events.dispatch_costs import QuoteAgreed
from aftercare_contracts.events.dispatch_limits import DispatchLimitPassed
from aftercare_contracts.events.dispatch_quotes import QuoteLapsed, QuoteMade, QuoteRefused, QuoteWithdrawn
from aftercare_contracts.values import Role
from pictures import picture

from .desk import PROJECT, Office, made, photo

LINES = [
    {"code": "D01", "name": "更换地漏", "unit": "次", "price_fen": 4_500},
    {"code": "F02", "name": "补缝", "unit": "米", "price_fen": 333},
]
WANTED = [{"code": "D01", "quantity_hundredths": 100}, {"code": "F02", "quantity_hundredths": 250}]


class Wall:
    """The office with a posted price list, and an order of the squad's whose owner is known."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.customer_id = uuid4()
        self.owner = office.service.client(Role.CUSTOMER, person=str(self.customer_id), projects=())
        self.keeper = office.service.client(Role.PROPERTY_DESK, person="sun.property", projects=(PROJECT,))

    async def post(self, **what: Any) -> dict[str, Any]:
        listed = await made(self.keeper, "/price-lists", prices(**what))
        return await made(self.office.lead, f"/price-lists/{listed['list_id']}/confirmations", {})

    async def settle(self) -> "Wall":
        await self.post()
        self.office.service.clock.at += timedelta(days=1)
        return self

    async def order(self, **what: Any) -> dict[str, Any]:
        case_id = await self.office.case(customer_id=self.customer_id)
        return await self.office.issue(case_id, part="electrical", **what)

    async def quote(self, order: dict[str, Any] | None = None, **what: Any) -> dict[str, Any]:
        order = order or await self.order()
        return await made(self.office.desk, f"/work-orders/{order['order_id']}/quotes", await self.body(**what))

    async def body(self, **what: Any) -> dict[str, Any]:
        return {"finding": "业主自行改线", "photos": [await photo(self.office.desk)], "lines": WANTED} | what

    async def say(self, who: httpx.AsyncClient, quote: dict[str, Any], noun: str, **body: Any) -> httpx.Response:
        return await who.post(f"/quotes/{quote['quote_id']}/{noun}", json=body)

    async def state(self, order: dict[str, Any]) -> str:
        return str((await self.office.look(order))["state"])


def prices(**what: Any) -> dict[str, Any]:
    return {"project": PROJECT, "holds_from": "2026-03-11", "basis": "物业公司零维修价目表", "lines": LINES} | what


@asynccontextmanager
async def nothing_left_behind(office: Office) -> AsyncIterator[None]:
    before = await office.service.rows()
    yield
    assert await office.service.rows() == before


def pointers(answer: httpx.Response) -> list[str]:
    return [error["pointer"] for error in answer.json().get("errors", [])]


def why(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:aftercare:problem:")


@pytest.fixture
async def wall(office: Office) -> Wall:
    return await Wall(office).settle()


@pytest.mark.rule("D2")
async def test_a_list_holds_from_its_day_for_everybody_to_read(office: Office) -> None:
    wall = Wall(office)
    posted = await wall.post()
    asked = {"project": PROJECT}
    assert (await wall.owner.get("/posted-prices", params=asked)).status_code == 404
    assert (await wall.owner.get("/posted-prices", params=asked | {"on": "2026-03-11"})).status_code == 200
    office.service.clock.at += timedelta(days=1)
    for who in (wall.owner, office.squad, office.service.client(Role.SALES_DESK, projects=("P2",))):
        shown = (await who.get("/posted-prices", params=asked)).json()
        assert (shown["list_id"], shown["lines"]) == (posted["list_id"], LINES)


@pytest.mark.rule("D2")
async def test_a_projects_own_list_goes_before_the_one_for_all(wall: Wall) -> None:
    director = wall.office.service.client(Role.CENTRE_DIRECTOR, person="he.director")
    vice = wall.office.service.client(Role.VICE_PRESIDENT, person="gu.vice")
    general = await made(director, "/price-lists", prices(project=None, holds_from="2026-03-12"))
    assert (await wall.office.lead.post(f"/price-lists/{general['list_id']}/confirmations", json={})).status_code == 404
    assert why(await director.post(f"/price-lists/{general['list_id']}/confirmations", json={})) == "own-list"
    await made(vice, f"/price-lists/{general['list_id']}/confirmations", {})
    wall.office.service.clock.at += timedelta(days=1)
    mine = (await wall.owner.get("/posted-prices", params={"project": PROJECT})).json()
    others = (await wall.owner.get("/posted-prices", params={"project": "P2"})).json()
    assert (mine["project"], others["list_id"]) == (PROJECT, general["list_id"])
    found = (await wall.keeper.get("/price-lists", params={"limit": 1})).json()
    assert (found["items"][0]["list_id"], found["next"] is not None) == (general["list_id"], True)
    assert (await wall.keeper.get(f"/price-lists/{mine['list_id']}")).json()["verdict"] == "confirmed"
    assert (await wall.office.elsewhere.get(f"/price-lists/{mine['list_id']}")).status_code == 404


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"holds_from": "2026-03-10"}, 422, ["/holds_from"]),
        ({"lines": [*LINES, LINES[0]]}, 422, ["/lines/2/code"]),
        ({"lines": []}, 422, ["/lines"]),
        ({"lines": [LINES[0] | {"price_fen": 0}]}, 422, ["/lines/0/price_fen"]),
        ({"lines": [LINES[0] | {"price_fen": 45.5}]}, 422, ["/lines/0/price_fen"]),
        ({"lines": [LINES[0] | {"code": "D 1"}]}, 422, ["/lines/0/code"]),
        ({"project": "P2"}, 403, ["/project"]),
        ({"project": None}, 403, []),
    ],
)
async def test_a_list_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: list[str]
) -> None:
    keeper = Wall(office).keeper
    async with nothing_left_behind(office):
        refused = await keeper.post("/price-lists", json=prices(**what))
        assert (refused.status_code, pointers(refused)) == (status, pointer)


@pytest.mark.rule("D2")
async def test_a_list_is_decided_once_by_another_in_time_and_one_a_day(office: Office) -> None:
    wall = Wall(office)
    await wall.post()
    second = await made(wall.keeper, "/price-lists", prices())
    path = f"/price-lists/{second['list_id']}"
    both = office.service.client(Role.CENTRE_DIRECTOR, person="sun.property", projects=(PROJECT,))
    elsewhere = office.service.client(Role.SITE_LEAD, projects=("P2",))
    async with nothing_left_behind(office):
        assert why(await both.post(f"{path}/confirmations", json={})) == "own-list"
        assert why(await office.lead.post(f"{path}/confirmations", json={})) == "day-taken"
        assert (await elsewhere.post(f"{path}/refusals", json={"because": "x"})).status_code == 404
        assert (await wall.keeper.post(f"{path}/confirmations", json={})).status_code == 403
        office.service.clock.at += timedelta(days=1)
        assert why(await office.lead.post(f"{path}/confirmations", json={})) == "confirmed-too-late"
    refused = await made(office.lead, f"{path}/refusals", {"because": "价格偏高"})
    assert (refused["verdict"], refused["because"]) == ("refused", "价格偏高")
    assert (await office.lead.post(f"{path}/refusals", json={"because": "x"})).status_code == 409


@pytest.mark.rule("D2", "F1")
async def test_the_squad_starts_only_when_the_owner_has_agreed(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    assert (quote["quote_no"], quote["total_fen"]) == ("BJ-2026-000001", 4_500 + 833)
    await wall.office.approve(order)
    assert await wall.state(order) == "with_squad"
    path = f"/work-orders/{order['order_id']}/completions"
    assert why(await wall.office.squad.post(path, json={"note": "好了"})) == "cost-not-approved"
    agreed = (await wall.say(wall.owner, quote, "consents")).json()
    assert (agreed["answer"]["verdict"], agreed["answer"]["signer"]) == ("agreed", str(wall.customer_id))
    looked = await wall.office.look(order)
    assert looked["state"] == "may_start"
    assert looked["office"]["record"][-1]["note"] == "FY-2026-000001 approved, BJ-2026-000001 agreed"
    (said,) = await wall.office.service.said(QuoteAgreed)
    assert (said.price_fen, said.quote_no, str(said.order_id)) == (5_333, quote["quote_no"], order["order_id"])


@pytest.mark.rule("D2", "F1")
async def test_the_owners_word_does_not_stand_for_the_approval_of_the_cost(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    await wall.say(wall.owner, quote, "consents")
    assert await wall.state(order) == "with_squad"
    await wall.office.approve(order)
    assert await wall.state(order) == "may_start"


@pytest.mark.rule("D2")
async def test_the_desk_shows_the_signed_paper(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    paper = await photo(wall.keeper, picture("a signed quote"))
    async with nothing_left_behind(wall.office):
        assert pointers(await wall.say(wall.keeper, quote, "consents")) == ["/signer", "/paper"]
        unknown = await wall.say(wall.keeper, quote, "consents", signer="业主", paper="ab" * 32)
        assert pointers(unknown) == ["/paper"]
        assert pointers(await wall.say(wall.owner, quote, "consents", paper=paper)) == ["/paper"]
    agreed = (await wall.say(wall.keeper, quote, "consents", signer="业主", paper=paper)).json()
    answer = agreed["answer"]
    assert (answer["by"], answer["signer"], answer["paper"]) == ("sun.property", "业主", paper)
    assert (await wall.office.lead.get(f"/photos/{paper}")).status_code == 200
    assert (await wall.office.elsewhere.get(f"/photos/{paper}")).status_code == 404


@pytest.mark.rule("D2", "L8")
async def test_the_contractor_who_had_the_order_sees_neither_quote_nor_paper(wall: Wall) -> None:
    lapsed = await wall.office.lapsed(case_id=await wall.office.case(customer_id=wall.customer_id))
    seen = await photo(wall.office.desk, picture("a wire the owner moved"))
    quote = await wall.quote(lapsed, photos=[seen])
    assert (await wall.office.lead.get(f"/photos/{seen}")).status_code == 200
    assert (await wall.office.firm.get(f"/photos/{seen}")).status_code == 404
    proof = await photo(wall.keeper, picture("signed by the owner"))
    assert (await wall.say(wall.keeper, quote, "consents", signer="业主", paper=proof)).status_code == 201
    assert (await wall.office.firm.get(f"/photos/{proof}")).status_code == 404
    assert (await wall.office.firm.get(f"/work-orders/{lapsed['order_id']}/quotes")).status_code == 403


@pytest.mark.rule("D2")
async def test_an_owner_who_does_not_agree_is_not_worked_for_until_he_does(wall: Wall) -> None:
    order = await wall.order()
    first = await wall.quote(order)
    refused = (await wall.say(wall.owner, first, "refusals", reason="太贵")).json()
    assert refused["answer"]["reason"] == "太贵"
    assert len(await wall.office.service.said(QuoteRefused)) == 1
    await wall.office.approve(order)
    assert await wall.state(order) == "with_squad"
    second = await wall.quote(order, lines=WANTED[:1])
    assert (await wall.say(wall.owner, first, "consents")).status_code == 409
    await wall.say(wall.owner, second, "consents")
    assert await wall.state(order) == "may_start"
    shown = (await wall.owner.get(f"/work-orders/{order['order_id']}/quotes")).json()["items"]
    assert [each["answer"]["verdict"] for each in shown] == ["refused", "agreed"]


@pytest.mark.rule("D2", "N2")
async def test_a_quote_nobody_answers_lapses_after_its_last_moment(wall: Wall) -> None:
    quote = await wall.quote()
    until = datetime.fromisoformat(quote["valid_until"])
    assert until.isoformat() == "2026-03-25T16:00:00+00:00"
    wall.office.service.clock.at = until
    await wall.office.service.fire_due()
    assert await wall.office.service.said(QuoteLapsed) == []
    wall.office.service.clock.at = until + timedelta(microseconds=1)
    assert why(await wall.say(wall.owner, quote, "consents")) == "quote-has-lapsed"
    wall.office.service.clock.at = until + timedelta(seconds=1)
    await wall.office.service.fire_due()
    assert [said.quote_no for said in await wall.office.service.said(QuoteLapsed)] == [quote["quote_no"]]
    passed = await wall.office.service.said(DispatchLimitPassed)
    assert [said.tell for said in passed if said.limit == "quote_answer"] == [Role.SITE_LEAD]
    assert (await wall.say(wall.owner, quote, "refusals", reason="晚了")).status_code == 409


@pytest.mark.rule("D2")
async def test_a_quote_taken_back_takes_its_finding_with_it(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    await wall.office.approve(order)
    assert (await wall.say(wall.office.desk, quote, "withdrawals", reason="查错了")).status_code == 403
    await wall.say(wall.office.lead, quote, "withdrawals", reason="系公司责任")
    assert await wall.state(order) == "may_start"
    assert len(await wall.office.service.said(QuoteWithdrawn)) == 1
    assert await wall.office.service.fire_due() == 0


@pytest.mark.rule("D2")
async def test_a_refused_quote_is_taken_back_where_the_owner_was_right_an_agreed_one_never(wall: Wall) -> None:
    order, other = await wall.order(), await wall.order()
    refused, agreed = await wall.quote(order), await wall.quote(other)
    await wall.say(wall.owner, refused, "refusals", reason="不是我弄坏的")
    await wall.say(wall.owner, agreed, "consents")
    await wall.office.approve(order)
    assert await wall.state(order) == "with_squad"
    taken = (await wall.say(wall.office.lead, refused, "withdrawals", reason="属实")).json()
    assert (taken["answer"]["verdict"], await wall.state(order)) == ("withdrawn", "may_start")
    async with nothing_left_behind(wall.office):
        for quote in (refused, agreed):
            assert (await wall.say(wall.office.lead, quote, "withdrawals", reason="x")).status_code == 409


@pytest.mark.rule("D2", "F1")
async def test_in_danger_the_squad_begins_at_once_and_the_price_can_still_be_agreed(wall: Wall) -> None:
    order = await wall.order(by=wall.office.lead, danger=True)
    assert await wall.state(order) == "may_start"
    quote = await wall.quote(order)
    assert (await wall.say(wall.owner, quote, "consents")).json()["answer"]["verdict"] == "agreed"


@pytest.mark.rule("D2", "D4")
async def test_engineerings_finding_that_it_is_the_owners_makes_the_squad_wait(wall: Wall) -> None:
    order = await wall.order()
    engineer = wall.office.service.client(Role.ENGINEERING, person="gao.engineer")
    report = {"case_id": order["case_id"], "part": "electrical", "place": "客厅", "description": "短路"}
    reported = await made(wall.office.desk, "/fault-reports", report)
    finding = {"responsible": "owner", "finding": "业主自行改线"}
    await made(engineer, f"/fault-reports/{reported['report_id']}/findings", finding)
    await wall.office.approve(order)
    assert await wall.state(order) == "with_squad"
    await wall.say(wall.owner, await wall.quote(order), "consents")
    assert await wall.state(order) == "may_start"


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("what", "pointer"),
    [
        ({"lines": [{"code": "X9", "quantity_hundredths": 100}]}, "/lines/0/code"),
        ({"lines": [WANTED[0], WANTED[0]]}, "/lines/1/code"),
        ({"lines": [{"code": "D01", "quantity_hundredths": 1.5}]}, "/lines/0/quantity_hundredths"),
        ({"lines": [{"code": "D01", "quantity_hundredths": 0}]}, "/lines/0/quantity_hundredths"),
        ({"lines": []}, "/lines"),
        ({"photos": []}, "/photos"),
        ({"photos": ["ab" * 32]}, "/photos/0"),
        ({"finding": " "}, "/finding"),
    ],
)
async def test_a_quote_that_cannot_be_is_refused(wall: Wall, what: dict[str, Any], pointer: str) -> None:
    order = await wall.order()
    body = await wall.body(**what)
    async with nothing_left_behind(wall.office):
        refused = await wall.office.desk.post(f"/work-orders/{order['order_id']}/quotes", json=body)
        assert (refused.status_code, pointers(refused)) == (422, [pointer])


@pytest.mark.rule("D2")
async def test_no_quote_for_a_contractors_order_nor_a_second_nor_where_work_began(wall: Wall) -> None:
    issued, order, begun = await wall.office.issue(), await wall.order(), await wall.order()
    await wall.quote(order)
    await wall.office.approve(begun)
    body = await wall.body()
    async with nothing_left_behind(wall.office):
        for each, reason in ((issued, "not-the-squads"), (order, "quote-open"), (begun, "work-has-begun")):
            refused = await wall.office.desk.post(f"/work-orders/{each['order_id']}/quotes", json=body)
            assert (refused.status_code, why(refused)) == (409, reason)


@pytest.mark.rule("D2")
async def test_where_nothing_is_posted_nothing_can_be_quoted(office: Office) -> None:
    wall = Wall(office)
    order, body = await wall.order(), await wall.body()
    async with nothing_left_behind(office):
        refused = await office.desk.post(f"/work-orders/{order['order_id']}/quotes", json=body)
        assert (refused.status_code, why(refused)) == (404, "nothing-posted")


@pytest.mark.rule("D2", "L8")
async def test_anothers_quote_does_not_exist(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    stranger = wall.office.service.client(Role.CUSTOMER, person=str(uuid4()), projects=())
    signed = {"signer": "业主", "paper": quote["photos"][0]}
    async with nothing_left_behind(wall.office):
        for who, body in ((stranger, {}), (wall.office.elsewhere, signed)):
            assert why(await wall.say(who, quote, "consents", **body)) == "no-such-quote"
            assert why(await wall.say(who, quote, "refusals", reason="x", **body)) == "no-such-quote"
            assert (await who.get(f"/work-orders/{order['order_id']}/quotes")).status_code == 404
        assert why(await wall.say(wall.owner, {"quote_id": uuid4()}, "consents")) == "no-such-quote"
        assert (await wall.say(wall.office.squad, quote, "consents")).status_code == 403


@pytest.mark.rule("D2")
async def test_the_same_consent_twice_is_one(wall: Wall) -> None:
    quote = await wall.quote()
    path = f"/quotes/{quote['quote_id']}/consents"
    first, second = [await wall.owner.post(path, json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert len(await wall.office.service.said(QuoteAgreed)) == 1


@pytest.mark.rule("D2")
async def test_of_consent_and_refusal_at_once_one_stands(wall: Wall) -> None:
    quote = await wall.quote()
    answers = await asyncio.gather(
        wall.say(wall.owner, quote, "consents"), wall.say(wall.owner, quote, "refusals", reason="太贵")
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await wall.office.service.said(QuoteAgreed, QuoteRefused)) == 1


@pytest.mark.rule("D2")
async def test_of_two_quotes_at_once_one_is_made(wall: Wall) -> None:
    order, body = await wall.order(), await wall.body()
    path = f"/work-orders/{order['order_id']}/quotes"
    answers = await asyncio.gather(*(wall.office.desk.post(path, json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert [said.quote_no for said in await wall.office.service.said(QuoteMade)] == ["BJ-2026-000001"]


@pytest.mark.rule("D2")
async def test_consent_against_approval_starts_the_squad_once(wall: Wall) -> None:
    order = await wall.order()
    quote = await wall.quote(order)
    await asyncio.gather(wall.say(wall.owner, quote, "consents"), wall.office.approve(order))
    verbs = [move["verb"] for move in (await wall.office.look(order))["office"]["record"]]
    assert verbs == ["issue", "allow"]


@pytest.mark.rule("D2")
@pytest.mark.parametrize("table", ["price_line", "quote", "quote_line", "quote_answer", "quote_photo"])
async def test_quotes_and_prices_are_only_added_to(wall: Wall, table: str) -> None:
    await wall.say(wall.owner, await wall.quote(), "consents")
    for act in (f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with wall.office.service.db.transaction() as tx:
                await tx.execute(act)


@pytest.mark.rule("D2")
async def test_a_quote_keeps_its_prices_when_the_list_changes(wall: Wall) -> None:
    quote = await wall.quote()
    await wall.post(holds_from="2026-03-12", lines=[LINES[0] | {"price_fen": 9_900}])
    wall.office.service.clock.at += timedelta(days=1)
    kept = (await wall.owner.get(f"/work-orders/{quote['order_id']}/quotes")).json()["items"][0]
    assert (kept["total_fen"], kept["lines"]) == (quote["total_fen"], quote["lines"])
    assert UUID(kept["list_id"])
