"""Values that more than one service speaks of. Standard library only, so that every domain may import them."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

Fen = NewType("Fen", int)
"""Money: whole fen, a hundredth of a yuan. Never a float."""

CaseId = NewType("CaseId", UUID)
WorkOrderId = NewType("WorkOrderId", UUID)
ContractId = NewType("ContractId", UUID)
ClaimId = NewType("ClaimId", UUID)
StatementId = NewType("StatementId", UUID)
ReturnVisitId = NewType("ReturnVisitId", UUID)


def yuan(amount_fen: int) -> str:
    """``486000`` → ``"4,860.00"``."""
    sign, fen = ("-" if amount_fen < 0 else ""), abs(amount_fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


class Role(StrEnum):
    """Who acts: staff by office, the contractor, the homeowner, and machines."""

    HOTLINE_CLERK = "hotline_clerk"
    CASE_OFFICER = "case_officer"
    DUTY_OFFICER = "duty_officer"
    SERVICE_SUPERVISOR = "service_supervisor"
    SERVICE_OFFICER = "service_officer"
    RECORDS_CLERK = "records_clerk"
    SITE_LEAD = "site_lead"
    ENGINEERING_DESK = "engineering_desk"
    SALES_DESK = "sales_desk"
    PROPERTY_DESK = "property_desk"
    REPAIR_SQUAD = "repair_squad"
    CENTRE_DIRECTOR = "centre_director"
    DEPUTY_CHIEF_ENGINEER = "deputy_chief_engineer"
    CHIEF_ENGINEER = "chief_engineer"
    VICE_PRESIDENT = "vice_president"
    GENERAL_MANAGER = "general_manager"
    AUDITOR = "auditor"
    FINANCE_OFFICER = "finance_officer"
    LEGAL_COUNSEL = "legal_counsel"
    COMPANY_OFFICE = "company_office"
    QUALITY_SUPERVISOR = "quality_supervisor"
    MANAGEMENT_REPRESENTATIVE = "management_representative"
    DEPARTMENT_MANAGER = "department_manager"
    SALES = "sales"
    ENGINEERING = "engineering"
    DESIGN = "design"
    PROPERTY_COMPANY = "property_company"
    CONTRACTOR = "contractor"
    CUSTOMER = "customer"
    HOTLINE = "hotline"
    OPERATOR = "operator"


class Department(StrEnum):
    """Who is responsible for a case (I4)."""

    SALES = "sales"
    SERVICE_CENTRE = "service_centre"
    PROPERTY_COMPANY = "property_company"


class Desk(StrEnum):
    """Who holds a case within the department responsible for it (I4, B1)."""

    SITE_LEAD = "site_lead"
    SALES_DESK = "sales_desk"
    ENGINEERING_DESK = "engineering_desk"
    PROPERTY_DESK = "property_desk"
    SALES = "sales"
    PROPERTY_COMPANY = "property_company"


class Phase(StrEnum):
    """Where the unit stands on the day of registration (I4)."""

    BEFORE_HANDOVER = "before_handover"
    FIRST_YEAR = "first_year"
    AFTER_FIRST_YEAR = "after_first_year"


class Channel(StrEnum):
    """By what way a contact came (I1)."""

    HOTLINE = "hotline"
    WALK_IN = "walk_in"
    LETTER = "letter"
    SUGGESTION_BOX = "suggestion_box"
    FAX = "fax"
    WEB = "web"
    FORUM = "forum"
    PROPERTY_COMPANY = "property_company"
    SALES = "sales"
    HANDOVER = "handover"
    VISIT = "visit"
    COMPANY = "company"
    PARENT_COMPANY = "parent_company"
    AUTHORITY = "authority"


class CaseKind(StrEnum):
    """What the contact is (I2)."""

    INQUIRY = "inquiry"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    REPAIR_REQUEST = "repair_request"


class CaseClass(StrEnum):
    """Whose shortfall it is about (I3)."""

    PROPERTY_SERVICE = "class_1"
    HOUSE_QUALITY = "class_2"
    OUTSIDE = "class_3"


class Verdict(StrEnum):
    """Whether a complaint is valid (I2)."""

    PENDING = "pending"
    VALID = "valid"
    INVALID = "invalid"
    NOT_CALLED_FOR = "not_called_for"


class ContactWay(StrEnum):
    """How the customer wants to hear from us, and to be visited (I5)."""

    PHONE = "phone"
    HOME = "home"
    ONLINE = "online"
    LETTER = "letter"


class Part(StrEnum):
    """The parts of a building that have a warranty of their own (L1, L2)."""

    STRUCTURE = "structure"
    ROOF_WATERPROOFING = "roof_waterproofing"
    WET_ROOM_WATERPROOFING = "wet_room_waterproofing"
    OUTER_WALL_LEAKAGE = "outer_wall_leakage"
    HEATING_AND_COOLING = "heating_and_cooling"
    ELECTRICAL = "electrical"
    PLUMBING = "plumbing"
    EQUIPMENT = "equipment"
    DECORATION = "decoration"
    DOORS_AND_WINDOWS = "doors_and_windows"


class Bearer(StrEnum):
    """Who bears a cost, by its cause (D2, L4)."""

    CONTRACTOR = "contractor"
    COMPANY = "company"
    OWNER = "owner"
    THIRD_PARTY = "third_party"


class OrderSource(StrEnum):
    """信息来源 on the work order."""

    SALES = "sales"
    OWNER = "owner"
    ENGINEERING = "engineering"


class RepairResult(StrEnum):
    """维修结果: first, second, third or later repair of the same fault (D1)."""

    ONE_REPAIR = "one_repair"
    REPEATED_REPAIR = "repeated_repair"
    MANY_REPAIRS = "many_repairs"

    @classmethod
    def of(cls, repairs: int) -> "RepairResult":
        """The box to tick after so many repairs of one fault."""
        return (cls.ONE_REPAIR, cls.REPEATED_REPAIR, cls.MANY_REPAIRS)[min(max(repairs, 1), 3) - 1]


class TakeOverReason(StrEnum):
    """Why the squad takes a contractor's work over (D3)."""

    TIME_PASSED = "time_passed"
    CONTRACTOR_DECLINED = "contractor_declined"
    OWNER_ASKED = "owner_asked"
    CHECK_FAILED_AFTER_DEADLINE = "check_failed_after_deadline"
    DANGER = "danger"


class Repairer(StrEnum):
    """Who carries a work order out (D2)."""

    CONTRACTOR = "contractor"
    SQUAD = "squad"
