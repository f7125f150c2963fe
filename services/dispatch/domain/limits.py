"""The time limits dispatch keeps; their figures are the policy ``limits`` (N2)."""

from enum import StrEnum


class LimitName(StrEnum):
    """What has its time."""

    ENGINEERING_FINDING = "engineering_finding"
    ORDER_RECEIPT = "order_receipt"
    ENGINEERING_CHECK = "engineering_check"
    SALES_CHECK = "sales_check"
    ORDER_OBJECTION = "order_objection"
    MATERIAL_DECISION = "material_decision"
    QUOTE_ANSWER = "quote_answer"
    INSPECTION_FINDING = "inspection_finding"
    COORDINATION_POINT = "coordination_point"
    EQUIPMENT_RECORD = "equipment_record"
    COORDINATION_MEETING = "coordination_meeting"
    UPKEEP_JUDGEMENT = "upkeep_judgement"
    DESK_SIGNATURE = "desk_signature"
