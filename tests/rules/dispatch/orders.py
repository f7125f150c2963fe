"""Work orders and contracts for the rule tests, with only what a test is about said in it."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Bearer, Department, Desk, OrderSource, Part, Phase, Repairer
from dispatch.domain import acceptance, returning, take_over, work_order
from dispatch.domain.acceptance import Rework
from dispatch.domain.contract import Contract, ContractPart
from dispatch.domain.deadlines import RepairTime, TimeUnit
from dispatch.domain.returning import Ground, Objection
from dispatch.domain.sheet import Sheet
from dispatch.domain.work_order import State, WorkOrder

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=72)
REMIND = NOW + timedelta(hours=48)
TODAY = date(2026, 3, 10)
CONTRACT = UUID(int=7)
DESK, FOREMAN, SQUAD, CHECKER, LEAD = "wang.desk", "li.foreman", "zhao.squad", "chen.checker", "lin.lead"
REWORK = Rework(timedelta(hours=72), 1, Fraction(2, 3))
NO_REWORK = Rework(timedelta(hours=72), 0, Fraction(2, 3))


def sheet(**what: Any) -> Sheet:
    under_contract = what.pop("under_contract", True)
    facts: dict[str, Any] = {
        "case_id": UUID(int=1), "subject": "卫生间渗水", "part": Part.WET_ROOM_WATERPROOFING, "addressed_to": "",
        "warranty_work": "重做防水", "source": OrderSource.OWNER, "place": "3-1201 卫生间", "expected_cost_fen": 486_000,
        "photos": ("ab" * 32,), "order_id": UUID(int=2), "order_no": "PG-2026-000001", "case_no": "KS-2026-000001",
        "project": "P1", "unit_no": "3-1201", "phase": Phase.FIRST_YEAR, "department": Department.SERVICE_CENTRE,
        "desk": Desk.ENGINEERING_DESK, "customer_id": UUID(int=3), "round": 1,
        "contractor": "NF" if under_contract else None, "contract_id": CONTRACT if under_contract else None,
        "contract_clause": "第12条", "warranty_article": "第四十条", "contractor_until": None, "owner_until": None,
        "bearer": Bearer.CONTRACTOR if under_contract else Bearer.COMPANY,
        "repair_time": RepairTime(TimeUnit.HOURS, 72) if under_contract else None, "repairs_before": 0,
        "issued_by": DESK, "issued_at": NOW,
    }  # fmt: skip
    return Sheet(**(facts | what))


def issued(**what: Any) -> WorkOrder:
    return work_order.issue(sheet(**what), by_site_lead=True)


def received(**what: Any) -> WorkOrder:
    return work_order.receive(issued(**what), FOREMAN, NOW, DUE, REMIND)


def lapsed(**what: Any) -> WorkOrder:
    return take_over.lapse(received(**what), DUE + timedelta(microseconds=1))


def contract(**what: Any) -> Contract:
    facts: dict[str, Any] = {
        "contract_id": CONTRACT, "contract_no": "HT-1", "contractor": "NF", "project": "P1",
        "parts": (ContractPart(Part.WET_ROOM_WATERPROOFING, 60, "第12条"),), "completion_accepted_on": date(2025, 6, 30),
        "repair_time": RepairTime(TimeUnit.HOURS, 72), "settled_price_fen": 100_000_000, "retention_fen": 3_000_000,
        "liability_ends_on": date(2027, 6, 30),
    }  # fmt: skip
    return Contract(**(facts | what))


def standing(state: State, **what: Any) -> WorkOrder:
    """An order brought to a state by the shortest way it takes with the contractor, or with the squad."""
    squad_first = state in (State.WITH_SQUAD, State.MAY_START)
    order = issued(**({"under_contract": False} | what)) if squad_first else received(**what)
    if state is State.ISSUED:
        return issued(**what)
    if state is State.CANCELLED:
        return returning.cancel(order, DESK, "业主撤回", NOW)
    if state is State.RETURNED:
        objection = Objection(UUID(int=9), UUID(int=2), Ground.OUT_OF_SCOPE, "非我方范围", (), FOREMAN, NOW)
        return returning.answer(order, objection, True, "属实", LEAD, NOW)[0]
    if state is State.MAY_START:
        return work_order.allow(order, "vice.president", "claim approved", NOW)
    if state in (State.RECEIVED, State.WITH_SQUAD):
        return order
    return _repaired(order, state)


def _repaired(order: WorkOrder, state: State) -> WorkOrder:
    done = work_order.finish(order, Repairer.CONTRACTOR, FOREMAN, "重做完毕", (), TODAY, NOW)
    if state is State.DONE:
        return done
    checked = acceptance.pass_check(done, CHECKER, "闭水24小时无渗漏", NOW)
    if state is State.CHECKED:
        return checked
    return acceptance.sign(checked, DESK, "业主", "满意", NOW)
