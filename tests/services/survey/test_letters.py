"""An open letter: drafted, edited, consented to by another, posted, passed on; its promises are tasks that another checks (V6)."""

from typing import Any

import pytest
from aftercare_contracts.events.intake_units import ProjectRecorded
from aftercare_contracts.events.survey_results import LetterPosted, LetterSubmitted

from .results import PROJECT, Readers, did, got, listed, refused

pytestmark = pytest.mark.rule("V6")
ABOUT = {"project": PROJECT, "begins_on": "2026-01-01", "ends_on": "2026-03-10", "handed_out": 20}


async def drafted(readers: Readers) -> dict[str, Any]:
    """A draft after three were dissatisfied with the lifts, and one with the cleaning."""
    for _ in range(3):
        await readers.returned(("lifts", "poor"), overall="good")
    await readers.returned(("cleanliness", "poor"), ("lifts", "good"))
    return await did(readers.colleague, "/open-letters", **ABOUT)


def whole(letter: dict[str, Any]) -> dict[str, Any]:
    return {name: letter[name] for name in ("zh", "en", "promises")}


async def consented(readers: Readers) -> dict[str, Any]:
    letter = await drafted(readers)
    path = f"/open-letters/{letter['letter_id']}"
    await did(readers.lead, f"{path}/submissions")
    return await did(readers.representative, f"{path}/consents")


async def test_the_draft_says_what_came_out_and_proposes_what_will_be_done_until_when(readers: Readers) -> None:
    await readers.service.hear(
        ProjectRecorded(project=PROJECT, first_collective_handover_on=None, name="锦江花园"), about=PROJECT
    )
    letter = await drafted(readers)
    assert letter["zh"]["title"] == "致锦江花园业主的公开信"
    assert "共发出调查表20份，收回4份，回收率为20.0%" in letter["zh"]["opening"]
    assert "电梯工程（回答此项的4位业主中有3位不满意）" in letter["zh"]["opening"]
    assert "卫生" not in letter["zh"]["opening"], "a single owner's matter is taken up with him, not posted"
    assert "常停" not in str(letter), "no customer's words are posted"
    (promise,) = letter["promises"]
    assert (promise["item"], promise["owner_role"], promise["due_on"]) == ("lifts", "engineering", "2026-04-09")


async def test_posted_with_consent_its_promises_are_owed_and_checked_by_another(readers: Readers) -> None:
    letter = await consented(readers)
    path = f"/open-letters/{letter['letter_id']}"
    assert await refused(readers.colleague, f"{path}/postings", posted_on="2026-03-11", place="大堂") == 422
    posted = await did(readers.colleague, f"{path}/postings", posted_on="2026-03-10", place="各楼大堂公告栏")
    assert (posted["state"], posted["consented_by"]) == ("posted", "gao.representative")
    (task,) = await listed(readers.lead, "/tasks", subject=letter["letter_id"])
    assert (task["kind"], task["reference"], task["owner_role"], task["due_on"]) == (
        "promise", letter["letter_no"], "engineering", "2026-04-09",
    )  # fmt: skip
    await did(readers.engineering, f"/tasks/{task['task_id']}/doings", text="已完成大修")
    await did(readers.supervisor, f"/tasks/{task['task_id']}/verifications", finding="运行正常")
    assert (await did(readers.colleague, f"{path}/passings"))["state"] == "passed_on"
    (said,) = await readers.service.said(LetterPosted)
    assert (said.letter_no, said.promises) == (letter["letter_no"], 1)


@pytest.mark.rule("B6")
async def test_who_edited_it_does_not_consent_to_it(readers: Readers) -> None:
    letter = await drafted(readers)
    path = f"/open-letters/{letter['letter_id']}"
    both = readers.service.client("quality_supervisor", "management_representative", person="gao.representative")
    await did(both, f"{path}/revisions", **whole(letter))
    await did(readers.colleague, f"{path}/submissions")
    assert await refused(readers.representative, f"{path}/consents") == 403
    another = readers.service.client("management_representative", person="shen.representative")
    assert (await did(another, f"{path}/consents"))["state"] == "consented"


async def test_without_consent_it_is_not_posted_and_changed_it_needs_consent_anew(readers: Readers) -> None:
    letter = await drafted(readers)
    path = f"/open-letters/{letter['letter_id']}"
    posting = {"posted_on": "2026-03-10", "place": "大堂"}
    assert await refused(readers.lead, f"{path}/postings", **posting) == 409
    await did(readers.lead, f"{path}/submissions")
    await did(readers.representative, f"{path}/consents")
    changed = await did(readers.lead, f"{path}/revisions", **whole(letter))
    assert (changed["state"], changed["consented_by"]) == ("draft", None)
    assert await refused(readers.lead, f"{path}/postings", **posting) == 409


async def test_sent_back_it_says_why(readers: Readers) -> None:
    letter = await drafted(readers)
    path = f"/open-letters/{letter['letter_id']}"
    await did(readers.lead, f"{path}/submissions")
    sent_back = await did(readers.representative, f"{path}/refusals", because="期限过长")
    assert (sent_back["state"], sent_back["refused_because"]) == ("draft", "期限过长")
    assert [each.promises for each in await readers.service.said(LetterSubmitted)] == [1]


async def test_staff_edit_the_whole_of_it(readers: Readers) -> None:
    letter = await drafted(readers)
    edited = whole(letter)
    edited["promises"] = [
        {"item": None, "zh": "每周公布电梯维保记录", "en": "Lift records posted weekly", "owner_role": "property_company",
         "due_on": "2026-03-20"},
        *edited["promises"],
    ]  # fmt: skip
    path = f"/open-letters/{letter['letter_id']}"
    after = await did(readers.lead, f"{path}/revisions", **edited)
    assert [each["zh"] for each in after["promises"]] == [each["zh"] for each in edited["promises"]]
    assert after["writers"] == ["lin.lead", "ma.service"]
    assert await got(readers.lead, path) == after


@pytest.mark.parametrize(
    ("promise", "status"),
    [
        ({"due_on": "2026-03-09"}, 422),
        ({"owner_role": "auditor"}, 422),
        ({"zh": " "}, 422),
        ({"due_on": "2026-03-10"}, 201),
    ],
)
async def test_a_promise_has_an_owner_who_can_keep_it_and_a_day_ahead(
    readers: Readers, promise: dict[str, Any], status: int
) -> None:
    letter = await drafted(readers)
    body = whole(letter)
    body["promises"] = [body["promises"][0] | promise]
    answer = await readers.lead.post(f"/open-letters/{letter['letter_id']}/revisions", json=body)
    assert answer.status_code == status, answer.text


async def test_a_letter_without_a_promise_is_not_submitted_and_one_withdrawn_goes_nowhere(readers: Readers) -> None:
    letter = await drafted(readers)
    path = f"/open-letters/{letter['letter_id']}"
    await did(readers.lead, f"{path}/revisions", **whole(letter) | {"promises": []})
    assert await refused(readers.lead, f"{path}/submissions") == 422
    assert (await did(readers.lead, f"{path}/withdrawals", because="合并到季度公开信"))["state"] == "withdrawn"
    assert await refused(readers.lead, f"{path}/revisions", **whole(letter)) == 409


async def test_a_letter_of_another_project_does_not_exist_and_none_is_drafted_there(readers: Readers) -> None:
    letter = await drafted(readers)
    assert await refused(readers.elsewhere, f"/open-letters/{letter['letter_id']}/submissions") == 404
    assert await listed(readers.elsewhere, "/open-letters") == []
    assert await refused(readers.elsewhere, "/open-letters", **ABOUT) == 403
    assert await refused(readers.lead, "/open-letters", **ABOUT | {"ends_on": "2025-12-31"}) == 422
