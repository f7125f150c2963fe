"""Those who conduct a case beside the office, and what they send."""

from typing import Any

from aftercare_contracts.values import Role

from .desk import ELSEWHERE, PROJECT, Office

STAFF = {"kind": "complaint", "matter": "staff_attitude", "about_person": "wang.desk"}
FINDING = {"finding": "现场查看，墙面确有渗水。", "on_the_spot": True}
PLAN = {"cause": "防水层搭接不足", "handling": "重做防水", "complete_on": "2026-03-13"}
OPINION = {"opinion": "同意按此处理"}
MAJOR = {"ground": "great_danger", "done_first": "已疏散并封闭楼道", "responsible": "wang.desk"}
MEASURE = {"measure": "两日内完成支护", "owner": "engineering", "due_on": "2026-03-12"}
QUESTION = {"role": "legal_counsel", "question": "我方责任如何认定？"}
REVIEW = {"ground": "cause_unknown", "participants": ["engineering", "design"], "persons": ["gu.design"]}
FOUND = {
    "finding": "设计坡度不足", "responsible_party": "设计研发部", "owner": "design", "action": "出具修改图纸", "action_on": "2026-03-16",
}  # fmt: skip


class Company(Office):
    """The office with the heads above it and beside it."""

    def __init__(self, office: Office) -> None:
        self.service = office.service
        self.__dict__.update(vars(office))
        mine = {"projects": (PROJECT,)}
        client = office.service.client
        self.property = client(Role.PROPERTY_DESK, person="qian.property", **mine)
        self.other_lead = client(Role.SITE_LEAD, person="xu.lead", **mine)
        self.vice = client(Role.VICE_PRESIDENT, person="wu.vice")
        self.general = client(Role.GENERAL_MANAGER, person="zheng.general")
        self.engineering = client(Role.ENGINEERING, person="bao.engineering", **mine)
        self.design = client(Role.DESIGN, person="gu.design", **mine)
        self.counsel = client(Role.LEGAL_COUNSEL, person="lu.counsel", projects=(ELSEWHERE,))
        self.chief = client(Role.CHIEF_ENGINEER, person="tao.chief", projects=(ELSEWHERE,))

    async def conduct(self, case: dict[str, Any]) -> Any:
        """What was recorded, as the site lead sees it."""
        answer = await self.lead.get(f"/cases/{case['case_id']}/conduct")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def limit(self, case: dict[str, Any], name: str) -> list[tuple[str, str, str]]:
        """State, reason and end of every limit of that name."""
        items = (await self.look(case, "/limits"))["items"]
        return [(item["state"], item["ended_because"], item["due_at"]) for item in items if item["limit"] == name]

    async def complaint(self, **what: Any) -> dict[str, Any]:
        """A complaint about a leak, taken by the officer."""
        return await self.case(**{"kind": "complaint"} | what)
