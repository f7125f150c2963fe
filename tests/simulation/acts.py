"""What people do: each kind of act as a request made from what they know by then, and what they remember of the answer."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import harness
from aftercare_contracts.values import Role

from .plan import Act

PROJECT, CONTRACTOR = "P1", "HENGYUAN"
RETENTION_FEN, FUND_FEN = 6_000_000, 5_000_000
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PEOPLE: dict[str, tuple[Role, str]] = {
    "hotline": (Role.HOTLINE, "*"), "he_li": (Role.RECORDS_CLERK, "*"), "chen_jing": (Role.CASE_OFFICER, PROJECT),
    "zhao_ming": (Role.ENGINEERING_DESK, PROJECT), "heng_yuan": (Role.CONTRACTOR, PROJECT),
    "sun_qiang": (Role.REPAIR_SQUAD, PROJECT), "site": (Role.SITE_LEAD, PROJECT), "lin_fang": (Role.CENTRE_DIRECTOR, "*"),
    "zhou_jian": (Role.DEPUTY_CHIEF_ENGINEER, "*"), "wu_gang": (Role.VICE_PRESIDENT, "*"),
    "zheng_yi": (Role.GENERAL_MANAGER, "*"), "tang_min": (Role.SERVICE_SUPERVISOR, "*"),
    "feng_tao": (Role.AUDITOR, "*"), "xu_wei": (Role.FINANCE_OFFICER, "*"),
}  # fmt: skip
APPROVERS = ((30_000, "site"), (100_000, "lin_fang"), (1_000_000, "wu_gang"), (10**12, "zheng_yi"))
"""Who approves up to how many fen."""


@dataclass(frozen=True)
class Request:
    """One request of one person; ``expects`` says which refusal is right where none is expected to be accepted."""

    person: str
    service: str
    method: str
    path: str
    body: Any = None
    media_type: str = "application/json"
    refused_with: int | None = None
    can_be_needless: bool = False
    """A 409 says that nobody needs it; then one goes on."""
    another: tuple[str, str] | None = None
    """A field and another text for it: what one sends who changes his mind."""


@dataclass
class World:
    """What people have come to know."""

    known: dict[tuple[int, str], Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, person: str) -> str:
        """Made once."""
        if person not in self.tokens:
            role, project = PEOPLE[person]
            contractor = CONTRACTOR if role is Role.CONTRACTOR else None
            self.tokens[person] = harness.token(role, projects=(project,), person=person, contractor=contractor)
        return self.tokens[person]

    def case(self, act: Act) -> Any:
        """The case's id. Raises ``KeyError``: then the act cannot be tried."""
        return self.known[act.case, "case"]["case_id"]

    def order(self, act: Act) -> Any:
        """The order's id. Raises ``KeyError``."""
        return self.known[act.case, f"order {act['order']}"]["order_id"]

    def claim(self, act: Act) -> Any:
        """The claim's id. Raises ``KeyError``."""
        return self.known[act.case, f"claim {act['order']}"]["claim_id"]


Makes = Callable[[World, Act], Request]


def estate(cases: int) -> list[tuple[str, Request]]:
    """Before anything else: a project with flats, its contractor's contract with the retention, and the fund."""
    units = [
        (f"unit {n}", Request("he_li", "intake", "POST", "/units", {
            "project": PROJECT, "unit_no": f"3-{n}", "building": "3", "owner_name": "王女士", "owner_phone": f"1390000000{n}",
            "completion_accepted_on": "2025-06-10", "handed_over_on": "2025-09-10",
        })) for n in range(1, cases + 1)
    ]  # fmt: skip
    contract = {
        "contract_no": "HT-1", "contractor": CONTRACTOR, "project": PROJECT, "completion_accepted_on": "2025-06-10",
        "liability_ends_on": "2027-06-10", "repair_time": {"unit": "days", "count": 2},
        "settled_price_fen": 240_000_000, "retention_fen": RETENTION_FEN,
        "parts": [
            {"part": "wet_room_waterproofing", "warranty_months": 60, "clause": "12.3"},
            {"part": "decoration", "warranty_months": 24, "clause": "12.5"},
        ],
    }  # fmt: skip
    return [
        ("project", Request("he_li", "intake", "PUT", f"/projects/{PROJECT}", {
            "name": "锦江花园", "first_collective_handover_on": "2025-09-10"})),
        *units,
        ("contractor", Request("he_li", "dispatch", "PUT", f"/contractors/{CONTRACTOR}", {"name": "恒远建筑"})),
        ("contract", Request("he_li", "dispatch", "POST", "/contracts", contract)),
        ("fund", Request("xu_wei", "finance", "POST", f"/funds/{PROJECT}/allotments", {
            "amount_fen": FUND_FEN, "note": "first"}, another=("note", "second"))),
        ("photo", Request("zhao_ming", "dispatch", "POST", "/photos", PHOTO, media_type="image/png")),
    ]  # fmt: skip


def _register(world: World, act: Act) -> Request:
    body = {
        "channel": "hotline", "kind": "repair_request", "project": PROJECT, "unit_no": f"3-{act.case}",
        "customer_name": "王女士", "contact": f"1390000000{act.case}", "matter": "leak", "part": "wet_room_waterproofing",
        "complaint": "主卫天花漏水，滴水不停。", "reply_by": "phone", "visit_by": "phone",
    }  # fmt: skip
    return Request("hotline", "intake", "POST", "/cases", body, another=("complaint", "客卫地漏返水。"))


def _feedback(world: World, act: Act) -> Request:
    path = f"/cases/{world.case(act)}/feedbacks"
    return Request(
        "chen_jing", "intake", "POST", path, {"way": "phone", "text": "已致歉。"}, another=("text", "已联系。")
    )


def _order(world: World, act: Act) -> Request:
    part = "decoration" if act["order"] == "b" else "wet_room_waterproofing"
    body = {
        "case_id": world.case(act), "subject": "主卫天花防水渗漏", "part": part, "warranty_work": "防水",
        "source": "owner", "place": f"3-{act.case} 主卫", "expected_cost_fen": act["expected_fen"],
        "photos": [world.known[0, "photo"]["sha256"]],
    }  # fmt: skip
    return Request("zhao_ming", "dispatch", "POST", "/work-orders", body, another=("subject", "吊顶泡水"))


def _on_order(person: str, what: str, body: Any, another: tuple[str, str] | None = None) -> Makes:
    def make(world: World, act: Act) -> Request:
        return Request(person, "dispatch", "POST", f"/work-orders/{world.order(act)}/{what}", body, another=another)

    return make


def _check(world: World, act: Act) -> Request:
    finding = "闭水24小时无渗漏。" if act["passed"] else "管根处仍渗水。"
    path = f"/work-orders/{world.order(act)}/checks"
    return Request("zhao_ming", "dispatch", "POST", path, {"passed": act["passed"], "finding": finding})


def _claim(world: World, act: Act) -> Request:
    body = {
        "order_id": world.order(act), "amount_fen": act["amount_fen"], "lines": lines(act["amount_fen"]),
        "cause": "contractor", "cause_evidence": "闭水试验记录：防水层搭接不足。",
    }  # fmt: skip
    return Request("sun_qiang", "finance", "POST", "/claims", body, another=("cause_evidence", "现场照片。"))


def approver(amount_fen: int) -> str:
    """Whose it is to approve."""
    return next(person for up_to_fen, person in APPROVERS if amount_fen <= up_to_fen)


def _approve(world: World, act: Act) -> Request:
    return _sign(world, act, approver(act["amount_fen"]), "approvals")


def _approve_by_another(world: World, act: Act) -> Request:
    another = "lin_fang" if approver(act["amount_fen"]) != "lin_fang" else "wu_gang"
    return _sign(world, act, another, "approvals", refused_with=403)


def _review(world: World, act: Act) -> Request:
    return _sign(world, act, "zhou_jian", "reviews")


def _sign(world: World, act: Act, person: str, what: str, refused_with: int | None = None) -> Request:
    path, body = f"/claims/{world.claim(act)}/{what}", {"amount_fen": act["amount_fen"], "note": "同意"}
    return Request(person, "finance", "POST", path, body, refused_with=refused_with, another=("note", "照办"))


def _refuse_claim(world: World, act: Act) -> Request:
    person = approver(act["amount_fen"])
    return Request(person, "finance", "POST", f"/claims/{world.claim(act)}/refusals", {"reason": "报价偏高"})


def _final_cost(world: World, act: Act) -> Request:
    body = {"amount_fen": act["amount_fen"], "lines": lines(act["amount_fen"])}
    return Request("sun_qiang", "finance", "POST", f"/claims/{world.claim(act)}/final-costs", body)


def _visit(world: World, act: Act) -> Request:
    answers = {"reached": True, "in_time": True, "satisfied": True, "attitude": True}
    if not act["satisfied"]:
        answers |= {"in_time": False, "satisfied": False, "still_wrong": "阴角仍有水渍。"}
    visit = world.known[act.case, "open visit"]
    return Request("chen_jing", "survey", "POST", f"/return-visits/{visit['visit_id']}/results", answers)


def _statement(world: World, act: Act) -> Request:
    return Request(
        "xu_wei", "finance", "POST", "/statements", {"project": PROJECT, "quarter": world.known[0, "quarter"]}
    )


def _on_statement(person: str, what: str, body: Any, where: str = "statements") -> Makes:
    def make(world: World, act: Act) -> Request:
        path = f"/{where}/{world.known[0, 'statement']['statement_id']}/{what}"
        return Request(person, "finance", "POST", path, body, can_be_needless=what == "audits")

    return make


def lines(amount_fen: int) -> list[dict[str, Any]]:
    """What the amount is made of."""
    material = amount_fen // 3
    return [
        {"what": "防水材料", "kind": "material", "amount_fen": material},
        {"what": "人工", "kind": "labour", "amount_fen": amount_fen - material},
    ]


MAKES: dict[str, Makes] = {
    "register": _register,
    "feedback": _feedback,
    "order": _order,
    "receipt": _on_order("heng_yuan", "receipts", {}),
    "decline": _on_order("heng_yuan", "declines", {"reason": "木工班组已撤场。"}, ("reason", "材料未到。")),
    "claim": _claim,
    "review": _review,
    "approve": _approve,
    "approve_by_another": _approve_by_another,
    "refuse_claim": _refuse_claim,
    "completion": _on_order("sun_qiang", "completions", {"note": "已修复。"}, ("note", "已重做防水。")),
    "contractor_completion": _on_order("heng_yuan", "completions", {"note": "已修复。"}, ("note", "已重做防水。")),
    "check": _check,
    "signature": _on_order("zhao_ming", "signatures", {"satisfied": True, "opinion": "满意", "signer": "王女士"}),
    "final_cost": _final_cost,
    "visit": _visit,
    "statement": _statement,
    "statement_review": _on_statement("tang_min", "reviews", {"note": "属实"}),
    "statement_audit": _on_statement("feng_tao", "audits", {"note": "同意"}),
    "serving": _on_statement("xu_wei", "servings", {"how": "书面送达并由对方签收"}),
    "statement_receipt": _on_statement("heng_yuan", "receipts", {"agrees": True}, "served-statements"),
    "booking": _on_statement("xu_wei", "bookings", {}),
}
REMEMBERED = {"register": "case", "order": "order", "claim": "claim", "statement": "statement"}
"""What of an answer is kept, by the act; an order's and a claim's with the order's name."""


def remember(world: World, act: Act, answer: Any) -> None:
    """Keep what later acts need."""
    if name := REMEMBERED.get(act.kind):
        named = f"{name} {act['order']}" if act.kind in ("order", "claim") else name
        world.known[act.case, named] = answer
