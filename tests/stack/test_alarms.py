"""What somebody is woken for: each alarm rings by its figure, is in the rules for Prometheus and in the manual for the night."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from aftercare import alarms, alerts
from aftercare.alarms import ALARMS, BY_NAME, Alarm
from plumbing import metrics as plumbing_metrics
from prometheus_client import generate_latest

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
COMMAND = re.compile(r"\bmake (?:-s )?([a-z-]+)")
SECTION = re.compile(r"^### (\w+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(OPERATIONS))
NAMED = [pytest.param(alarm, id=alarm.name) for alarm in ALARMS]
OF_NOTIFY = {"aftercare_sending_oldest_seconds", "aftercare_sending_fruitless_seconds"}


def test_the_rules_for_prometheus_are_those_of_the_table() -> None:
    written = (ROOT / "deploy/alerts.yml").read_text("utf-8")
    assert written == alarms.rules(), "make alerts"
    (group,) = yaml.safe_load(written)["groups"]
    assert [rule["alert"] for rule in group["rules"]] == [alarm.name for alarm in ALARMS if alarm.promql]
    assert all(rule["expr"] and rule["annotations"]["action"] for rule in group["rules"])


def test_the_manual_says_of_the_alarms_what_the_table_says() -> None:
    assert alerts.manual(OPERATIONS) == OPERATIONS, "make alerts"


def test_each_alarm_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(ALARMS)


@pytest.mark.parametrize("alarm", NAMED)
def test_the_manual_has_a_section_for_each_alarm_with_what_it_means_and_what_to_type(alarm: Alarm) -> None:
    section = " ".join(SECTIONS[alarm.name].split())
    assert alarm.means in section
    for step in alarm.do:
        assert step in section


def test_the_manual_has_no_alarm_that_never_rings() -> None:
    assert set(SECTIONS) == set(BY_NAME)


def test_every_command_of_the_manual_and_of_the_alarms_can_be_typed() -> None:
    steps = " ".join(step for alarm in ALARMS for step in alarm.do)
    assert set(COMMAND.findall(OPERATIONS + steps)) <= TARGETS


@pytest.mark.parametrize("alarm", [each for each in NAMED if each.values[0].figure])
def test_an_alarm_looks_at_a_figure_that_a_service_has(alarm: Alarm) -> None:
    shown = generate_latest(plumbing_metrics.Metrics().registry).decode()
    assert f"# TYPE {alarm.figure} " in shown or alarm.figure in OF_NOTIFY


@pytest.mark.parametrize("alarm", [each for each in NAMED if each.values[0].figure])
def test_it_rings_past_its_bound_and_not_at_it(alarm: Alarm) -> None:
    labels = dict(alarm.where) | dict.fromkeys(alarm.apart, "x")
    beyond = alarm.bound + (0.01 if alarm.side == "over" else -0.01)

    def rings(value: float) -> list[tuple[str, str]]:
        return [(ring.alarm.name, ring.what) for ring in alarms.ringing("survey", [(alarm.figure, labels, value)])]

    assert rings(alarm.bound) == []
    assert rings(beyond) == [(alarm.name, ", ".join("x" for _ in alarm.apart))]


def test_the_worst_of_several_values_is_told() -> None:
    samples = [("aftercare_outbox_oldest_seconds", {}, value) for value in (61.0, 99.0, 3.0)]
    (ring,) = alarms.ringing("survey", samples)
    assert ring.value == 99.0


@pytest.mark.parametrize("alarm", [each for each in NAMED if "increase(" in each.values[0].expression])
def test_what_an_alarm_sees_grow_is_there_before_it_grows(alarm: Alarm) -> None:
    """To Prometheus a figure that appears with its first count has not grown."""
    shown = generate_latest(plumbing_metrics.Metrics().registry).decode()
    for counted in re.findall(r"increase\((\w+)", alarm.expression):
        assert f"\n{counted} 0.0\n" in shown


def test_what_each_replica_tells_of_itself_rings_only_where_none_is_well() -> None:
    assert BY_NAME["NobodyKeepsTime"].promql == "min by (job) (aftercare_timer_silent_seconds) > 60"
    assert BY_NAME["QueueHasNoConsumer"].promql == 'max by (job) (aftercare_queue{what="consumers"}) < 1'
    assert BY_NAME["MessagesNotPublished"].promql == "max by (job) (aftercare_outbox_oldest_seconds) > 60"


def test_a_case_is_followed_through_all_services_in_the_order_of_time(tmp_path: Path) -> None:
    """As services write it, and as the manual says to read it."""
    lines = [("zebra", "intake", "09:00:01"), ("ant", "finance", "09:00:03"), ("bee", "dispatch", "09:00:02")]
    for event, service, at in lines:
        line = {"event": event, "case": "c-1", "service": service, "level": "info", "timestamp": f"2026-03-10T{at}Z"}
        other = line | {"case": "c-2", "exception": 'File "x"'}
        (tmp_path / f"{service}.log").write_text(f"{json.dumps(line)}\nno JSON\n{json.dumps(other)}\n")
    (tmp_path / ".aftercare").mkdir()
    (tmp_path / ".aftercare/folder").write_text(str(tmp_path))
    (command,) = re.findall(r"^.*<case id>.*$", OPERATIONS, re.MULTILINE)
    typed = ["bash", "-c", command.replace("<case id>", "c-1")]
    told = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1:] for line in told.splitlines()] == [
        ["intake", "zebra"],
        ["dispatch", "bee"],
        ["finance", "ant"],
    ]
