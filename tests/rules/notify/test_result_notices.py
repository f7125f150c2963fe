"""Who is told of what customers' answers led to (V4, V6, V9, B6)."""

from datetime import date
from typing import Any

import pytest
from aftercare_contracts.values import Role
from contracts.samples import sample
from notify.domain import recipients, wording
from notify.domain.recipients import Recipient

from .plan import NAMES, PLAN


def told(name: str, **what: Any) -> list[tuple[Recipient, wording.Wording]]:
    data = dict(sample(name).data.model_copy(update=what))
    return [(who, wording.fill(line.wording, data, NAMES)) for line, who in recipients.notices_for(PLAN[name], data)]


@pytest.mark.parametrize(
    ("name", "what", "roles"),
    [
        ("survey.task.opened.v1", {"owner_role": Role.ENGINEERING_DESK}, [Role.ENGINEERING_DESK]),
        ("survey.task.done.v1", {"owner_role": Role.ENGINEERING_DESK}, [Role.SERVICE_SUPERVISOR]),
        ("survey.task.sent_back.v1", {"owner_role": Role.PROPERTY_DESK}, [Role.PROPERTY_DESK]),
        ("survey.customer.seriously_dissatisfied.v1", {}, [Role.SITE_LEAD]),
        ("survey.objective.reached.v1", {"owner_role": Role.SALES}, [Role.SALES]),
        ("survey.objective.missed.v1", {"owner_role": Role.SALES}, [Role.SALES, Role.CENTRE_DIRECTOR]),
        ("survey.letter.submitted.v1", {}, [Role.MANAGEMENT_REPRESENTATIVE]),
        ("survey.letter.posted.v1", {}, [Role.QUALITY_SUPERVISOR]),
    ],
)
def test_it_reaches_who_has_to_act(name: str, what: dict[str, Any], roles: list[Role]) -> None:
    assert [who.role for who, _ in told(name, **what)] == roles


@pytest.mark.rule("B6")
def test_a_task_says_what_is_owed_by_when_and_that_another_checks() -> None:
    ((_, text),) = told(
        "survey.task.opened.v1", project="P1", task_no="DF-2026-000001", reference="BM-2026-000001",
        owner_role=Role.ENGINEERING_DESK, due_on=date(2026, 3, 24),
    )  # fmt: skip
    assert text.text_zh == (
        "P1：根据客户评价，任务DF-2026-000001（依据BM-2026-000001）由贵方负责，请于2026年3月24日前完成并登记结果，由他人核实后关闭。"
    )


@pytest.mark.rule("V9")
def test_a_missed_objective_names_both_figures() -> None:
    (owner, _) = told(
        "survey.objective.missed.v1", zh="2026年客户总体满意率", en="Overall satisfaction 2026", project="P1",
        reached_percent="80.0%", wanted_percent="85.0%", owner_role=Role.SITE_LEAD,
    )  # fmt: skip
    assert "为80.0%，低于目标85.0%" in owner[1].text_zh
