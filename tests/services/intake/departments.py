"""The departments around the centre, as they knock at intake's doors."""

from typing import Any

import httpx
from aftercare_contracts.values import Role

from .desk import OLD, PROJECT, Office, contact


class Departments:
    """Sales, the property company, design and engineering, each with the project in reach; one of it in another project."""

    def __init__(self, office: Office) -> None:
        self.office = office
        mine = {"projects": (PROJECT,)}
        of = office.service.client
        self.sales = of(Role.SALES, person="qian.sales", **mine)
        self.property = of(Role.PROPERTY_COMPANY, person="wu.property", **mine)
        self.property_elsewhere = of(Role.PROPERTY_COMPANY, person="zheng.property", projects=("P2",))
        self.design = of(Role.DESIGN, person="zhou.design", **mine)
        self.design_elsewhere = of(Role.DESIGN, person="zhu.design", projects=("P2",))
        self.engineering = of(Role.ENGINEERING, person="xu.engineering", **mine)

    async def property_case(self, **what: Any) -> dict[str, Any]:
        """A complaint about cleaning after the first year: the property company's."""
        return await self.office.case(**{"kind": "complaint", "matter": "cleaning", "unit_no": OLD} | what)


async def get(who: httpx.AsyncClient, path: str, **params: Any) -> Any:
    """Read something that is there."""
    answer = await who.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def new_case(**what: Any) -> dict[str, Any]:
    """The contact a slip of the property company brings."""
    return contact(channel="property_company", customer_name="物业前台", contact="02888886666", **what)
