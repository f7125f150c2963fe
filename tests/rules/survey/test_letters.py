"""A letter is drafted from the figures, consented to by another than its writers, and says what will be done until when (V6)."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Role
from survey.domain import letter_drafts as drafts
from survey.domain import letters
from survey.domain.letters import MOVES, Letter, Promise, State, Verb, Words
from survey.domain.satisfaction import Result, Tally

from .answering import MIGRATIONS, form
from .visits import NOW

pytestmark = pytest.mark.rule("V6")
TODAY = date(2026, 3, 10)
WRITER, EDITOR, REPRESENTATIVE = "ma.service", "lin.lead", "gao.representative"
PROMISE = Promise("lifts", "针对“电梯工程”：大修", "Lifts: overhaul", Role.ENGINEERING, TODAY + timedelta(days=30))
WORDS = Words("致业主的公开信", "您好", "此致")
LETTER = Letter(
    UUID(int=1), "GK-2026-000001", "P1", None, "satisfaction", date(2026, 1, 1), date(2026, 3, 1), WORDS, WORDS, (PROMISE,),
    WRITER, NOW, writers=(WRITER,),
)  # fmt: skip
ASKED = drafts.Asked("锦江花园", form(), date(2026, 1, 1), date(2026, 3, 1))
RESULT = Result(
    80, Tally(60, 10, 5), {},
    {"lifts": Tally(10, 0, 8), "civil_works": Tally(1, 0, 2), "cleanliness": Tally(40, 0, 4), "safety": Tally(3, 0, 3)}, 100,
)  # fmt: skip


def seeded() -> dict[str, Any]:
    sql = (MIGRATIONS / "032_letters.sql").read_text("utf-8")
    (data,) = re.findall(r"\('open_letters', 1, .*?'(\{.*\})'\);", sql, re.DOTALL)
    found: dict[str, Any] = json.loads(data)
    return found


def common(result: Result = RESULT) -> list[drafts.Common]:
    return drafts.common_items(form(), result, seeded())


def test_common_is_what_many_and_enough_of_those_who_answered_were_dissatisfied_with() -> None:
    assert [(each.item.code, each.tally.dissatisfied) for each in common()] == [("lifts", 8), ("safety", 3)]
    on_the_line = replace(RESULT, items={"lifts": Tally(27, 0, 3), "safety": Tally(28, 0, 3)})
    assert [each.item.code for each in common(on_the_line)] == ["lifts"]


def test_for_each_common_matter_a_measure_an_owner_and_a_day_are_proposed() -> None:
    first, second = drafts.promises(common(), seeded(), TODAY)
    assert (first.item, first.owner_role, first.due_on) == ("lifts", Role.ENGINEERING, TODAY + timedelta(days=30))
    assert first.zh.startswith("针对“电梯工程”：由工程部门逐户核查")
    assert (second.owner_role, second.en[:8]) == (Role.SITE_LEAD, "Safety: ")


def test_the_draft_says_what_was_asked_and_what_came_out_in_both_languages() -> None:
    zh, en = drafts.words_zh(ASKED, RESULT, common()), drafts.words_en(ASKED, RESULT, common())
    assert zh.title == "致锦江花园业主的公开信"
    assert "共发出调查表100份，收回80份，回收率为80.0%" in zh.opening
    assert "填写总体评价的75份调查表中，60份表示满意，满意率为80.0%（95%置信区间为69.6%至87.5%）" in zh.opening
    assert "另有5份未填写总体评价" in zh.opening
    assert "电梯工程（回答此项的18位业主中有8位不满意）" in zh.opening
    assert "8 of 18 who answered were dissatisfied" in en.opening
    assert "60 were satisfied: 80.0 %".replace(" %", "%") in en.opening


def test_where_nothing_is_common_it_says_so_and_promises_nothing_by_itself() -> None:
    quiet = Result(3, Tally(), {}, {})
    assert common(quiet) == []
    assert "未发现普遍反映的问题" in drafts.words_zh(ASKED, quiet, []).opening
    assert "满意率" not in drafts.words_zh(ASKED, quiet, []).opening
    assert drafts.promises([], seeded(), TODAY) == []


@pytest.mark.rule("B6")
@pytest.mark.parametrize("by", [WRITER, EDITOR])
def test_nobody_who_wrote_it_consents_to_it_or_refuses_it(by: str) -> None:
    revised = letters.revise(LETTER, WORDS, WORDS, (PROMISE,), EDITOR, TODAY, NOW)
    submitted = letters.submit(revised)
    with pytest.raises(letters.OwnLetter):
        letters.consent(submitted, by, NOW)
    with pytest.raises(letters.OwnLetter):
        letters.refuse(submitted, "不妥", by)
    assert letters.consent(submitted, REPRESENTATIVE, NOW).state is State.CONSENTED


def test_changed_after_consent_it_needs_consent_anew() -> None:
    consented = letters.consent(letters.submit(LETTER), REPRESENTATIVE, NOW)
    revised = letters.revise(consented, WORDS, WORDS, (PROMISE,), EDITOR, TODAY, NOW)
    assert (revised.state, revised.consented_by, revised.writers) == (State.DRAFT, None, (EDITOR, WRITER))


def test_a_letter_promises_something_by_a_day_from_today_on() -> None:
    with pytest.raises(letters.NothingPromised):
        letters.submit(replace(LETTER, promises=()))
    letters.revise(LETTER, WORDS, WORDS, (replace(PROMISE, due_on=TODAY),), EDITOR, TODAY, NOW)
    with pytest.raises(letters.PromiseBehind):
        letters.revise(LETTER, WORDS, WORDS, (replace(PROMISE, due_on=TODAY - timedelta(days=1)),), EDITOR, TODAY, NOW)


def test_it_is_posted_between_its_consent_and_today() -> None:
    consented = letters.consent(letters.submit(LETTER), REPRESENTATIVE, NOW)
    for posted_on in (TODAY - timedelta(days=2), TODAY):
        assert (
            letters.post(consented, posted_on, "大堂", WRITER, TODAY - timedelta(days=2), TODAY).posted_on == posted_on
        )
    for astray in (TODAY - timedelta(days=3), TODAY + timedelta(days=1)):
        with pytest.raises(letters.PostedAstray):
            letters.post(consented, astray, "大堂", WRITER, TODAY - timedelta(days=2), TODAY)


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_move_that_is_not_in_the_table_is_refused(state: State, verb: Verb) -> None:
    sources, target = MOVES[verb]
    if state in sources:
        assert letters.after(state, verb) is target
    else:
        with pytest.raises((letters.CannotMove, letters.Posted)):
            letters.after(state, verb)


def test_the_seeded_policy_is_right_and_wrong_ones_are_refused_by_place() -> None:
    assert drafts.check_open_letters(seeded()) == []
    wrong = seeded() | {"common_share": 1}
    wrong["otherwise"] = wrong["otherwise"] | {"owner": "auditor", "zh": ""}
    found = sorted(each.pointer for each in drafts.check_open_letters(wrong))
    assert found == ["/common_share", "/otherwise/owner", "/otherwise/zh"]
