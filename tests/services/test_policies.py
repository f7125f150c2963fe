"""Every policy of every service: what is seeded passes its own check, and two people change it through the doors."""

import asyncio
import copy
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.errors import Problem
from aftercare_contracts.values import Role
from harness import ServiceUnderTest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.conftest import OpenService

SERVICES = ("intake", "dispatch", "finance", "survey", "notify")
MONTHS = ("structure", "months")
CHANGED: dict[tuple[str, str], tuple[tuple[str | int, ...], Any]] = {
    ("intake", "limits"): ((0, "count"), 12),
    ("intake", "routing"): (("fee", "desk"), "site_lead"),
    ("intake", "opening_hours"): ((2, "until"), "18:30"),
    ("intake", "long_running"): (("open_days",), 5),
    ("intake", "duplicates"): (("days",), 14),
    ("intake", "repeats"): (("far_reaching",), 5),
    ("intake", "keeping"): (("years",), 5),
    ("intake", "weekly_feed"): (("confirm_by",), "10:00"),
    ("intake", "forum"): (("daily_by",), "16:00"),
    ("intake", "corrective_action"): (("cases",), 5),
    ("intake", "handling_plan"): (("own_authority", 0), "security"),
    ("intake", "ladder"): (("steps", 0), "service_supervisor"),
    ("intake", "holding"): (("sales", 0), "centre_director"),
    ("dispatch", "warranty_floor"): (MONTHS, 700),
    ("dispatch", "owner_minimum"): (MONTHS, 700),
    ("dispatch", "city_terms"): (("reviewed_on",), "2026-03-01"),
    ("dispatch", "retention_limits"): (("rate_bp",), 200),
    ("dispatch", "reminder"): (("numerator",), 1),
    ("dispatch", "rework"): (("hours",), 48),
    ("dispatch", "equipment"): (("kinds", 0), "escalators"),
    ("dispatch", "upkeep"): (("points_most",), 10),
    ("dispatch", "limits"): (("engineering_finding", "count"), 3),
    ("finance", "approval"): ((0, "up_to_fen"), 50_000),
    ("finance", "audit"): (("over_fen",), 1_000_000),
    ("finance", "fund"): (("low_water_fen",), 1),
    ("finance", "retention"): (("rate_bp",), 250),
    ("finance", "quarter"): (("object_days",), 10),
    ("finance", "limits"): (("danger_claim", "count"), 2),
    ("survey", "return_visits"): (("working_days",), 3),
    ("survey", "forms"): (("satisfaction", "scale", 2, "zh"), "尚可"),
    ("survey", "campaigns"): (("opinion_sample", "collect_days"), 9),
    ("survey", "limits"): (("campaign_letter", "remind_hours"), 96),
    ("survey", "low_scores"): (("serious_items",), 4),
    ("survey", "objectives"): (("objectives", 0, "share"), 0.9),
    ("survey", "repair_question"): (("share",), 0.5),
    ("survey", "open_letters"): (("common_answers",), 5),
    ("survey", "visiting"): (("attempts",), 4),
    ("notify", "chase"): (("times",), 5),
    ("notify", "reports"): (("weekly", "on_day"), 2),
    ("notify", "announcements"): (("kinds", "lift", "ahead_hours"), 48),
    ("notify", "looks"): (("weekday",), 4),
    ("notify", "daily"): (("at",), "08:00"),
    ("notify", "limits"): (("nonconformity_check", "count"), 5),
    ("notify", "channels"): (("late_hours",), 24),
    ("notify", "quiet_hours"): (("until",), "09:00"),
    ("notify", "retries"): (("delays_minutes", 0), 2),
    ("notify", "names"): (("lists", "matter", "leak", 0), "漏水"),
    ("notify", "notices"): (("intake.case.closed.v1", 0, "zh", 0), "个案{{ case_no }}已办结"),
}
"""Of each policy one place that may say something else."""
EACH = pytest.mark.parametrize(("name", "policy"), CHANGED)
TOMORROW = "2026-03-11"


def other(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The same with one place changed."""
    data = copy.deepcopy(data)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    assert inner[path[-1]] != value
    inner[path[-1]] = value
    return data


class Change:
    """One policy of a service on the way to its next version."""

    def __init__(self, under_test: ServiceUnderTest, policy: str) -> None:
        self.under_test, self.path = under_test, f"/policies/{policy}"
        self.kind = under_test.service.policies[policy]
        self.place, self.value = CHANGED[under_test.name, policy]
        both = (*self.kind.may_propose, *self.kind.may_confirm)
        self.proposer = under_test.client(*both, person="zhao.proposer")
        self.confirmer = under_test.client(*self.kind.may_confirm, person="qian.confirmer")

    async def now(self) -> Any:
        return (await self.confirmer.get(self.path)).json()

    async def wanted(self, **what: Any) -> dict[str, Any]:
        standing = await self.now()
        data = other(standing["data"], self.place, self.value)
        return {"data": data, "based_on": standing["version"], "holds_from": TOMORROW, "reason": "周例会决定"} | what

    async def propose(self, **what: Any) -> httpx.Response:
        return await self.proposer.post(f"{self.path}/proposals", json=await self.wanted(**what))

    async def proposal(self, **what: Any) -> str:
        made = await self.propose(**what)
        assert made.status_code == 201, made.text
        return f"{self.path}/proposals/{made.json()['proposal_id']}"


@pytest.fixture
def changing(service: OpenService) -> Callable[..., Any]:
    async def change(name: str, policy: str) -> Change:
        return Change(await service(name), policy)

    return change


def refusal(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:aftercare:problem:")


@pytest.mark.parametrize("name", SERVICES)
async def test_every_policy_of_a_service_can_be_changed_and_what_is_seeded_passes_its_check(
    service: OpenService, name: str
) -> None:
    """The versions that hold today or later; one that was never in force is not held to what the code asks now."""
    under_test = await service(name)
    async with under_test.db.reading() as tx:
        rows = await tx.fetch(
            "select name, version, data from policy p where not exists (select from policy l where l.name = p.name"
            " and l.version > p.version and l.holds_from <= current_date)"
        )
    kinds = under_test.service.policies
    assert {row["name"] for row in rows} == set(kinds) == {policy for of, policy in CHANGED if of == name}
    assert {row["name"]: found for row in rows if (found := kinds[row["name"]].check(row["data"]))} == {}


@pytest.mark.parametrize("name", SERVICES)
async def test_every_policy_is_listed_with_its_title_and_version(service: OpenService, name: str) -> None:
    under_test = await service(name)
    items = (await under_test.client(Role.HOTLINE_CLERK).get("/policies")).json()["items"]
    assert [item["name"] for item in items] == sorted(under_test.service.policies)
    for item in items:
        assert re.search(r"[\u4e00-\u9fff]", item["title"]["zh"])
        assert item["title"]["en"]
        assert (item["next"], item["waiting"]) == (None, 0)


@EACH
async def test_one_proposes_another_confirms_and_it_holds_from_its_day(
    changing: Callable[..., Any], name: str, policy: str
) -> None:
    change: Change = await changing(name, policy)
    before = await change.now()
    assert before["seeded"] is True
    proposal = await change.proposal()
    assert (await change.now())["version"] == before["version"]
    seen = (await change.confirmer.get(proposal)).json()
    assert [each["pointer"] for each in seen["changes"]] == ["/" + "/".join(str(step) for step in change.place)]
    assert seen["changes"][0]["new"] == change.value
    assert (seen["effect"] is None) is (change.kind.effect is None)
    decided = (await change.confirmer.post(f"{proposal}/confirmations")).json()
    assert (decided["state"], decided["version"]) == ("confirmed", before["version"] + 1)
    assert (await change.now())["version"] == before["version"]
    held = (await change.confirmer.get(change.path, params={"on": TOMORROW})).json()
    assert held["data"] == other(before["data"], change.place, change.value)
    assert (held["proposed_by"], held["confirmed_by"]) == ("zhao.proposer", "qian.confirmer")


@EACH
async def test_what_the_policy_does_not_know_is_refused_and_nothing_is_kept(
    changing: Callable[..., Any], name: str, policy: str
) -> None:
    change: Change = await changing(name, policy)
    rows = await change.under_test.rows()
    for wrong in (None, [], {}, 7, "x", [[]], [{"name": {}}], {"strange": {"strange": [1]}}, {"strange": None}):
        answer = await change.propose(data=wrong)
        assert (answer.status_code, refusal(answer)) == (422, "wrong-data"), wrong
        assert all(error["pointer"].startswith("/data") for error in answer.json()["errors"])
        assert all(error["expected"] for error in answer.json()["errors"])
    assert await change.under_test.rows() == rows


@pytest.mark.parametrize("name", SERVICES)
async def test_roles_of_another_policy_do_not_do(service: OpenService, name: str) -> None:
    under_test = await service(name)
    everybody = {role for kind in under_test.service.policies.values() for role in kind.may_propose | kind.may_confirm}
    for policy, kind in under_test.service.policies.items():
        change = Change(under_test, policy)
        proposal = await change.proposal()
        for role in everybody - kind.may_propose:
            client = under_test.client(role, person="wu")
            assert (await client.post(f"{change.path}/proposals", json=await change.wanted())).status_code == 403
        for role in everybody - kind.may_confirm:
            client = under_test.client(role, person="wu")
            assert (await client.post(f"{proposal}/confirmations")).status_code == 403


async def limits(changing: Callable[..., Any]) -> Change:
    return await changing("intake", "limits")  # type: ignore[no-any-return]


async def test_the_proposer_cannot_confirm_but_can_withdraw(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    proposal = await change.proposal()
    rows = await change.under_test.rows()
    own = await change.proposer.post(f"{proposal}/confirmations")
    assert (own.status_code, refusal(own)) == (403, "own-proposal")
    assert "another" in own.json()["detail"]
    assert await change.under_test.rows() == rows
    assert (await change.proposer.post(f"{proposal}/withdrawals")).json()["state"] == "withdrawn"
    late = await change.confirmer.post(f"{proposal}/confirmations")
    assert (late.status_code, refusal(late)) == (409, "decided")


async def test_a_refusal_says_why_and_stays_in_the_list(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    proposal = await change.proposal()
    assert (await change.confirmer.post(f"{proposal}/refusals", json={})).status_code == 422
    assert (await change.confirmer.post(f"{proposal}/refusals", json={"reason": "人手不足"})).status_code == 201
    (listed,) = (await change.confirmer.get(f"{change.path}/proposals")).json()["items"]
    assert (listed["state"], listed["because"], listed["decided_by"]) == ("refused", "人手不足", "qian.confirmer")


async def test_a_scoped_head_does_not_confirm_what_holds_everywhere(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    proposal = await change.proposal()
    scoped = change.under_test.client(Role.CENTRE_DIRECTOR, person="sun", projects=("P1",))
    answer = await scoped.post(f"{proposal}/confirmations")
    assert (answer.status_code, refusal(answer)) == (403, "not-everywhere")


@pytest.mark.parametrize(
    ("what", "status", "name", "pointer"),
    [
        ({"holds_from": "2026-03-10"}, 422, "holds-too-soon", "/holds_from"),
        ({"holds_from": "2030-01-01"}, 422, "holds-too-late", "/holds_from"),
        ({"based_on": 1}, 409, "overtaken", "/based_on"),
        ({"reason": " "}, 422, "malformed", "/reason"),
        ({"data": [{"name": "a\x00b"}]}, 422, "malformed", "/data"),
        ({"based_on": True}, 422, "malformed", "/based_on"),
        ({"who": "me"}, 422, "malformed", "/who"),
    ],
)
async def test_each_refusal_names_its_place(
    changing: Callable[..., Any], what: dict[str, Any], status: int, name: str, pointer: str
) -> None:
    change = await limits(changing)
    rows = await change.under_test.rows()
    answer = await change.propose(**what)
    assert (answer.status_code, refusal(answer)) == (status, name)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await change.under_test.rows() == rows


async def test_a_figure_that_is_no_number_is_refused(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    body = f'{{"data": [NaN], "based_on": 2, "holds_from": "{TOMORROW}", "reason": "x"}}'
    answer = await change.proposer.post(
        f"{change.path}/proposals", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:aftercare:problem:broken-json")


async def test_what_is_not_there_is_not_found(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    proposal = await change.proposal()
    elsewhere = proposal.replace("/limits/", "/routing/")
    for path in ("/policies/nothing", f"{change.path}/proposals/{uuid4()}", elsewhere, f"{change.path}?on=1999-12-31"):
        assert (await change.confirmer.get(path)).status_code == 404, path
    assert (await change.confirmer.post(f"{elsewhere}/confirmations")).status_code == 404


async def test_proposing_again_with_the_same_key_makes_one_proposal(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    wanted, key = await change.wanted(), {"Idempotency-Key": "once"}
    answers = [await change.proposer.post(f"{change.path}/proposals", json=wanted, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await change.under_test.rows())["policy_proposal"] == 1


@pytest.mark.parametrize("name", SERVICES)
async def test_several_who_confirm_at_once_make_one_version(service: OpenService, name: str) -> None:
    under_test = await service(name)
    for policy, kind in under_test.service.policies.items():
        change = Change(under_test, policy)
        proposal, version = await change.proposal(), (await change.now())["version"]
        people = [under_test.client(*kind.may_confirm, person=f"head-{n}") for n in range(5)]
        answers = await asyncio.gather(*(each.post(f"{proposal}/confirmations") for each in people))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        history = (await change.confirmer.get(f"{change.path}/versions")).json()["items"]
        assert history[0]["version"] == version + 1
        assert [each["seeded"] for each in history] == [False] + [True] * version


async def test_the_history_comes_in_pages_and_the_list_tells_what_comes_next(changing: Callable[..., Any]) -> None:
    change = await limits(changing)
    first = (await change.now())["version"]
    await change.confirmer.post(f"{await change.proposal()}/confirmations")
    waiting = await change.wanted(based_on=first + 1, holds_from="2026-04-01")
    assert (await change.proposer.post(f"{change.path}/proposals", json=waiting)).status_code == 422, "says the same"
    waiting["data"][0]["count"] = 10
    assert (await change.proposer.post(f"{change.path}/proposals", json=waiting)).status_code == 201
    listed = {item["name"]: item for item in (await change.confirmer.get("/policies")).json()["items"]}
    assert (listed["limits"]["version"], listed["limits"]["waiting"]) == (first, 1)
    assert listed["limits"]["next"] == {"version": first + 1, "holds_from": TOMORROW}
    path, seen = f"{change.path}/versions?limit=1", []
    cursor: str | None = ""
    while cursor is not None:
        page = (await change.confirmer.get(path + (f"&cursor={cursor}" if cursor else ""))).json()
        seen += [item["version"] for item in page["items"]]
        cursor = page["next"]
    assert seen == list(range(first + 1, 0, -1))


LEAVES = st.none() | st.booleans() | st.integers(-1, 10) | st.floats(allow_nan=False) | st.text(max_size=4)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def spoilt(data: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """The same with something else somewhere within."""
    if isinstance(data, dict | list) and data and draw(st.integers(0, 4)):
        key = draw(st.sampled_from(sorted(data))) if isinstance(data, dict) else draw(st.integers(0, len(data) - 1))
        copied = copy.copy(data)
        copied[key] = spoilt(data[key], draw)
        return copied
    return draw(JSON)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_check_says_what_is_wrong_with_anything_and_never_fails_itself(service: OpenService, name: str) -> None:
    under_test = await service(name)
    client = under_test.client(Role.HOTLINE_CLERK)
    for policy, kind in under_test.service.policies.items():
        must_stand(kind.check, (await client.get(f"/policies/{policy}")).json()["data"])


def must_stand(check: Callable[[Any], list[Problem]], seeded: Any) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def anything(data: st.DataObject) -> None:
        for found in check(spoilt(seeded, data.draw)):
            assert found.pointer == "" or found.pointer.startswith("/")
            assert found.expected

    anything()


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ case_no.format('{0.__class__}') }}",
        "{{ '%1000000000d' % round }}",
        "{% for x in range(1000000000) %}x{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ " + "(" * 400 + "case_no" + ")" * 400 + " }}",
        "{{ case_no }}\x00",
        "{{ case_no }}" * 1000,
    ],
    ids=lambda words: words[:30].replace("\x00", ""),
)
async def test_hostile_words_of_a_notice_are_refused_at_the_door_and_change_nothing(
    changing: Callable[..., Any], words: str
) -> None:
    change = await changing("notify", "notices")
    standing, before = await change.now(), await change.under_test.rows()
    refused = await change.propose(data=other(standing["data"], change.place, words))
    assert refused.status_code == 422, refused.text
    assert len(refused.content) < 10_000
    assert (await change.now(), await change.under_test.rows()) == (standing, before)
