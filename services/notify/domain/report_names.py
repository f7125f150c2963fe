"""What codes are called in reports, in Chinese, in the order in which they stand there."""

from collections.abc import Mapping

from .readings import ZH, Names

KINDS = {
    "complaint": "投诉", "suggestion": "建议", "repair_request": "报修", "inquiry": "咨询", "praise": "表扬",
}  # fmt: skip
CLASSES = {
    "class_1": "一类（物业服务）", "class_2": "二类（房屋质量）", "class_3": "三类（外部环境）", "": "未分类",
}  # fmt: skip
SHORT_CLASSES = {"class_1": "一类", "class_2": "二类", "class_3": "三类"}
CAUSES = {
    "contractor": "施工质量", "design": "设计", "property_service": "物业服务", "property_company": "物业公司", "company": "公司自身",
    "owner": "业主自身", "third_party": "第三方", "outside": "外部环境", "not_stated": "尚未查明",
}  # fmt: skip
VERDICTS = {"valid": "有效", "invalid": "无效", "": "待判定"}
DEPARTMENTS = {"sales": "经营销售部", "service_centre": "客户服务中心", "property_company": "物业公司"}
DESKS = {
    "site_lead": "客户服务处负责人", "engineering_desk": "工程项目专员", "sales_desk": "经营部驻场专员", "property_desk": "物业驻场专员",
    "sales": "经营销售部", "property_company": "物业公司",
}  # fmt: skip
USES = {"adopted": "采纳", "not_adopted": "不采纳", "": "待定"}
PARTIES = {
    "sales": "经营销售部", "engineering": "工程材料部", "design": "设计研发部", "property_company": "物业公司",
}  # fmt: skip
CHANNELS = {
    "hotline": "热线", "walk_in": "来访", "letter": "来信", "suggestion_box": "意见箱", "fax": "传真", "web": "网站",
    "forum": "论坛", "property_company": "物业公司转来", "sales": "经营销售部转来", "handover": "交楼", "visit": "走访",
    "company": "公司转来", "parent_company": "集团转来", "authority": "政府部门转来",
}  # fmt: skip
REASONS = {
    "time_passed": "逾期未修复", "contractor_declined": "施工单位表示无法按期维修", "owner_asked": "应业主要求",
    "check_failed_after_deadline": "逾期后验收仍不合格", "danger": "险情抢修",
}  # fmt: skip


def listed(names: Names, field: str, codes: Mapping[str, int]) -> dict[str, str]:
    """What these codes are called by policy, the most frequent first."""
    ordered = sorted(codes, key=lambda code: (-codes[code], code))
    return {code: called(names, field, code) for code in ordered}


def called(names: Names, field: str, code: str) -> str:
    """By policy, or the code itself."""
    found = names.of(field, code)
    return found[ZH] if found else code
