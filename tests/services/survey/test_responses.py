"""Forms filled in, as they are kept and told of."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.survey_campaigns import FormAnswered
from rules.survey.answering import response
from survey.domain.responses import Answer, By, NothingAnswered, Response
from survey.store import responses as store
from survey.use_cases.forms import NoSuchForm, form_in_force, form_of_version
from survey.use_cases.responses import take_response

from .desk import Office


async def take(office: Office, given: Response) -> Response:
    """A response as a door would take it."""
    given = replace(given, given_at=office.service.clock.at)
    async with office.service.db.transaction() as tx:
        await take_response(tx, given, await form_of_version(tx, given.form_code, given.form_version), tx.now)
    return given


def fresh(**what: object) -> Response:
    return response(**{"response_id": uuid4(), "link_id": uuid4()} | what)


@pytest.mark.rule("V5")
async def test_a_response_is_kept_whole_and_announced_without_a_word_of_it(office: Office) -> None:
    answers = (Answer("lifts", "poor", "常停"), Answer("safety", "good"))
    given = await take(office, fresh(answers=answers, overall="fair", comment="请尽快", signed_as="王芳"))
    async with office.service.db.reading() as tx:
        assert await store.response(tx, given.response_id) == given
        assert [each async for each in store.of_campaign(tx, given.campaign_id)] == [given]  # type: ignore[arg-type]
    (said,) = await office.service.said(FormAnswered)
    assert (said.satisfied, said.neither, said.dissatisfied, said.overall, said.overall_counts) == (
        1,
        0,
        1,
        "fair",
        "neither",
    )
    assert not {"常停", "请尽快", "王芳"} & set(said.model_dump_json().split('"'))


async def test_a_project_and_a_period_are_looked_at_from_the_first_moment_to_before_the_last(office: Office) -> None:
    given = await take(office, fresh())
    at, tick = given.given_at, timedelta(microseconds=1)
    async with office.service.db.reading() as tx:
        for project, begins, ends, expected in [
            ("P1", at, at + tick, [given]), ("P1", at - tick, at, []), ("P1", at + tick, at + 2 * tick, []),
            ("P2", at, at + tick, []), (None, at, at + tick, [given]),
        ]:  # fmt: skip
            assert [each async for each in store.of_project(tx, project, begins, ends)] == expected


@pytest.mark.rule("V5")
async def test_a_correction_stands_in_place_of_the_first_which_is_kept(office: Office) -> None:
    first = await take(office, fresh(by=By.PAPER, entered_by="li.clerk", link_id=None))
    second = await take(office, replace(first, response_id=uuid4(), overall="poor", replaces=first.response_id))
    async with office.service.db.reading() as tx:
        assert [each async for each in store.of_campaign(tx, first.campaign_id)] == [second]  # type: ignore[arg-type]
        assert await store.response(tx, first.response_id) == first


async def test_nothing_is_kept_of_what_is_refused(office: Office) -> None:
    async with office.nothing_left_behind():
        with pytest.raises(NothingAnswered):
            await take(office, fresh(answers=()))


async def test_a_link_answers_once(office: Office) -> None:
    first = await take(office, fresh())
    async with office.nothing_left_behind():
        with pytest.raises(asyncpg.UniqueViolationError):
            await take(office, replace(first, response_id=uuid4()))


@pytest.mark.parametrize(
    "change", ["overall = 'good', overall_counts = 'satisfied'", "customer_id = null", "comment = 'x'"]
)
async def test_a_response_does_not_change(office: Office, change: str) -> None:
    await take(office, fresh(comment="请尽快"))
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(f"update response set {change}")


@pytest.mark.rule("L8")
async def test_but_its_words_can_be_forgotten(office: Office) -> None:
    answers = (Answer("lifts", "poor", "常停"), Answer("safety", "good"))
    given = await take(office, fresh(answers=answers, overall="fair", comment="请尽快", signed_as="王芳"))
    other = await take(office, fresh(customer_id=uuid4(), comment="别人的话"))
    assert given.customer_id
    await office.service.hear(CustomerErased(customer_id=given.customer_id, case_ids=()), about=given.customer_id)
    async with office.service.db.reading() as tx:
        left = await store.response(tx, given.response_id)
        assert left == replace(
            given, answers=(Answer("lifts", "poor"), Answer("safety", "good")), comment="", signed_as=""
        )
        assert await store.response(tx, other.response_id) == other


async def test_a_form_is_found_by_day_and_by_version(office: Office) -> None:
    async with office.service.db.reading() as tx:
        today = tx.now.date()
        assert await form_in_force(tx, "satisfaction", today) == await form_of_version(tx, "satisfaction", 1)
        with pytest.raises(NoSuchForm):
            await form_in_force(tx, "horoscope", today)
