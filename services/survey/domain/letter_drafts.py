"""A letter's draft from the figures (V6): how the survey went, what many were dissatisfied with, what is proposed and until when.

Common matters are answered by the letter, single ones by a visit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import matching, one_of, record, share, table, text, whole
from aftercare_contracts.values import Role

from .forms import Form, Item
from .letters import PROMISERS, Promise, Words
from .satisfaction import Result, Tally

MEASURE = record({"zh": text(300), "en": text(600), "owner": one_of(PROMISERS), "days": whole(1, 365)})
OPEN_LETTERS = record({
    "common_answers": whole(1, 1000), "common_share": share, "items_most": whole(1, 30),
    "measures": table(matching(r"[a-z][a-z0-9_]{0,39}", "a group's code"), MEASURE), "otherwise": MEASURE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Common:
    """An item that many were dissatisfied with, and its group."""

    group: str
    item: Item
    tally: Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What the letter is about."""

    project: str
    form: Form
    begins_on: date
    ends_on: date


def check_open_letters(data: Any) -> list[Problem]:
    """What is wrong with the policy, by place."""
    return OPEN_LETTERS(data, "")


def common_items(form: Form, result: Result, policy: Mapping[str, Any]) -> list[Common]:
    """The items with so many dissatisfied answers, and so large a share of them; the most often named first."""
    found = [
        Common(group.code, item, tally)
        for group in form.groups
        for item in group.items
        if (tally := result.items.get(item.code))
        and tally.dissatisfied >= policy["common_answers"]
        and Fraction(tally.dissatisfied, tally.answered) >= Fraction(str(policy["common_share"]))
    ]
    most: int = policy["items_most"]
    return sorted(found, key=lambda each: (-each.tally.dissatisfied, each.tally.answered))[:most]


def promises(common: Sequence[Common], policy: Mapping[str, Any], today: date) -> list[Promise]:
    """What is proposed for each common matter, for staff to sharpen: method, measure and the shortest time."""
    proposed = []
    for each in common:
        measure = policy["measures"].get(each.group, policy["otherwise"])
        proposed.append(Promise(
            each.item.code, f"针对“{each.item.zh}”：{measure['zh']}", f"{each.item.en}: {measure['en']}",
            Role(measure["owner"]), today + timedelta(days=measure["days"]),
        ))  # fmt: skip
    return proposed


def words_zh(asked: Asked, result: Result, common: Sequence[Common]) -> Words:
    """The Chinese text."""
    lines = [
        "尊敬的业主：",
        f"您好！衷心感谢您填写《{asked.form.zh}》。本次调查于{_zh(asked.begins_on)}至{_zh(asked.ends_on)}进行，{_returned_zh(result)}",
    ]
    if (share := result.overall.share) is not None and (interval := result.overall.interval):
        lines.append(
            f"填写总体评价的{result.overall.answered}份调查表中，{result.overall.satisfied}份表示满意，满意率为{_pct(share)}"
            f"（95%置信区间为{_pct(interval[0])}至{_pct(interval[1])}）。{_without_zh(result)}"
        )
    if common:
        named = "；".join(
            f"{each.item.zh}（回答此项的{each.tally.answered}位业主中有{each.tally.dissatisfied}位不满意）"
            for each in common
        )
        lines.append(
            f"大家反映比较集中的问题有：{named}。对您的批评，我们诚恳接受，深表歉意，并就处理方法、措施和完成期限答复如下："
        )
    else:
        lines.append("本次调查未发现普遍反映的问题。对于您提出的意见和建议，我们将采取以下措施：")
    closing = [
        "以上措施的落实情况将由质量管理人员逐项验证，结果另行公布。个别业主反映的问题，我们将逐户回访、单独处理。",
        "如您还有其他意见，欢迎随时与客户服务处联系。再次感谢您的理解、支持与监督！",
    ]
    return Words(f"致{asked.project}业主的公开信", "\n".join(lines), "\n".join(closing))


def words_en(asked: Asked, result: Result, common: Sequence[Common]) -> Words:
    """The English text."""
    lines = [
        "Dear owners:",
        f"Thank you for taking part in our {asked.form.en[:1].lower()}{asked.form.en[1:]} from {asked.begins_on} to"
        f" {asked.ends_on}. {_returned_en(result)}",
    ]
    if (share := result.overall.share) is not None and (interval := result.overall.interval):
        lines.append(
            f"Of the {result.overall.answered} forms with an overall answer, {result.overall.satisfied} were satisfied:"
            f" {_pct(share)} (95 % interval {_pct(interval[0])} to {_pct(interval[1])}).{_without_en(result)}"
        )
    if common:
        named = "; ".join(
            f"{each.item.en} ({each.tally.dissatisfied} of {each.tally.answered} who answered were dissatisfied)"
            for each in common
        )
        lines.append(
            f"What many of you raised: {named}. We are sorry, we take it to heart, and this is what we will do,"
            " how, and by when:"
        )
    else:
        lines.append("No matter was raised by many. For what was raised we will do the following:")
    closing = [
        "Each of these will be checked by our quality staff, and the outcome posted. Matters raised by single owners are"
        " taken up with each of them in person.",
        "If there is more you wish to tell us, the site office is glad to hear from you. Thank you for your trust.",
    ]
    return Words(f"Open letter to the owners of {asked.project}", "\n".join(lines), "\n".join(closing))


def _returned_zh(result: Result) -> str:
    if result.handed_out and result.share_returned is not None:
        return f"共发出调查表{result.handed_out}份，收回{result.returned}份，回收率为{_pct(result.share_returned)}。"
    return f"共收回调查表{result.returned}份。"


def _returned_en(result: Result) -> str:
    if result.handed_out and result.share_returned is not None:
        return f"Forms handed out: {result.handed_out}; returned: {result.returned}, that is {_pct(result.share_returned)}."
    return f"Forms returned: {result.returned}."


def _without_zh(result: Result) -> str:
    missing = result.without_overall
    return f"另有{missing}份未填写总体评价，只计入各分项。" if missing else ""


def _without_en(result: Result) -> str:
    missing = result.without_overall
    return f" Forms without an overall answer, which count per item only: {missing}." if missing else ""


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _pct(value: float) -> str:
    return f"{value:.1%}"
