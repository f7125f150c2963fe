"""The lines of a case's timeline (B10)."""

import pytest
from aftercare_contracts.registry import EVENTS
from intake.domain.wording import LINES, line


def test_every_event_about_a_case_has_a_line_of_its_own() -> None:
    about_a_case = {name for name, event in EVENTS.items() if "case_id" in event.model_fields and not event.is_private}
    assert about_a_case - set(LINES) == set()


@pytest.mark.rule("B10")
def test_amounts_are_in_yuan_and_an_unknown_type_goes_by_its_name() -> None:
    approved = {"claim_no": "FY-1", "amount_fen": 486_000, "approved_role": "vice_president"}
    text = line("finance.claim.approved.v1", approved)
    assert "¥4,860.00" in text
    assert line("somebody.thing.happened.v1", {}) == "somebody.thing.happened.v1"


@pytest.mark.rule("B10")
@pytest.mark.parametrize("name", sorted(LINES))
def test_every_line_asks_only_for_what_its_event_has(name: str) -> None:
    fields = dict.fromkeys(EVENTS[name].model_fields, 1)
    assert line(name, fields) != name
    assert "\n" not in line(name, fields)
