"""Links: random, kept hashed, exchanged for a short session, used once, expiring (V6)."""

import asyncio
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from harness import open_service
from survey.use_cases import links

from .customers import LIFTS_GOOD, SITE, Customer, given, link, sent
from .desk import Office

MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
THANKS, CLOSED, FORM = "已经收到，谢谢您！", "这个页面现在打不开", "电梯工程"


@pytest.mark.rule("V6")
async def test_a_link_is_exchanged_for_a_session_and_answers_once(office: Office) -> None:
    link_id, path = await link(office)
    customer = Customer(office)
    exchanged = await customer.client.get(path)
    assert (exchanged.status_code, exchanged.headers["location"]) == (303, "/a")
    cookie = exchanged.headers["set-cookie"]
    words = ("__Host-aftercare_answer=", "HttpOnly", "SameSite=strict", "Path=/;", "Secure", "Max-Age=1800")
    assert all(word in cookie for word in words)
    assert "Domain" not in cookie
    assert FORM in (await customer.client.get("/a")).text
    answered = await customer.answer(LIFTS_GOOD | {"c.lifts": "稳", "overall": "excellent", "signed_as": "王芳"})
    assert (answered.status_code, answered.headers["location"]) == (303, "/a")
    assert THANKS in (await customer.client.get("/a")).text
    (response,) = await given(office)
    assert (response.link_id, response.overall, response.signed_as) == (link_id, "excellent", "王芳")


@pytest.mark.rule("V6")
async def test_once_answered_it_says_so_and_takes_nothing_more(office: Office) -> None:
    _, path = await link(office)
    first, second = Customer(office), Customer(office)
    await first.open(path)
    await second.open(path)
    await first.answer(LIFTS_GOOD)
    assert (await second.answer({"i.lifts": "poor"})).status_code == 303
    assert THANKS in (await second.client.get("/a")).text
    assert THANKS in (await Customer(office).open(path)).text
    assert [each.answers[0].step for each in await given(office)] == ["good"]


@pytest.mark.rule("V6")
async def test_of_many_answers_at_once_one_wins(office: Office) -> None:
    _, path = await link(office)
    customers = [Customer(office) for _ in range(10)]
    for customer in customers:
        await customer.open(path)
    answers = await asyncio.gather(*(customer.answer(LIFTS_GOOD) for customer in customers))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await given(office)) == 1


@pytest.mark.rule("V6")
async def test_it_opens_to_its_last_moment_and_not_beyond(office: Office) -> None:
    at = office.service.clock.at
    _, path = await link(office, expires_at=at + MINUTE)
    customer = Customer(office)
    office.at(at + MINUTE)
    assert FORM in (await customer.open(path)).text
    office.at(at + MINUTE + TICK)
    async with office.nothing_left_behind():
        assert CLOSED in (await customer.client.get("/a")).text
        assert CLOSED in (await customer.answer(LIFTS_GOOD)).text
        assert CLOSED in (await customer.open(path)).text


@pytest.mark.rule("V6")
async def test_a_session_lasts_thirty_minutes_and_the_link_gives_another(office: Office) -> None:
    at = office.service.clock.at
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    office.at(at + 30 * MINUTE)
    assert FORM in (await customer.client.get("/a")).text
    office.at(at + 30 * MINUTE + TICK)
    assert CLOSED in (await customer.client.get("/a?again=1")).text
    async with office.nothing_left_behind():
        assert (await customer.answer(LIFTS_GOOD)).status_code == 404
    assert FORM in (await customer.open(path)).text


@pytest.mark.rule("V6")
async def test_unknown_and_expired_links_say_the_same(office: Office) -> None:
    at = office.service.clock.at
    _, path = await link(office, expires_at=at + MINUTE)
    office.at(at + 2 * MINUTE)
    answers = [
        await Customer(office).open(each) for each in (path, "/a/nothing", f"/a/{'x' * 500}", "/a/%00", "/a/%F0%9F")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert CLOSED in answers[0].text


@pytest.mark.rule("V6")
async def test_a_secret_has_192_random_bits_and_only_its_hash_is_kept(office: Office) -> None:
    secrets = [(await link(office))[1].removeprefix("/a/") for _ in range(20)]
    assert len(set(secrets)) == 20
    assert {len(secret) for secret in secrets} == {32}, "24 bytes in base64"
    await Customer(office).open(f"/a/{secrets[0]}")
    async with office.service.db.reading() as tx:
        kept = {row["secret_hash"] for row in await tx.fetch("select secret_hash from link_secret")}
        assert kept == {hashlib.sha256(secret.encode()).digest() for secret in secrets}
        for table in ("link", "link_secret", "link_session", "response", "timer", "inbox"):
            shown = str(await tx.fetchval(f"select coalesce(jsonb_agg(t), '[]') from {table} t"))
            assert not any(secret in shown for secret in secrets), table


@pytest.mark.rule("V6", "L8")
async def test_no_secret_is_logged_counted_or_told_even_where_something_breaks(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    _, path = await link(office)
    secret, customer = path.removeprefix("/a/"), Customer(office)
    await customer.open(path)
    session = customer.client.cookies["__Host-aftercare_answer"]
    await customer.answer({})
    async with office.service.db.transaction() as tx:
        await tx.execute("alter table link_session rename to link_session_away")
    broken = [await Customer(office).open(path), await customer.client.get("/a"), await customer.answer(LIFTS_GOOD)]
    async with office.service.db.transaction() as tx:
        await tx.execute("alter table link_session_away rename to link_session")
    metrics = (await customer.client.get("/metrics")).text
    logged = [str(each.__dict__) for each in caplog.records if not each.name.startswith("httpx")]
    described = json.dumps(office.service.app.openapi())
    seen = "".join((*logged, metrics, described, *(answer.text for answer in broken)))
    assert [answer.status_code for answer in broken] == [500, 500, 500]
    assert "'unforeseen'" in seen, "or nothing was looked at"
    assert secret not in seen
    assert session not in seen


@pytest.mark.rule("V6")
async def test_a_reminder_brings_another_secret_to_the_same_link(office: Office) -> None:
    link_id, path = await link(office)
    async with office.service.db.transaction() as tx:
        await links.remind(tx, link_id, 1)
    first, second = await sent(office, link_id)
    assert (first.reminder, second.reminder, first.path != second.path) == (0, 1, True)
    customer, other = Customer(office), Customer(office)
    assert FORM in (await other.open(path)).text
    assert FORM in (await customer.open(second.path)).text
    await customer.answer(LIFTS_GOOD)
    await other.answer(LIFTS_GOOD)
    assert len(await given(office)) == 1


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://service.evil.example", "service", "https://"]
)
async def test_an_answer_from_another_site_is_not_taken(office: Office, origin: str | None) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    async with office.nothing_left_behind():
        assert (await customer.answer(LIFTS_GOOD, origin)).status_code == 403
    assert (await customer.answer(LIFTS_GOOD, SITE)).status_code == 303


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("https://kf.example", "__Host-aftercare_answer"),
        ("http://kf.example", "__Host-aftercare_answer"),
        ("https://127.0.0.1", "__Host-aftercare_answer"),
        ("http://127.0.0.1:8104", "aftercare_answer"),
        ("http://localhost", "aftercare_answer"),
    ],
)
async def test_the_cookie_is_for_one_host_over_tls_wherever_the_page_is_not_on_this_machine(
    office: Office, site: str, name: str
) -> None:
    """Behind a proxy that does not say it spoke TLS, a browser that did gets a cookie it keeps all the same."""
    _, path = await link(office)
    cookie = (await office.service.client().get(f"{site}{path}")).headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert ("Secure" in cookie, "Path=/;" in cookie) == (name.startswith("__Host-"),) * 2


async def test_the_page_may_load_what_is_ours_and_nothing_else(office: Office) -> None:
    _, path = await link(office)
    page = await Customer(office).open(path)
    policy = page.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in policy[0]
    assert "unsafe" not in policy[0]
    assert page.headers["cache-control"] == "no-store"
    assert "style=" not in page.text
    assert "<script>" not in page.text
    client = office.service.client()
    for name in ("page.css", "page.js", "mark.svg"):
        stem, suffix = name.split(".")
        (url,) = {
            part for part in page.text.split('"') if part.startswith(f"/a/static/{stem}.") and part.endswith(suffix)
        }
        loaded = await client.get(url)
        assert (loaded.status_code, "immutable" in loaded.headers["cache-control"]) == (200, True)
    assert (await client.get("/a/static/page.css")).status_code == 404
    assert (await client.get("/a/static/..%2Fpages.py")).status_code == 404
    assert "sandbox" in (await client.get("/policies")).headers["content-security-policy"], "as everywhere else"


@pytest.mark.rule("B6")
async def test_a_comment_beside_an_item_left_out_goes_to_the_whole(office: Office) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    await customer.answer({"c.lifts": "没坐过", "comment": "谢谢\r\n再见\x00", "i.safety": "good"})
    (response,) = await given(office)
    assert response.comment == "谢谢\n再见\n【电梯工程】没坐过"
    assert [(answer.item, answer.step) for answer in response.answers] == [("safety", "good")]


HOSTILE = {
    "nothing": b"", "no form": b"\xff\xfe{}", "an unknown step": b"i.lifts=splendid", "an unknown overall": b"overall=1",
    "a list": b"i.lifts[]=good", "many fields": b"&".join(b"a%d=1" % n for n in range(500)), "json": b'{"i.lifts": "good"}',
    "too long": b"comment=" + b"x" * 3000, "far too long": b"comment=" + b"x" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_what_is_no_answer_leaves_nothing_behind(office: Office, body: bytes) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    headers = {"Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}
    async with office.nothing_left_behind():
        answer = await customer.client.post("/a", content=body, headers=headers)
    assert answer.status_code in (413, 422)
    assert answer.headers["content-type"].startswith("text/html")


async def test_what_a_customer_types_is_shown_as_text(office: Office) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    answer = await customer.answer(
        {"comment": "</textarea><script>alert(1)</script>" + "x" * 2000, "signed_as": '"><img>'}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "<img>" not in answer.text


async def test_the_link_of_one_household_does_not_show_another(office: Office) -> None:
    (_, mine), (_, theirs) = await link(office), await link(office, unit_no="9-0909", project="P9")
    customer = Customer(office)
    assert "3-1201" in (await customer.open(mine)).text
    page = await customer.open(theirs)
    assert "9-0909" in page.text
    assert "3-1201" not in page.text


async def test_one_link_keeps_twenty_sessions_at_most(office: Office) -> None:
    _, path = await link(office)
    first, last = Customer(office), Customer(office)
    await first.open(path)
    for _ in range(20):
        office.at(office.service.clock.at + TICK)
        last = Customer(office)
        await last.open(path)
    assert (await office.service.rows())["link_session"] == 20
    assert CLOSED in (await first.client.get("/a")).text
    assert FORM in (await last.client.get("/a")).text


@pytest.mark.rule("V6")
async def test_who_guesses_is_let_wait(office: Office) -> None:
    client: httpx.AsyncClient = office.service.client()
    _, path = await link(office)
    for number in range(100):
        assert (await client.get(f"/a/guess-{number}")).status_code == 404
    async with office.nothing_left_behind():
        assert (await client.get("/a/guess")).status_code == 429
        assert (await client.get(path)).status_code == 429
    office.at(office.service.clock.at + 10 * MINUTE)
    assert (await client.get(path)).status_code == 303
    assert (await client.get("/a/guess")).status_code == 404, "a new window has begun"


@pytest.mark.rule("V6")
async def test_who_guesses_at_two_replicas_by_turns_has_the_tries_of_one(
    office: Office, postgres_url: str, jwks_file: Path
) -> None:
    database = await office.service.db.pool.fetchval("select current_database()")
    other = await open_service(postgres_url, database, "survey", jwks_file)
    try:
        replicas = [office.service.client(), other.client()]
        for number in range(100):
            assert (await replicas[number % 2].get(f"/a/guess-{number}")).status_code == 404
        assert [(await each.get("/a/guess")).status_code for each in replicas] == [429, 429]
        far = httpx.ASGITransport(other.app, client=("2001:db8::7", 1))
        async with httpx.AsyncClient(transport=far, base_url=SITE) as elsewhere:
            assert (await elsewhere.get("/a/guess")).status_code == 404, "others do not wait for him"
    finally:
        await other.db.close()


async def test_a_database_that_is_busy_loses_nothing_of_what_was_typed(office: Office) -> None:
    _, path = await link(office)
    customer = Customer(office)
    await customer.open(path)
    db = office.service.db
    held = [await db.pool.acquire() for _ in range(20)]
    db._wait_seconds = 0.05
    busy = [
        await customer.answer(LIFTS_GOOD | {"comment": "<请尽快>"}),
        await customer.client.get("/a"),
        await customer.client.get(path),
    ]
    for connection in held:
        await db.pool.release(connection)
    assert [answer.status_code for answer in busy] == [503, 503, 503]
    assert {answer.headers["content-type"] for answer in busy} == {"text/html; charset=utf-8"}
    assert 'name="comment" value="&lt;请尽快&gt;"' in busy[0].text
    assert (await customer.answer(LIFTS_GOOD)).status_code == 303
