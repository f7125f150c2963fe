"""A customer answers on a phone, in a real browser, against the real service."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from .conftest import Site, context_of

PHONE = {"width": 390, "height": 844}
THANKS, CLOSED = "已经收到，谢谢您！", "这个页面现在打不开"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def phone(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Page]:
    context = await context_of(
        browser, viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=request.param, locale="zh-CN"
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    yield page
    await context.close()


async def tap(page: Page, question: str, step: str) -> None:
    """Tap a step of a question, as a thumb would."""
    await page.locator("fieldset", has_text=question).locator("label.step", has_text=step).tap()


@pytest.mark.rule("V5", "V6")
async def test_all_eighteen_items_are_answered_with_a_thumb(site: Site, phone: Page) -> None:
    link_id, url = await site.link()
    await phone.goto(url)
    assert phone.url == f"{site.url}/a", "no secret stands in the address"
    for question in await phone.locator("fieldset").all():
        await question.locator("label.step", has_text="良好").tap()
    await tap(phone, "电梯工程", "差")
    note = phone.locator("fieldset", has_text="电梯工程")
    await note.locator("summary").tap()
    await note.locator("textarea").fill("晚高峰等梯过久\n另外有异响")
    await phone.get_by_label("其他意见或建议").fill("物业很热心，谢谢")
    await phone.get_by_label("业主签名").fill("王芳")
    await phone.get_by_role("button").tap()
    await expect(phone.get_by_role("heading", name=THANKS)).to_be_visible()
    (given,) = await site.responses()
    assert given.link_id == link_id
    assert {answer.item: answer.step for answer in given.answers} == {
        item: "poor" if item == "lifts" else "good" for item in (answer.item for answer in given.answers)
    }
    assert len(given.answers) == 18
    assert (given.overall, given.comment, given.signed_as) == ("good", "物业很热心，谢谢", "王芳")
    assert next(answer.comment for answer in given.answers if answer.item == "lifts") == "晚高峰等梯过久\n另外有异响"
    await phone.goto(url)
    await expect(phone.get_by_role("heading", name=THANKS)).to_be_visible()


@pytest.mark.rule("B6")
async def test_nothing_is_chosen_beforehand_and_an_empty_form_comes_back(site: Site, phone: Page) -> None:
    _, url = await site.link()
    await phone.goto(url)
    assert await phone.locator("input:checked").count() == 0
    await phone.get_by_role("button").tap()
    await expect(phone.get_by_role("alert")).to_contain_text("您还没有作答")
    assert await site.responses() == []


async def test_what_was_typed_is_still_there_after_a_refusal(site: Site, phone: Page) -> None:
    _, url = await site.link()
    await phone.goto(url)
    await tap(phone, "电梯工程", "一般")
    for name in ("土建工程", "装饰工程", "水电工程", "智能工程", "绿化景园"):
        note = phone.locator("fieldset", has_text=name).first
        await note.locator("summary").tap()
        await note.locator("textarea").fill("长" * 500)
    await phone.get_by_label("业主签名").fill("王芳<b>")
    await phone.get_by_role("button").tap()
    await expect(phone.get_by_role("alert")).to_contain_text("您填写的内容都还在")
    assert await phone.locator("input:checked").get_attribute("value") == "fair"
    assert await phone.locator("textarea[name='c.civil_works']").input_value() == "长" * 500
    assert await phone.get_by_label("业主签名").input_value() == "王芳<b>"
    assert await site.responses() == []


async def test_the_page_fits_the_phone_and_every_step_is_large_enough_for_a_thumb(site: Site, phone: Page) -> None:
    for form in ("satisfaction", "product_and_service", "repair_question"):
        _, url = await site.link(form)
        await phone.goto(url)
        sizes = [await step.bounding_box() for step in await phone.locator("label.step").all()]
        assert all(size and size["width"] >= 44 and size["height"] >= 44 for size in sizes)
        right = max(size["x"] + size["width"] for size in sizes if size)
        assert right <= PHONE["width"], "nothing has to be scrolled sideways"


async def test_progress_is_shown_and_a_step_can_be_taken_back(site: Site, browser: Browser) -> None:
    context = await context_of(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    page = await context.new_page()
    _, url = await site.link()
    await page.goto(url)
    await expect(page.locator("#progress")).to_contain_text("0 / 19")
    await tap(page, "电梯工程", "差")
    await tap(page, "电梯工程", "一般")
    await tap(page, "维修质量", "良好")
    await expect(page.locator("#progress")).to_contain_text("2 / 19")
    await tap(page, "维修质量", "良好")
    await expect(page.locator("#progress")).to_contain_text("1 / 19")
    await context.close()


async def test_a_link_on_another_site_opens_too(site: Site, phone: Page) -> None:
    """A browser keeps a strict cookie back after such a link, until a page of ours asks for it."""
    _, url = await site.link()
    await phone.route(
        "http://mail.example/", lambda route: route.fulfill(content_type="text/html", body=f"<a href='{url}'>x</a>")
    )
    await phone.goto("http://mail.example/")
    await phone.get_by_role("link").tap()
    await expect(phone.get_by_role("heading", name="2026年度客户满意度调查")).to_be_visible()
    await tap(phone, "电梯工程", "良好")
    await phone.get_by_role("button").tap()
    await expect(phone.get_by_role("heading", name=THANKS)).to_be_visible()


async def test_another_site_cannot_answer_in_the_customers_name(site: Site, phone: Page) -> None:
    _, url = await site.link()
    await phone.goto(url)
    form = f"<form method=post action='{site.url}/a'><input name=overall value=poor><button>x</button></form>"
    await phone.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body=form))
    await phone.goto("http://evil.example/")
    await phone.get_by_role("button").tap()
    await expect(phone.get_by_role("heading", name=CLOSED)).to_be_visible()
    assert await site.responses() == []


async def test_of_two_who_answer_by_one_link_one_is_kept_and_both_are_thanked(site: Site, browser: Browser) -> None:
    _, url = await site.link()
    contexts: list[BrowserContext] = [await context_of(browser, viewport=PHONE, has_touch=True) for _ in range(2)]
    pages = [await context.new_page() for context in contexts]
    for page, step in zip(pages, ("优秀", "差"), strict=True):
        await page.goto(url)
        await tap(page, "电梯工程", step)
    await asyncio.gather(*(page.get_by_role("button").tap() for page in pages))
    for page in pages:
        await expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(await site.responses()) == 1
    for context in contexts:
        await context.close()


async def test_who_comes_back_after_his_session_finds_what_he_had_typed(site: Site, browser: Browser) -> None:
    context = await context_of(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    page = await context.new_page()
    (_, url), (_, neighbours) = await site.link(), await site.link(unit_no="3-1202")
    await page.goto(url)
    await tap(page, "电梯工程", "差")
    note = page.locator("fieldset", has_text="电梯工程")
    await note.locator("summary").tap()
    await note.locator("textarea").fill("异响")
    await page.get_by_label("其他意见或建议").fill("尚未写完")
    site.survey.clock.at += timedelta(minutes=31)
    await page.get_by_role("button").tap()
    await expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
    await page.goto(neighbours)
    assert await page.locator("input:checked").count() == 0, "another household's draft is not shown"
    await page.goto(url)
    assert await page.locator("input:checked").get_attribute("value") == "poor"
    await expect(page.locator("textarea[name='c.lifts']")).to_have_value("异响")
    await expect(page.get_by_label("其他意见或建议")).to_have_value("尚未写完")
    await page.get_by_role("button").tap()
    await expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    await context.close()
