"""Two links in one browser: what is sent from one page never counts for the other (V6)."""

import re

import httpx
import pytest

from .customers import LIFTS_GOOD, SITE, Customer, given, link
from .desk import Office


def target(page: httpx.Response) -> str:
    """Where the page's form is sent."""
    found = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert found, page.text
    return found[1].replace("&amp;", "&")


@pytest.mark.rule("V6")
async def test_a_page_opened_before_another_link_is_not_answered_for_that_other(office: Office) -> None:
    first_id, first = await link(office, unit_no="1-0001")
    second_id, second = await link(office, unit_no="2-0002")
    customer = Customer(office)
    page = await customer.open(first)
    await customer.open(second)
    async with office.nothing_left_behind():
        answer = await customer.client.post(target(page), data=LIFTS_GOOD, headers={"Origin": SITE})
        assert (answer.status_code, "请重新点开" in answer.text) == (409, True)
    await customer.open(first)
    assert (await customer.client.post(target(page), data=LIFTS_GOOD, headers={"Origin": SITE})).status_code == 303
    other = await customer.open(second)
    assert target(other) != target(page)
    assert (await customer.client.post(target(other), data=LIFTS_GOOD, headers={"Origin": SITE})).status_code == 303
    assert {(each.link_id, each.unit_no) for each in await given(office)} == {
        (first_id, "1-0001"),
        (second_id, "2-0002"),
    }


@pytest.mark.rule("V6")
@pytest.mark.parametrize("of", ["", "x", "00000000-0000-0000-0000-000000000000", "%00", "é" * 300])
async def test_a_target_that_nobody_was_given_is_not_answered_by_chance(office: Office, of: str) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    async with office.nothing_left_behind():
        answer = await customer.client.post("/a", params={"of": of}, data=LIFTS_GOOD, headers={"Origin": SITE})
        assert answer.status_code == 409
