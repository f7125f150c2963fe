"""Survey keeps a copy of the registry: whom to visit and ask."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.intake_units import ProjectRecorded, RecordedUnit, UnitsRecorded
from plumbing.inbox import Outcome
from survey.store import households
from survey.store.households import Household

from .desk import PROJECT, Office

UNIT_ID = UUID(int=5)


def unit(**what: Any) -> RecordedUnit:
    facts: dict[str, Any] = {
        "unit_id": UNIT_ID, "unit_no": "3-1201", "building": "3", "completion_accepted_on": date(2024, 6, 1),
        "handed_over_on": None, "refused_on": None, "owner_id": uuid4(), "residents": 0,
    }  # fmt: skip
    return RecordedUnit(**facts | what)


async def known(office: Office) -> list[Household]:
    async with office.service.db.reading() as tx:
        return await households.of_project(tx, PROJECT)


@pytest.mark.rule("V3", "V6")
async def test_the_last_word_about_a_unit_counts(office: Office) -> None:
    first, second = unit(), unit(handed_over_on=date(2025, 3, 1), residents=2)
    said = UnitsRecorded(project=PROJECT, units=(first, unit(unit_id=UUID(int=6), unit_no="3-1202"), second))
    assert await office.service.hear(said, about=PROJECT) is Outcome.APPLIED
    one, other = await known(office)
    assert (one.unit_no, one.handed_over_on, one.owner_id, one.residents) == (
        "3-1201", date(2025, 3, 1), second.owner_id, 2,
    )  # fmt: skip
    assert (other.unit_no, other.handed_over_on) == ("3-1202", None)
    await office.service.hear(UnitsRecorded(project=PROJECT, units=(unit(building="4"),)), about=PROJECT)
    assert [each.building for each in await known(office)] == ["3", "4"]


@pytest.mark.rule("V6")
async def test_an_estate_is_known_by_name_and_first_handover(office: Office) -> None:
    said = ProjectRecorded(project=PROJECT, first_collective_handover_on=date(2020, 1, 1), name="锦江花园")
    await office.service.hear(said, about=PROJECT)
    await office.service.hear(ProjectRecorded(project="P2", first_collective_handover_on=None), about="P2")
    async with office.service.db.reading() as tx:
        here, there = await households.estates(tx, None)
        assert await households.estate(tx, "P3") is None
    assert (here.name, here.first_collective_handover_on) == ("锦江花园", date(2020, 1, 1))
    assert (there.name, there.first_collective_handover_on) == ("P2", None)
