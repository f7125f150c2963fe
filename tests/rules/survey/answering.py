"""The seeded forms, and responses to them, for the rule tests."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import survey
from survey.domain.forms import Form, form_from
from survey.domain.responses import Answer, By, Response

from .visits import NOW

MIGRATIONS = Path(str(survey.__file__)).parent / "migrations"


def seeded_forms() -> dict[str, Any]:
    """The policy as the migration seeds it."""
    sql = (MIGRATIONS / "020_forms.sql").read_text("utf-8")
    (data,) = re.findall(r"\('forms', 1, .*?, '(\{.*\})'\);", sql, re.DOTALL)
    forms: dict[str, Any] = json.loads(data.replace("''", "'"))
    return forms


def form(code: str = "satisfaction") -> Form:
    """One of the seeded ones."""
    return form_from(code, 1, seeded_forms()[code])


def response(**what: Any) -> Response:
    """One item answered by link, save what the test says."""
    facts: dict[str, Any] = {
        "response_id": UUID(int=1), "form_code": "satisfaction", "form_version": 1, "campaign_id": UUID(int=2),
        "link_id": UUID(int=3), "case_id": None, "project": "P1", "building": "3", "unit_no": "3-1201", "customer_id": UUID(int=4),
        "answers": (Answer("lifts", "good"),), "overall": None, "comment": "", "given_at": NOW, "by": By.LINK,
        "entered_by": None, "is_pilot": False,
    }  # fmt: skip
    return Response(**facts | what)
