"""On the whole stack: a backup taken while cases come in, all that follows lost and put back, and the same case told to its end."""

import asyncio
import io
import threading
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aftercare import backup, ledger, places, rebuild_reports, reconcile, restore, stack
from aftercare.load import disagreements
from aftercare.stack import Stack
from aftercare.stage import Stage
from aftercare.story import Story
from aftercare_contracts.values import Role
from plumbing import topology
from rich.console import Console

CUT_AFTER = 4
"""Acts: the claims are approved, the retention holds what they will cost, nothing is repaired."""


@dataclass
class Callers:
    """Somebody calls again and again; what was answered with a number is noted."""

    stage: Stage
    numbers: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def call(self) -> None:
        """One call about shared parts."""
        hotline = self.stage.person(Role.HOTLINE, "hotline", "hotline", everywhere=True)
        made = hotline.post("intake", "/cases", {
            "channel": "hotline", "kind": "complaint", "project": self.stage.project, "customer_name": "赵先生",
            "contact": "13900000002", "matter": "noise", "complaint": "电梯夜里有异响。", "reply_by": "phone", "visit_by": "phone",
        })  # fmt: skip
        self.numbers.append(made["case_no"])

    def keep_calling(self) -> None:
        """Until it is over."""
        while not self.over.is_set():
            self.call()


@pytest.fixture
def stage(aftercare_stack: Stack) -> Any:
    with Stage(aftercare_stack, "PRESTORED", Console(file=io.StringIO(), width=200)) as opened:
        yield opened


def test_a_case_registered_before_the_cut_is_told_to_its_end_after_the_restore(
    aftercare_stack: Stack,
    stage: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stack, "already_up", lambda: aftercare_stack)
    processes = aftercare_stack.processes
    assert processes
    story, folder = Story(stage), tmp_path / "backup"
    for act in story.acts()[:CUT_AFTER]:
        act()
    before = made_under_load(stage, folder)
    lost = lose(stage, story)

    processes.stop_all()
    assert restore_by_hand(folder, monkeypatch, aftercare_stack) == 0, capfd.readouterr()
    told = capfd.readouterr().out
    assert "Lost: " in told
    assert "WRONG" not in told
    processes.start_all()

    quiet(story)
    assert set(before) <= numbers(story)
    assert not set(lost) & numbers(story)
    for act in story.acts()[CUT_AFTER:]:
        act()
    quiet(story)
    case = story.officer.get("intake", f"/cases/{story.case_id}")
    assert (case["state"], case["round"]) == ("closed", 2)
    again = Callers(stage)
    again.call()
    assert again.numbers[0] > max(lost), "no number that somebody was given is given again"
    quiet(story)
    assert ledger.main([]) == 0
    assert asyncio.run(reconcile.reconcile(places.found(), print)).missing == []
    assert rebuild_reports.main([]) == 0, "nothing of the lost time comes back"


def made_under_load(stage: Stage, folder: Path) -> list[str]:
    """A backup while calls come in. Returns the numbers that were surely given before it."""
    callers = Callers(stage)
    calling = threading.Thread(target=callers.keep_calling)
    calling.start()
    stage.until("some called", lambda: len(callers.numbers), lambda count: count > 5)
    surely = list(callers.numbers)
    made = asyncio.run(backup.back_up(places.found(), folder, print))
    callers.over.set()
    calling.join()
    assert made.ledger_position > 0
    return surely


def lose(stage: Stage, story: Story) -> list[str]:
    """The story goes on, and others call; none of it will have been. Returns the numbers given."""
    lost = replace(
        story, case=deepcopy(story.case), contract=deepcopy(story.contract), orders=deepcopy(story.orders), claims=deepcopy(story.claims)
    )  # fmt: skip
    for act in lost.acts()[CUT_AFTER : CUT_AFTER + 2]:
        act()
    callers = Callers(stage)
    for _ in range(5):
        callers.call()
    quiet(story)
    return callers.numbers


def restore_by_hand(folder: Path, monkeypatch: pytest.MonkeyPatch, running: Stack) -> int:
    """As somebody types it, who names the places."""
    with monkeypatch.context() as named:
        for service, url in running.database_urls.items():
            named.setenv(places.DATABASE_VARIABLES[service], url)
        named.setenv("AFTERCARE_RABBITMQ_URL", running.amqp_url)
        named.setenv("AFTERCARE_PAPERS_URL", running.papers_url)
        return restore.main(["--from", str(folder), "--wipe"])


def quiet(story: Story) -> None:
    def counts() -> dict[str, Any]:
        return {service: story.director.get(service, "/messages") for service in topology.HEARS}

    story.stage.until("all that was said has been heard", lambda: disagreements(counts()), lambda found: not found)


def numbers(story: Story) -> set[str]:
    """Of the project's cases."""
    found: set[str] = set()
    query: dict[str, Any] = {"project": story.stage.project, "limit": 200}
    page = story.officer.get("intake", "/cases", **query)
    while True:
        found |= {case["case_no"] for case in page["items"]}
        if not page.get("next"):
            return found
        page = story.officer.get("intake", "/cases", **query, cursor=page["next"])
