"""Campaigns and their kinds for the rule tests."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from survey.domain.campaign_kinds import rules_from
from survey.domain.campaigns import Campaign, State

from .answering import MIGRATIONS
from .visits import NOW


def seeded_kinds() -> dict[str, Any]:
    """The policy as the migration seeds it."""
    sql = (MIGRATIONS / "022_campaigns.sql").read_text("utf-8")
    (data,) = re.findall(r"\('campaigns', 1, .*?, '(\{.*\})'\);", sql, re.DOTALL)
    kinds: dict[str, Any] = json.loads(data.replace("''", "'"))
    return kinds


def campaign(kind: str = "opinion_sample", state: State = State.PLANNED, **what: Any) -> Campaign:
    """A campaign of a seeded kind in one estate."""
    facts: dict[str, Any] = {
        "campaign_id": UUID(int=1), "campaign_no": "DC-2026-000001", "kind": kind, "policy_version": 1, "title_zh": "调查",
        "title_en": "Survey", "projects": ("P1",), "rules": rules_from(seeded_kinds()[kind]), "is_pilot": False, "state": state,
        "planned_by": "lu.quality", "planned_at": NOW, "form_version": 1, "handed_out_at": NOW,
        "collect_until": NOW + timedelta(days=10),
    }  # fmt: skip
    return Campaign(**facts | what)
