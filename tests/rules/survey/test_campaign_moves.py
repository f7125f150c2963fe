"""What can happen to a campaign, when, and what is enough (V6)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from survey.domain import campaigns as rules
from survey.domain.campaigns import MOVES, Campaign, CannotMove, Done, Returned, State, Step, Verb

from .campaigning import campaign
from .visits import NOW, TICK, china

ENOUGH, NOBODY = Returned(10, 10, 0), Returned(10, 0, 10)
ACTS: dict[Verb, Callable[[Campaign], Campaign]] = {
    Verb.DRAW: lambda one: rules.move(one, Verb.DRAW),
    Verb.START: lambda one: rules.start(one, "he.director", 1, NOW),
    Verb.HAND_OUT: lambda one: rules.hand_out(one, NOW),
    Verb.FALL_SHORT: lambda one: rules.move(one, Verb.FALL_SHORT),
    Verb.END_COLLECTION: lambda one: rules.collected(one, ENOUGH, NOW),
    Verb.COUNT: lambda one: rules.move(one, Verb.COUNT),
    Verb.CLOSE: lambda one: rules.close(one, {step: done(step) for step in Step}, NOW),
    Verb.CANCEL: lambda one: rules.move(one, Verb.CANCEL),
}


def done(step: Step, on: date | None = None, at: datetime = NOW, waived: bool = False) -> Done:
    return Done(step, "lu.quality", at, on or NOW.date(), waived=waived)


@pytest.mark.rule("V6")
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", ACTS)
def test_from_every_state_what_the_table_says_and_nothing_else(state: State, verb: Verb) -> None:
    before, after = MOVES[verb]
    if state in before:
        assert ACTS[verb](campaign(state=state)).state is after
    else:
        with pytest.raises(CannotMove):
            ACTS[verb](campaign(state=state))


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("answered", "return_bp", "enough"),
    [
        (75, 7500, True),
        (74, 7500, False),
        (50, 5000, True),
        (49, 5000, False),
        (80, 8000, True),
        (79, 8000, False),
        (0, 0, True),
    ],
)
def test_exactly_the_share_is_enough(answered: int, return_bp: int, enough: bool) -> None:
    assert Returned(100, answered, 0).reaches(return_bp) is enough


@pytest.mark.rule("V6")
def test_what_falls_short_is_followed_up_where_its_kind_says_so() -> None:
    short = Returned(100, 74, 26)
    assert rules.collected(campaign("opinion_sample", State.COLLECTING), short, NOW).state is State.COUNTING
    assert rules.collected(campaign("half_yearly", State.COLLECTING), short, NOW).state is State.FOLLOWING_UP
    assert (
        rules.collected(campaign("half_yearly", State.COLLECTING), Returned(100, 80, 20), NOW).state is State.COUNTING
    )


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("returned", "ends"), [(Returned(10, 8, 2), True), (Returned(10, 7, 0), True), (Returned(10, 7, 1), False)]
)
def test_following_up_ends_with_enough_or_with_nobody_left(returned: Returned, ends: bool) -> None:
    one = campaign("half_yearly", State.FOLLOWING_UP)
    if ends:
        assert rules.followed_up(one, returned, NOW).state is State.COUNTING
    else:
        with pytest.raises(rules.NotFollowedUp):
            rules.followed_up(one, returned, NOW)


@pytest.mark.rule("V6")
def test_a_collection_is_ended_by_hand_before_its_time_only_once_everybody_answered() -> None:
    running = campaign(state=State.COLLECTING)
    with pytest.raises(CannotMove):
        rules.followed_up(running, Returned(10, 9, 0), NOW)
    assert rules.followed_up(running, Returned(10, 10, 0), NOW).state is State.COUNTING


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("at", "day"), [(china(2026, 3, 10, 0, 0), 20), (china(2026, 3, 10, 23, 59, 59), 20), (china(2026, 3, 11), 21)]
)
def test_forms_are_collected_to_the_end_of_the_tenth_day_in_china(at: datetime, day: int) -> None:
    assert rules.hand_out(campaign(state=State.HANDING_OUT), at).collect_until == china(2026, 3, day) + timedelta(
        days=1
    )


@pytest.mark.rule("V6")
def test_reminders_go_in_the_forenoon_of_their_days() -> None:
    out = rules.hand_out(campaign(state=State.HANDING_OUT), china(2026, 3, 10, 18, 0))
    assert [rules.next_reminder(out, count) for count in (1, 2, 3)] == [
        china(2026, 3, 14, 10),
        china(2026, 3, 18, 10),
        None,
    ]


@pytest.mark.rule("V6")
def test_the_planner_does_not_start_it() -> None:
    with pytest.raises(rules.OwnPlan):
        rules.start(campaign(state=State.DRAWN), "lu.quality", 1, NOW)


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("at", "starts"),
    [(datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), False), (datetime(2026, 9, 30, 16, tzinfo=UTC), True),
     (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), True), (datetime(2026, 12, 31, 16, tzinfo=UTC), False)],
)  # fmt: skip
def test_the_fourth_quarter_is_reckoned_in_china(at: datetime, starts: bool) -> None:
    one = campaign("fourth_quarter", State.DRAWN)
    if starts:
        rules.start(one, "he.director", 1, at)
    else:
        with pytest.raises(rules.NotItsSeason):
            rules.start(one, "he.director", 1, at)


@pytest.mark.rule("V6")
def test_the_letter_comes_after_its_consent_and_is_passed_on_after_its_posting() -> None:
    one, consent, posting = campaign(state=State.CONCLUDING), done(Step.LETTER_CONSENT), done(Step.LETTER_POSTING)
    for new, before in ((posting, {}), (done(Step.PASSING_ON), {consent.step: consent})):
        with pytest.raises(rules.StepTooEarly):
            rules.take_step(one, before, new)
    rules.take_step(one, {consent.step: consent}, posting)
    rules.take_step(one, {consent.step: consent, posting.step: posting}, done(Step.PASSING_ON))


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("on", "fits"),
    [(date(2026, 3, 9), False), (date(2026, 3, 10), True), (date(2026, 3, 12), True), (date(2026, 3, 13), False)],
)
def test_a_letter_is_posted_from_the_day_of_its_consent_to_today(on: date, fits: bool) -> None:
    one, consent = campaign(state=State.CONCLUDING), done(Step.LETTER_CONSENT)
    posting = done(Step.LETTER_POSTING, on, china(2026, 3, 12, 12))
    if fits:
        rules.take_step(one, {consent.step: consent}, posting)
    else:
        with pytest.raises(rules.PostedAstray):
            rules.take_step(one, {consent.step: consent}, posting)


def test_a_step_is_taken_once_and_only_where_it_is_wanted_after_the_counting() -> None:
    consent = done(Step.LETTER_CONSENT)
    with pytest.raises(rules.StepDone):
        rules.take_step(campaign(state=State.CONCLUDING), {consent.step: consent}, consent)
    with pytest.raises(rules.StepNotWanted):
        rules.take_step(campaign("fourth_quarter", State.CONCLUDING), {}, consent)
    with pytest.raises(CannotMove):
        rules.take_step(campaign(state=State.COUNTING), {}, consent)


@pytest.mark.rule("V6")
@pytest.mark.parametrize("missing", [Step.LETTER_CONSENT, Step.LETTER_POSTING, Step.PASSING_ON])
def test_it_closes_when_each_of_its_steps_is_done(missing: Step) -> None:
    one = campaign(state=State.CONCLUDING)
    wanted = rules.steps_wanted(one.rules)
    assert wanted == (Step.LETTER_CONSENT, Step.LETTER_POSTING, Step.PASSING_ON)
    with pytest.raises(rules.StepsOpen):
        rules.close(one, {step: done(step) for step in wanted if step is not missing}, NOW)
    assert rules.close(one, {step: done(step) for step in wanted}, NOW + TICK).state is State.CLOSED
