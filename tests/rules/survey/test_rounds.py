"""The yearly round: whom it takes, when a household counts as not reached, what is handled (V3)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import DomainError
from aftercare_contracts.values import CaseKind, ContactWay
from survey.domain.attempts import Enough, TriedTooLittle
from survey.domain.visit_record import Raised, Source
from survey.domain.visiting_round import (
    Answered,
    AnswerInThePast,
    HouseholdDone,
    HouseholdsLeft,
    NobodyToVisit,
    NotInTheTeam,
    Question,
    ReasonWanted,
    Round,
    RoundAttempt,
    RoundEndsTooLate,
    RoundHousehold,
    SideMissing,
    State,
    StrangersTookPart,
    answer,
    give_up,
    must_be_analysable,
    must_be_of_the_team,
    must_be_openable,
    must_be_promisable,
    progress,
    visit,
)

from .visits import NOW, OFFICER, TICK, china

TODAY = date(2026, 10, 12)
TEAM = {"service_centre": [OFFICER], "sales": ["qian.sales"], "property_company": ["wu.property"]}
ROUND = Round(UUID(int=1), "P1", 2026, "HF-2026-000001", date(2026, 12, 1), TEAM, "lin.lead", NOW)
HOME = RoundHousehold(UUID(int=1), "1-101", "1", None)
ENOUGH = Enough(2, 2)


def opened(**what: Any) -> None:
    facts: dict[str, Any] = {
        "team": TEAM,
        "year": 2026,
        "until_on": date(2026, 12, 31),
        "households": 1,
        "today": TODAY,
    }
    must_be_openable(**facts | what)


def visited(
    household: RoundHousehold = HOME, participants: tuple[str, ...] = (OFFICER, "qian.sales"), by: str = OFFICER
) -> RoundHousehold:
    return visit(ROUND, household, NOW, ContactWay.HOME, participants, "MY-7", "", by, NOW)


def tried(days: int) -> RoundAttempt:
    return RoundAttempt(UUID(int=2), UUID(int=1), "1-101", NOW + timedelta(days=days), ContactWay.HOME, "", OFFICER)


@pytest.mark.rule("V3")
@pytest.mark.parametrize("side", ["service_centre", "sales", "property_company"])
def test_centre_sales_and_property_company_go_together(side: str) -> None:
    opened()
    for nobody in ({side: []}, {}):
        with pytest.raises(SideMissing) as refused:
            opened(team={name: people for name, people in TEAM.items() if name != side} | nobody)
        assert [problem.pointer for problem in refused.value.problems] == [f"/team/{side}"]


@pytest.mark.rule("V3")
@pytest.mark.parametrize(
    ("what", "refused"),
    [
        ({"until_on": TODAY}, None), ({"until_on": TODAY - timedelta(days=1)}, RoundEndsTooLate),
        ({"until_on": date(2027, 1, 1)}, RoundEndsTooLate), ({"year": 2027}, RoundEndsTooLate), ({"households": 0}, NobodyToVisit),
    ],
)  # fmt: skip
def test_a_round_is_made_within_its_year(what: dict[str, Any], refused: type[DomainError] | None) -> None:
    if refused is None:
        opened(**what)
    else:
        with pytest.raises(refused):
            opened(**what)


@pytest.mark.rule("V3")
def test_who_took_part_is_of_the_team_with_the_one_who_records_it() -> None:
    made = visited()
    assert (made.state, made.participants, made.form_no) == (State.VISITED, (OFFICER, "qian.sales"), "MY-7")
    for participants, by in (((OFFICER, "stranger"), OFFICER), (("qian.sales",), OFFICER), ((), OFFICER)):
        with pytest.raises(StrangersTookPart):
            visited(participants=participants, by=by)
    must_be_of_the_team(ROUND, "wu.property")
    with pytest.raises(NotInTheTeam):
        must_be_of_the_team(ROUND, "stranger")


@pytest.mark.rule("V3")
def test_a_household_is_visited_once_and_given_up_only_after_enough_tries() -> None:
    with pytest.raises(HouseholdDone):
        visited(visited())
    with pytest.raises(HouseholdDone):
        give_up(visited(), [tried(0), tried(1)], ENOUGH, "无人", OFFICER, NOW)
    for too_little in ([], [tried(0)], [tried(0), tried(0)]):
        with pytest.raises(TriedTooLittle, match="2 attempts on 2 days"):
            give_up(HOME, too_little, ENOUGH, "无人", OFFICER, NOW)
    with pytest.raises(ReasonWanted):
        give_up(HOME, [tried(0), tried(1)], ENOUGH, "", OFFICER, NOW)
    given_up = give_up(HOME, [tried(0), tried(1)], ENOUGH, "长期出差", OFFICER, NOW)
    assert (given_up.state, given_up.reason) == (State.NOT_REACHED, "长期出差")
    assert (visited(given_up).state, visited(given_up).reason) == (State.VISITED, "")


@pytest.mark.rule("V3")
def test_an_answer_is_promised_for_a_day_to_come_and_given_once() -> None:
    for day in (TODAY, TODAY + timedelta(days=366)):
        must_be_promisable(0, day, TODAY)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(AnswerInThePast) as refused:
            must_be_promisable(2, day, TODAY)
        assert [problem.pointer for problem in refused.value.problems] == ["/questions/2/answer_on"]
    question = Question(UUID(int=3), UUID(int=1), "1-101", "何时通气？", TODAY, OFFICER, NOW)
    given = answer(question, "十一月通气", OFFICER, NOW)
    assert (given.answer, given.answered_by) == ("十一月通气", OFFICER)
    with pytest.raises(Answered):
        answer(given, "再答", OFFICER, NOW)


@pytest.mark.rule("V3")
def test_all_that_was_raised_is_to_be_handled() -> None:
    one = Raised(
        UUID(int=5), Source.ROUND, UUID(int=1), "HF-1", "P1", "1-101", CaseKind.COMPLAINT, None, "渗水", True, OFFICER, NOW
    )  # fmt: skip
    closed = replace(one, case_id=UUID(int=6), case_no="KS-1", closed_at=NOW, is_major=False)
    found = progress({State.VISITED: 3, State.NOT_REACHED: 1}, [one, closed, closed, closed], [], [UUID(int=5)])
    assert (found.coverage, found.handling_rate, found.major, found.decided) == (0.75, 0.75, 1, 1)
    must_be_analysable(found)
    assert progress({}, [], [], []).handling_rate is None
    with pytest.raises(HouseholdsLeft, match="1 of 2"):
        must_be_analysable(progress({State.VISITED: 1, State.TO_VISIT: 1}, [], [], []))


def test_the_day_of_a_try_is_that_of_china() -> None:
    late, next_day = china(2026, 10, 13) - TICK, china(2026, 10, 13)
    both = [replace(tried(0), tried_at=late), replace(tried(0), tried_at=next_day)]
    assert give_up(HOME, both, ENOUGH, "无人", OFFICER, NOW).state is State.NOT_REACHED
