"""The operator's doors to dead letters: what is shown, and that each act has its person, its reason and one effect."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from aftercare_contracts.values import Role
from contracts.samples import sample
from harness import ServiceUnderTest
from plumbing.inbox import Outcome
from services.conftest import OpenService

CANARY = "13800004711"


@pytest.fixture
async def survey(service: OpenService) -> ServiceUnderTest:
    return await service("survey")


async def dead(survey: ServiceUnderTest, subject: str = "held-up") -> str:
    """A letter whose data are not what the contract wants, with somebody's number in them; two wait behind it."""
    bodies = [body(subject, sequence) for sequence in (1, 2, 3)]
    spoilt = json.loads(bodies[0])
    spoilt["data"] |= {"case_id": CANARY}
    assert await survey.inbox.receive(survey.db, json.dumps(spoilt).encode()) is Outcome.DEAD
    for each in bodies[1:]:
        assert await survey.inbox.receive(survey.db, each) is Outcome.EARLY
    return str(spoilt["id"])


def body(subject: str, sequence: int) -> bytes:
    like = sample("intake.case.judged.v1")
    envelope = like.model_copy(update={"subject": subject, "sequence": sequence, "id": UUID(int=sequence)})
    return envelope.model_dump_json().encode()


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_letter_is_shown_without_a_word_of_what_it_says(survey: ServiceUnderTest) -> None:
    letter_id = await dead(survey)
    async with survey.client(Role.OPERATOR) as operator:
        listed = await get(operator, "/dead-letters")
        whole = await get(operator, f"/dead-letters/{letter_id}")
    (item,) = listed["items"]
    assert (item["letter_id"], item["subject"], item["sequence"], item["behind"]) == (letter_id, "held-up", 1, 2)
    assert whole["envelope"]["data"]["case_id"] == f"text of {len(CANARY)}"
    assert "MEND" in whole["advice"]
    assert CANARY not in f"{listed}{whole}"


async def test_the_words_are_shown_for_a_reason_that_is_noted_and_kept_nowhere_else(
    survey: ServiceUnderTest,
) -> None:
    letter_id = await dead(survey)
    async with survey.client(Role.OPERATOR, person="li") as operator:
        without = await operator.post(f"/dead-letters/{letter_id}/readings", json={})
        answer = await operator.post(f"/dead-letters/{letter_id}/readings", json={"why": "the publisher asks"})
        (act,) = (await get(operator, "/dead-letter-acts"))["items"]
    assert without.status_code == 422
    assert CANARY in answer.json()["words"]
    assert (act["verb"], act["by"], act["why"]) == ("read", "li", "the publisher asks")
    async with survey.db.reading() as tx:
        kept = await tx.fetchval("select count(*) from idempotency")
    assert kept == 0


async def test_a_refusal_has_one_effect_however_often_it_is_asked_for(survey: ServiceUnderTest) -> None:
    letter_id = await dead(survey)
    async with survey.client(Role.OPERATOR, person="li") as operator:
        answers = [
            await operator.post(
                f"/dead-letters/{letter_id}/refusals",
                json={"why": "sent by mistake"},
                headers={"Idempotency-Key": "one"},
            )
            for _ in range(2)
        ]
        again = await operator.post(f"/dead-letters/{letter_id}/refusals", json={"why": "sent by mistake"})
        acts = (await get(operator, "/dead-letter-acts"))["items"]
        left = (await get(operator, "/dead-letters"))["items"]
        counts = await get(operator, "/messages")
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json() == {"letter_id": letter_id, "behind": 2}
    assert (again.status_code, again.json()["type"]) == (409, "urn:aftercare:problem:refused-before")
    assert [(act["verb"], act["by"]) for act in acts] == [("refused", "li")]
    assert left == []
    assert (counts["dead"], counts["refused"]) == (0, {"intake.case.judged.v1": 1})
    await survey.inbox.apply_due(survey.db)
    async with survey.db.reading() as tx:
        assert await tx.fetchval("select last_sequence from inbox_position where subject = 'held-up'") == 3


async def test_a_mending_that_is_still_wrong_names_the_field_and_one_that_is_right_goes_through(
    survey: ServiceUnderTest,
) -> None:
    letter_id = await dead(survey)
    right = json.loads(body("held-up", 1))["data"]
    async with survey.client(Role.OPERATOR, person="li") as operator:
        wrong = await operator.post(
            f"/dead-letters/{letter_id}/mendings", json={"why": "typed anew", "data": right | {"case_id": CANARY + "x"}}
        )
        done = await operator.post(f"/dead-letters/{letter_id}/mendings", json={"why": "typed anew", "data": right})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/data/case_id")
    assert CANARY not in wrong.text
    assert (done.status_code, done.json()["changed"]) == (201, ["/case_id"])
    await survey.inbox.apply_due(survey.db)
    async with survey.db.reading() as tx:
        assert await tx.fetchval("select last_sequence from inbox_position where subject = 'held-up'") == 3


async def test_pages_of_letters_and_of_acts_follow_each_other(survey: ServiceUnderTest) -> None:
    async with survey.db.transaction() as tx:
        for number in range(5):
            await tx.execute(
                "insert into stray_letter values ($1, 'unreadable', 'not a message we can read', '', $2)",
                UUID(int=number + 1),
                tx.now,
            )
    async with survey.client(Role.OPERATOR) as operator:
        seen, path = [], "/dead-letters?limit=2"
        while path:
            page = await get(operator, path)
            seen += [item["letter_id"] for item in page["items"]]
            path = f"/dead-letters?limit=2&cursor={page['next']}" if page["next"] else ""
        for letter_id in seen:
            await operator.post(f"/dead-letters/{letter_id}/refusals", json={"why": "noise"})
        first = await get(operator, "/dead-letter-acts?limit=3")
        rest = await get(operator, f"/dead-letter-acts?limit=3&cursor={first['next']}")
    assert seen == [str(UUID(int=number + 1)) for number in range(5)]
    assert [act["letter_id"] for act in first["items"] + rest["items"]] == seen[::-1]
