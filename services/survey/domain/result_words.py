"""What the result document says, in both languages."""

from collections.abc import Mapping

LANGUAGES = ("zh", "en")

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("满意度统计报告", "Satisfaction report"),
    "whole": ("总体情况", "The whole"),
    "handed_out": ("发出份数", "Handed out"),
    "returned": ("收回份数", "Returned"),
    "share_returned": ("回收率", "Share returned"),
    "satisfaction": ("总体满意率", "Satisfaction"),
    "interval": ("95%置信区间", "95 % interval"),
    "without_overall": ("未填总体评价份数", "Without an overall answer"),
    "how": (
        "满意率＝总体评价为满意的表数÷填写了总体评价的回收表数×100%；置信区间按威尔逊法计算。未填写总体评价的调查表只计入各分项。",
        "Satisfaction is the share of satisfied overall answers among the forms returned with one; the interval is Wilson's. A form"
        " without an overall answer counts per item only.",
    ),
    "nothing": ("没有收回调查表，无数据可统计。", "No form was returned; there is nothing to count."),
    "groups": ("分组满意率", "By group"),
    "groups_chart": ("各组满意率", "Share satisfied, group by group"),
    "groups_table": ("各组明细", "Group by group"),
    "items": ("分项满意率", "By item"),
    "items_table": ("各项明细", "Item by item"),
    "parts_chart": ("满意率", "Share satisfied"),
    "parts_table": ("明细", "In figures"),
    "objectives_table": ("目标与实际", "Wanted and reached"),
    "group": ("项目组", "Group"),
    "item": ("项目", "Item"),
    "answered": ("回答数", "Answered"),
    "satisfied": ("满意", "Satisfied"),
    "neither": ("一般", "Neither"),
    "dissatisfied": ("不满意", "Dissatisfied"),
    "share": ("满意率", "Satisfied, share"),
    "low": ("区间下限", "Interval from"),
    "high": ("区间上限", "Interval to"),
    "project": ("项目", "Project"),
    "building": ("楼栋", "Building"),
    "contractor": ("施工单位", "Contractor"),
    "campaign": ("调查批次", "Campaign"),
    "month": ("月份", "Month"),
    "quarter": ("季度", "Quarter"),
    "year": ("年度", "Year"),
    "apart": ("对比：{by}", "Side by side: {by}"),
    "objectives": ("质量目标", "Quality objectives"),
    "objective": ("目标", "Objective"),
    "ends_on": ("考核日期", "Date"),
    "wanted": ("目标值", "Wanted"),
    "reached": ("实际值", "Reached"),
    "shortfall": ("差距（百分点）", "Short by (points)"),
    "outcome": ("结果", "Outcome"),
    "outcome_reached": ("达成", "reached"),
    "outcome_below": ("未达成", "missed"),
    "outcome_nothing_returned": ("无数据", "nothing returned"),
    "missed": (
        "未达到质量目标：{project}“{name}”，实际{reached}，目标{wanted}，低{points}个百分点，已要求限期采取纠正措施。",
        "Below the objective: {name} in {project} stands at {reached}, wanted are {wanted}; it is short by {points} points and a"
        " corrective action with a date is owed.",
    ),
    "pilot": ("试点调查（单独统计）", "Pilot, counted apart"),
    "period": ("统计期间：{begins}至{ends}", "From {begins} to {ends}"),
    "from": ("统计期间：{begins}起", "From {begins}"),
    "until": ("统计期间：截至{ends}", "Until {ends}"),
    "always": ("统计期间：全部", "All of it"),
}


def word(name: str, language: str) -> str:
    """A word of the document. Raises ``KeyError`` for one there is not."""
    return WORDS[name][LANGUAGES.index(language)]
