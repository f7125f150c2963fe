"""Estates with their households, and the people who run a campaign over them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events.intake_units import ProjectRecorded, RecordedUnit, UnitsRecorded
from aftercare_contracts.values import Role

from .desk import Office

ACCEPTED = date(2020, 1, 1)


class Organisers:
    """Who plans, approves, consents and goes from door to door; all of them reach every project unless said otherwise."""

    def __init__(self, office: Office) -> None:
        self.office, self.service = office, office.service
        self.quality = office.service.client(Role.QUALITY_SUPERVISOR, person="lu.quality")
        self.supervisor = office.service.client(Role.SERVICE_SUPERVISOR, person="tang.supervisor")
        self.director = office.service.client(Role.CENTRE_DIRECTOR, person="he.director")
        self.representative = office.service.client(Role.MANAGEMENT_REPRESENTATIVE, person="gao.representative")
        self.officer = office.service.client(Role.SERVICE_OFFICER, person="ma.service")

    async def estate(
        self, project: str, lived_in_since: date | None, buildings: dict[str, int], owned: bool = True, **unit: Any
    ) -> None:
        """Intake tells of an estate: so many units in each building, handed over and owned."""
        said = ProjectRecorded(project=project, first_collective_handover_on=lived_in_since, name=project)
        await self.service.hear(said, about=project)
        facts = {
            "handed_over_on": date(2024, 1, 1),
            "refused_on": None,
            "residents": 0,
            "completion_accepted_on": ACCEPTED,
        } | unit
        units = [
            RecordedUnit(
                unit_id=uuid4(), unit_no=f"{building}-{number:04}", building=building, owner_id=uuid4() if owned else None, **facts
            )
            for building, count in buildings.items()
            for number in range(1, count + 1)
        ]  # fmt: skip
        for first in range(0, len(units), 500):
            await self.service.hear(
                UnitsRecorded(project=project, units=tuple(units[first : first + 500])), about=project
            )

    async def planned(
        self, kind: str, *projects: str, by: httpx.AsyncClient | None = None, **what: Any
    ) -> dict[str, Any]:
        """A campaign that was planned."""
        answer = await (by or self.quality).post("/campaigns", json={"kind": kind, "projects": projects, **what})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def move(
        self, campaign: dict[str, Any], act: str, by: httpx.AsyncClient | None = None, **body: Any
    ) -> httpx.Response:
        """Something done to it."""
        return await (by or self.quality).post(f"/campaigns/{campaign['campaign_id']}/{act}", json=body)

    async def moved(
        self, campaign: dict[str, Any], act: str, by: httpx.AsyncClient | None = None, **body: Any
    ) -> dict[str, Any]:
        """Something done to it that succeeds."""
        answer = await self.move(campaign, act, by, **body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def collecting(self, kind: str, *projects: str, **what: Any) -> dict[str, Any]:
        """A campaign whose forms are out, with every link made."""
        campaign = await self.planned(kind, *projects, **what)
        await self.moved(campaign, "drawings")
        await self.moved(campaign, "starts", self.director)
        campaign = await self.moved(campaign, "hand-outs")
        await self.service.fire_due()
        return campaign

    async def look(self, campaign: dict[str, Any], what: str = "") -> dict[str, Any]:
        """As it stands."""
        answer = await self.quality.get(f"/campaigns/{campaign['campaign_id']}{what}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def invitations(self, campaign: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
        """Everybody who is asked."""
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"limit": 200, **query} | ({"cursor": cursor} if cursor else {})
            page = (await self.quality.get(f"/campaigns/{campaign['campaign_id']}/invitations", params=params)).json()
            found += page["items"]
            cursor = page["next"]
        return found

    async def enter(
        self, campaign: dict[str, Any], unit_no: str, by: httpx.AsyncClient | None = None, **what: Any
    ) -> httpx.Response:
        """A paper form of a household is entered."""
        body = paper(self.office, **{"project": "P1", "unit_no": unit_no} | what)
        return await (by or self.officer).post(f"/campaigns/{campaign['campaign_id']}/responses", json=body)

    def after(self, **time: float) -> None:
        """Time passes."""
        self.office.at(self.service.clock.at + timedelta(**time))


def paper(office: Office, **what: Any) -> dict[str, Any]:
    """A paper form, save what the test says."""
    facts = {
        "by": "paper", "answers": [{"item": "lifts", "step": "good"}], "overall": "good", "form_no": "001",
        "surveyed_by": "ma.service", "surveyed_on": str((office.service.clock.at + timedelta(hours=8)).date()), "owner_signed": True,
    }  # fmt: skip
    return facts | what


def campaign_id(campaign: dict[str, Any]) -> UUID:
    return UUID(campaign["campaign_id"])
