"""One case from the call to the deduction, told through the public HTTP API with real time limits."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from aftercare_contracts.periods import add_months, day_in_china
from aftercare_contracts.values import Role

from .stage import Stage, moment, money

CONTRACTOR = "HENGYUAN"
CONTRACTOR_SECONDS = 3
LEAK_FEN, CEILING_FEN, FUND_FEN, RETENTION_FEN = 486_000, 2_350_000, 5_000_000, 6_000_000
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""The smallest picture there is; a story's photo of a wet ceiling."""


@dataclass
class Story:
    """The people, and what they have made so far."""

    stage: Stage
    unit_no: str = "3-2-1201"
    owner_name: str = "王女士"
    owner_contact: str = "13900000001"
    case: dict[str, Any] = field(default_factory=dict)
    contract: dict[str, Any] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        person = self.stage.person
        self.hotline = person(Role.HOTLINE, "hotline", "热线 hotline", everywhere=True)
        self.clerk = person(Role.RECORDS_CLERK, "he_li", "内勤 records clerk", everywhere=True)
        self.officer = person(Role.CASE_OFFICER, "chen_jing", "受理人 case officer")
        self.engineer = person(Role.ENGINEERING_DESK, "zhao_ming", "工程专员 engineering desk")
        self.contractor = person(Role.CONTRACTOR, "heng_yuan", "施工单位 contractor", contractor=CONTRACTOR)
        self.squad = person(Role.REPAIR_SQUAD, "sun_qiang", "维修小分队 repair squad")
        self.director = person(Role.CENTRE_DIRECTOR, "lin_fang", "客服中心主任 centre director", everywhere=True)
        self.deputy = person(
            Role.DEPUTY_CHIEF_ENGINEER, "zhou_jian", "副总工程师 deputy chief engineer", everywhere=True
        )
        self.vice_president = person(Role.VICE_PRESIDENT, "wu_gang", "分管副总 vice president", everywhere=True)
        self.general_manager = person(Role.GENERAL_MANAGER, "zheng_yi", "总经理 general manager", everywhere=True)
        self.supervisor = person(Role.SERVICE_SUPERVISOR, "tang_min", "客服主管 service supervisor", everywhere=True)
        self.auditor = person(Role.AUDITOR, "feng_tao", "审计部 auditor", everywhere=True)
        self.finance = person(Role.FINANCE_OFFICER, "xu_wei", "财务部 finance officer", everywhere=True)

    @property
    def case_id(self) -> str:
        """The case the story is about."""
        return str(self.case["case_id"])

    def acts(self) -> list[Callable[[], None]]:
        """In the order in which they are told."""
        return [
            self.the_estate, self.the_call, self.the_contractor_is_late, self.the_approvals, self.the_repair,
            self.the_first_visit, self.the_second_round, self.the_owner, self.the_quarter,
        ]  # fmt: skip

    def the_estate(self) -> None:
        """A project with one flat, its contractor's contract with the retention, and the maintenance fund."""
        self.stage.act("序 The estate")
        today, project = day_in_china(datetime.now(UTC)), self.stage.project
        handed_over_on, accepted_on = add_months(today, -6), add_months(today, -9)
        self.clerk.put(
            "intake", f"/projects/{project}", {"name": "锦江花园", "first_collective_handover_on": f"{handed_over_on}"}
        )
        self.clerk.post("intake", "/units", {
            "project": project, "unit_no": self.unit_no, "building": "3", "owner_name": self.owner_name, "owner_phone": self.owner_contact,
            "completion_accepted_on": f"{accepted_on}", "handed_over_on": f"{handed_over_on}",
        })  # fmt: skip
        self.clerk.put("dispatch", f"/contractors/{CONTRACTOR}", {"name": "恒远建筑工程有限公司"})
        self.contract = self.clerk.post("dispatch", "/contracts", {
            "contract_no": f"HT-{project}", "contractor": CONTRACTOR, "project": project,
            "completion_accepted_on": f"{accepted_on}", "liability_ends_on": f"{add_months(accepted_on, 24)}",
            "repair_time": {"unit": "seconds", "count": CONTRACTOR_SECONDS},
            "settled_price_fen": 240_000_000, "retention_fen": RETENTION_FEN,
            "parts": [
                {"part": "wet_room_waterproofing", "warranty_months": 60, "clause": "12.3"},
                {"part": "decoration", "warranty_months": 24, "clause": "12.5"},
            ],
        })  # fmt: skip
        self.finance.post(
            "finance", f"/funds/{project}/allotments", {"amount_fen": FUND_FEN, "note": "维修专款 first allotment"}
        )
        self.stage.until("finance has opened the retention account", lambda: self._retention_found() is not None)
        self.stage.say(f"{project}: flat {self.unit_no}, handed over {handed_over_on}; contractor {CONTRACTOR}, "
                       f"retention {money(RETENTION_FEN)}, fund {money(FUND_FEN)}")  # fmt: skip

    def the_call(self) -> None:
        """The hotline posts the same contact twice with one key; one case, numbered, classed, routed, its limits armed."""
        self.stage.act("一 The call")
        key, body = str(uuid4()), {
            "channel": "hotline", "kind": "repair_request", "project": self.stage.project, "unit_no": self.unit_no,
            "customer_name": self.owner_name, "contact": self.owner_contact, "matter": "leak", "part": "wet_room_waterproofing",
            "complaint": "主卫天花漏水，吊顶已经泡坏，滴水不停。", "reply_by": "phone", "visit_by": "phone",
        }  # fmt: skip
        self.case = self.hotline.post("intake", "/cases", body, key=key)
        again = self.hotline.post("intake", "/cases", body, key=key)
        if again["case_id"] != self.case_id:
            raise AssertionError("posting twice made two cases")
        self.stage.say(f"posted twice with one key: one case, [bold]{self.case['case_no']}[/]")
        for limit in self.officer.get("intake", f"/cases/{self.case_id}/limits")["items"]:
            self.stage.say(f"limit {limit['limit']:<18} due {moment(limit['due_at'])}")
        self.officer.post(
            "intake", f"/cases/{self.case_id}/feedbacks", {"way": "phone", "text": "已致歉并告知工程专员今天联系。"}
        )
        self._show()

    def the_contractor_is_late(self) -> None:
        """Two orders to the contractor: he lets the time of one run out and says he cannot keep the other."""
        self.stage.act("二 The contractor")
        photo = self.engineer.upload("dispatch", "/photos", PHOTO, "image/png")["sha256"]
        self.stage.until("dispatch knows the case", lambda: self._order("leak", photo))
        self._order("ceiling", photo)
        for order in self.orders.values():
            self.contractor.post("dispatch", f"/work-orders/{order['order_id']}/receipts")
        self.contractor.post(
            "dispatch",
            f"/work-orders/{self.orders['ceiling']['order_id']}/declines",
            {"reason": "木工班组已撤场，无法按期。"},
        )
        with self.stage.working(f"the contractor's {CONTRACTOR_SECONDS} seconds run out…"):
            for order in self.orders.values():
                self._until_order(order, "with_squad")
        self.stage.until(
            "the expected cost is held", lambda: self._retention()["held_fen"], lambda held: held == 2_900_000
        )
        self.stage.say(f"held on the retention: {money(self._retention()['held_fen'])}")
        self._show()

    def the_approvals(self) -> None:
        """4,860.00 is not the director's to approve; 23,500.00 is the general manager's."""
        self.stage.act("三 The approvals")
        self._claim("leak", LEAK_FEN)
        self._claim("ceiling", CEILING_FEN)
        leak, ceiling = (f"/claims/{self.claims[name]['claim_id']}" for name in ("leak", "ceiling"))
        seen = {"amount_fen": LEAK_FEN, "note": "同意"}
        self.stage.refused(self.director.try_post("finance", f"{leak}/approvals", seen), 403)
        self.deputy.post("finance", f"{leak}/reviews", seen)
        self.vice_president.post("finance", f"{leak}/approvals", seen)
        seen = {"amount_fen": CEILING_FEN, "note": "同意"}
        self.deputy.post("finance", f"{ceiling}/reviews", seen)
        self.stage.refused(self.vice_president.try_post("finance", f"{ceiling}/approvals", seen), 403)
        self.general_manager.post("finance", f"{ceiling}/approvals", seen)
        for order in self.orders.values():
            self._until_order(order, "may_start")
        self._show()

    def the_repair(self) -> None:
        """The first check fails, the second passes, the owner signs; the fund pays."""
        self.stage.act("四 The repair")
        self._repair("leak", checks=(False, True))
        self._repair("ceiling", checks=(True,))
        for name, amount in (("leak", LEAK_FEN), ("ceiling", CEILING_FEN)):
            claim = f"/claims/{self.claims[name]['claim_id']}"
            self.stage.until("finance knows the work is done", partial(self._is_done, claim))
            self.squad.post("finance", f"{claim}/final-costs", {"amount_fen": amount, "lines": _lines(amount)})
        self._show()

    def the_first_visit(self) -> None:
        """The customer is not satisfied, and the case goes round again."""
        self.stage.act("五 The first return visit")
        self._visit(1, {"reached": True, "in_time": False, "satisfied": False, "attitude": True,
                        "still_wrong": "阴角仍有水渍，需复查。", "comment": "师傅态度好。"})  # fmt: skip
        self.stage.until("the case is reopened", self._case, lambda case: case["round"] == 2)
        self._show()

    def the_second_round(self) -> None:
        """The contractor repairs in time; satisfied, the case closes."""
        self.stage.act("六 The second round")
        photo = self.engineer.upload("dispatch", "/photos", PHOTO, "image/png")["sha256"]
        self.stage.until(
            "dispatch knows of the second round", lambda: self._order("again", photo, part="wet_room_waterproofing")
        )
        order = f"/work-orders/{self.orders['again']['order_id']}"
        self.contractor.post("dispatch", f"{order}/receipts")
        self.contractor.post("dispatch", f"{order}/completions", {"note": "阴角重做防水，闭水试验合格。"})
        self._accept(order, passed=True)
        self._visit(2, {"reached": True, "in_time": True, "satisfied": True, "attitude": True})
        self.stage.until("the case is closed", self._case, lambda case: case["state"] == "closed")
        self._show()

    def the_owner(self) -> None:
        """What the owner was told by then; asked about the last repair, one answer of his becomes a case of its own."""
        self.stage.act("七 The owner's word")
        for notice in self.stage.until(
            "the owner is told that it is closed", self._told_the_owner, _is_told_of_closing
        ):
            self.stage.say(
                f"{notice['notice_no']} to the owner: {notice['subject_zh']}  [dim]{notice['subject_en']}[/]"
            )
        self.stage.until("survey knows of the repair", self._asked_on_the_phone)
        low = self.stage.until("what he is dissatisfied with is a case", self._low_score)
        (item,), (task,) = low["items"], low["tasks"]
        self.stage.say("asked on the phone after the repair, he is dissatisfied with one thing:")
        self.stage.say(
            f"{low['low_score_no']}, a task of {task['owner_role']} until {task['due_on']}; {item['case_no']}, a case"
        )
        self.stage.timeline(self.officer, item["case_id"])

    def the_quarter(self) -> None:
        """The quarter's statement: reviewed, audited, served, booked; the holds become deductions, the fund is refilled."""
        self.stage.act("八 The quarter")
        today = day_in_china(datetime.now(UTC))
        quarter = f"{today.year}-Q{(today.month - 1) // 3 + 1}"
        drawn = self.finance.post("finance", "/statements", {"project": self.stage.project, "quarter": quarter})
        statement = f"/statements/{drawn['statement_id']}"
        self.supervisor.post("finance", f"{statement}/reviews", {"note": "属实"})
        self.auditor.post("finance", f"{statement}/audits", {"note": "同意"})
        self.finance.post("finance", f"{statement}/servings", {"how": "书面送达并由对方签收"})
        self.contractor.post("finance", f"/served-statements/{drawn['statement_id']}/receipts", {"agrees": True})
        self.finance.post("finance", f"{statement}/bookings")
        account = self._retention()
        self.stage.say(f"{drawn['statement_no']}: deducted {money(account['deducted_fen'])}, held {money(account['held_fen'])}, "
                       f"free {money(account['free_fen'])} of {money(account['withheld_fen'])}")  # fmt: skip
        if (account["deducted_fen"], account["held_fen"]) != (LEAK_FEN + CEILING_FEN, 0):
            raise AssertionError(f"the holds did not become deductions: {account}")
        verdict = self.auditor.get("finance", "/ledger/verification")
        if not verdict["holds"]:
            raise AssertionError(f"the ledger does not hold: {verdict['wrong']}")
        self.stage.say(f"the ledger holds: {verdict['entries']} entries, chained up to {verdict['head_hash'][:12]}…")
        self.stage.until(
            "the booking is on the timeline",
            lambda: len(self._lines_of("finance.retention.deducted.v1")),
            lambda n: n == 2,
        )
        self._show()

    def _order(self, name: str, photo: str, part: str | None = None) -> bool:
        wanted = {
            "leak": ("主卫天花防水渗漏", "wet_room_waterproofing", 500_000),
            "ceiling": ("吊顶及柜体泡水损坏", "decoration", 2_400_000),
        }
        subject, default_part, expected = wanted.get(name, ("阴角渗水复修", "wet_room_waterproofing", 100_000))
        response = self.engineer.try_post("dispatch", "/work-orders", {
            "case_id": self.case_id, "subject": subject, "part": part or default_part, "warranty_work": subject, "source": "owner",
            "place": f"{self.unit_no} 主卫", "expected_cost_fen": expected, "photos": [photo],
        })  # fmt: skip
        if response.status_code == 201:
            self.orders[name] = response.json()
        elif response.status_code not in (404, 409):
            raise AssertionError(f"the order was refused: {response.status_code} {response.text}")
        return response.status_code == 201

    def _claim(self, name: str, amount_fen: int) -> None:
        order_id = self.orders[name]["order_id"]
        body = {"order_id": order_id, "amount_fen": amount_fen, "lines": _lines(amount_fen), "cause": "contractor",
                "cause_evidence": "闭水试验记录：防水层搭接不足。"}  # fmt: skip

        def raised() -> bool:
            response = self.squad.try_post("finance", "/claims", body)
            if response.status_code == 201:
                self.claims[name] = response.json()
            elif response.status_code not in (404, 409):
                raise AssertionError(f"the claim was refused: {response.status_code} {response.text}")
            return response.status_code == 201

        self.stage.until("finance knows the order", raised)
        self.stage.say(f"claim {self.claims[name]['claim_no']}: {money(amount_fen)}")

    def _is_done(self, claim: str) -> bool:
        return bool(self.squad.get("finance", claim)["work_done"])

    def _repair(self, name: str, checks: tuple[bool, ...]) -> None:
        order = f"/work-orders/{self.orders[name]['order_id']}"
        for passed in checks:
            self.squad.post("dispatch", f"{order}/completions", {"note": "已修复。"})
            self._accept(order, passed=passed)

    def _accept(self, order: str, *, passed: bool) -> None:
        finding = "闭水24小时无渗漏。" if passed else "管根处仍渗水。"
        self.engineer.post("dispatch", f"{order}/checks", {"passed": passed, "finding": finding})
        if passed:
            self.engineer.post(
                "dispatch", f"{order}/signatures", {"satisfied": True, "opinion": "满意", "signer": self.owner_name}
            )

    def _visit(self, round_no: int, answers: dict[str, Any]) -> None:
        def planned() -> list[dict[str, Any]]:
            visits = self.officer.get("survey", "/return-visits", case_id=self.case_id)["items"]
            return [visit for visit in visits if visit["round"] == round_no]

        (visit,) = self.stage.until(f"return visit {round_no} is planned", planned)
        self.officer.post("survey", f"/return-visits/{visit['visit_id']}/results", answers)

    def _told_the_owner(self) -> list[dict[str, Any]]:
        notices = self.director.get("notify", "/notices", case_id=self.case_id, limit=200)["items"]
        return [notice for notice in reversed(notices) if notice["recipient_role"] == Role.CUSTOMER]

    def _asked_on_the_phone(self) -> bool:
        path = f"/repair-questions/{self.orders['again']['order_id']}/answers"
        late = {"item": "punctuality", "step": "not_very_satisfied", "comment": "约好上午，下午才到。"}
        body = {"answers": [{"item": "quality", "step": "very_satisfied"}, late]}
        response = self.supervisor.try_post("survey", path, body)
        if response.status_code not in (201, 404):
            raise AssertionError(f"the answers were refused: {response.status_code} {response.text}")
        return response.status_code == 201

    def _low_score(self) -> dict[str, Any] | None:
        found = self.director.get("survey", "/low-scores", project=self.stage.project)["items"]
        lows = [self.director.get("survey", f"/low-scores/{low['low_score_id']}") for low in found]
        return next((low for low in lows if all(item["case_no"] for item in low["items"])), None)

    def _until_order(self, order: dict[str, Any], state: str) -> None:
        path = f"/work-orders/{order['order_id']}"
        self.stage.until(
            f"{order['order_no']} is {state}",
            lambda: self.engineer.get("dispatch", path)["state"],
            lambda now: now == state,
        )

    def _retention(self) -> dict[str, Any]:
        found = self._retention_found()
        if found is None:
            raise AssertionError("the retention account is gone")
        return found

    def _retention_found(self) -> dict[str, Any] | None:
        response = self.finance._send("GET", "finance", f"/retention/{self.contract['contract_id']}")
        return response.json() if response.is_success else None

    def _case(self) -> dict[str, Any]:
        case: dict[str, Any] = self.officer.get("intake", f"/cases/{self.case_id}")
        return case

    def _lines_of(self, name: str) -> list[dict[str, Any]]:
        return [
            line
            for line in self.officer.get("intake", f"/cases/{self.case_id}/timeline")["items"]
            if line["type"] == name
        ]

    def _show(self) -> None:
        self.stage.timeline(self.officer, self.case_id)


def _is_told_of_closing(notices: list[dict[str, Any]]) -> bool:
    return "intake.case.closed.v1" in {notice["about"] for notice in notices}


def _lines(amount_fen: int) -> list[dict[str, Any]]:
    material = amount_fen // 3
    return [
        {"what": "防水材料 material", "kind": "material", "amount_fen": material},
        {"what": "人工 labour", "kind": "labour", "amount_fen": amount_fen - material},
    ]
