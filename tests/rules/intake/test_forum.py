"""Going through forums daily, and what may be said there in public (I1)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import DomainError
from aftercare_contracts.periods import CHINA, day_in_china
from aftercare_contracts.values import Channel
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import forum, public_replies
from intake.domain.case import CannotMove, State
from intake.domain.forum import Pass
from intake.domain.public_replies import PublicReply, ReplyState

from .policies import seeded
from .test_cases import case

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
RULE = forum.rule_from(seeded("forum"))
ONE = UUID(int=1)
DRAFT = PublicReply(ONE, ONE, "P1", "感谢关注，我们已安排检修。", "chen", NOW)
APPROVED = replace(DRAFT, state=ReplyState.APPROVED, decided_by="lin", decided_at=NOW)


def gone(**what: Any) -> Pass:
    known: dict[str, Any] = {"seen_until": NOW, "contacts_found": 2, "passed_by": "chen", "passed_at": NOW} | what
    return Pass(ONE, "P1", "website", **known)


@pytest.mark.rule("I1")
def test_the_places_and_the_hour_are_policy() -> None:
    assert forum.ForumRule(("website", "owners_forum"), time(17)) == RULE
    with pytest.raises(forum.UnknownPlace):
        forum.must_be_known("teahouse", RULE)


@pytest.mark.rule("I1")
@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_the_next_look_is_at_the_hour_within_a_day(later: timedelta) -> None:
    now = NOW + later
    at = forum.next_check(RULE, now)
    assert at.astimezone(CHINA).time() == RULE.daily_by
    assert timedelta() < at - now <= timedelta(days=1)


@pytest.mark.rule("I1")
def test_a_day_without_a_pass_is_missing_by_chinas_date() -> None:
    midnight = datetime(2026, 3, 10, tzinfo=CHINA)
    at = datetime.combine(day_in_china(midnight), RULE.daily_by, CHINA)
    assert forum.is_missing(None, at)
    assert forum.is_missing(gone(passed_at=midnight - timedelta(microseconds=1)), at)
    assert not forum.is_missing(gone(passed_at=midnight), at)


@pytest.mark.rule("I1")
def test_a_pass_goes_on_from_where_the_last_one_ended() -> None:
    forum.must_follow(gone(), NOW)
    with pytest.raises(forum.SeenBefore):
        forum.must_follow(gone(seen_until=NOW - timedelta(seconds=1)), NOW)
    with pytest.raises(forum.SeenAhead):
        forum.must_follow(gone(seen_until=NOW + timedelta(seconds=1)), None)


@pytest.mark.rule("I1")
@pytest.mark.parametrize("channel", Channel)
def test_only_what_came_by_web_or_forum_is_answered_in_public(channel: Channel) -> None:
    if channel in (Channel.WEB, Channel.FORUM):
        public_replies.must_be_in_public(case(channel=channel))
        for ended in (
            case(channel=channel, state=State.CLOSED, closed_at=NOW),
            case(channel=channel, merged_into=UUID(int=2)),
        ):
            with pytest.raises(CannotMove):
                public_replies.must_be_in_public(ended)
    else:
        with pytest.raises(public_replies.NotInPublic, match=channel):
            public_replies.must_be_in_public(case(channel=channel))


@pytest.mark.rule("I1", "B6")
def test_nobody_approves_a_text_of_his_own() -> None:
    with pytest.raises(public_replies.OwnDraft):
        public_replies.decided(DRAFT, True, "", "chen", NOW)
    assert public_replies.decided(DRAFT, True, "", "lin", NOW) == APPROVED


@pytest.mark.rule("I1")
def test_a_refusal_says_why_and_a_decision_is_made_once() -> None:
    with pytest.raises(public_replies.RefusalUnexplained):
        public_replies.decided(DRAFT, False, "", "lin", NOW)
    refused = public_replies.decided(DRAFT, False, "措辞不妥", "lin", NOW)
    for before in (refused, APPROVED):
        with pytest.raises(public_replies.DecidedBefore):
            public_replies.decided(before, True, "", "he", NOW)


@pytest.mark.rule("I1")
@pytest.mark.parametrize("state", ReplyState)
def test_only_an_approved_text_is_posted(state: ReplyState) -> None:
    reply = replace(APPROVED, state=state)
    if state is ReplyState.APPROVED:
        assert public_replies.posted(reply, "website", NOW, "chen", NOW).state is ReplyState.POSTED
    else:
        with pytest.raises(DomainError):
            public_replies.posted(reply, "website", NOW, "chen", NOW)


@pytest.mark.rule("I1")
@pytest.mark.parametrize("hours", [-1, 3])
def test_it_is_posted_after_its_approval_and_before_now(hours: int) -> None:
    now = NOW + timedelta(hours=2)
    with pytest.raises(public_replies.PostedOutside):
        public_replies.posted(APPROVED, "website", NOW + timedelta(hours=hours), "chen", now)
