"""What customers said on forms (V7), which quality objectives were reached (V9), and the months' visits (V8), as part of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from printing.document import Column, Kind, Part, Table, Value


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms of one project, pilots apart and a corrected one counted once. ``items_`` count single items, not forms."""

    project: str
    returned: int
    with_overall: int
    satisfied: int
    items_satisfied: int
    items_answered: int


@dataclass(frozen=True, slots=True)
class Objective:
    """A quality objective held against what came out at its date."""

    title: str
    project: str
    ends_on: date
    satisfied: int
    answered: int
    reached_percent: str
    wanted_percent: str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class VisitMonth:
    """A project's month of visits: households the property company was to visit and did."""

    project: str
    month: str
    officers: int
    officers_short: int
    wanted: int
    visited: int
    by_phone: int
    raised: int
    checked_by: str | None


@dataclass(frozen=True, slots=True)
class Surveys:
    """All of a period."""

    forms: Sequence[Forms]
    objectives: Sequence[Objective]
    visits: Sequence[VisitMonth]


NO_SURVEYS = Surveys((), (), ())
WHOLE, SHARE = Kind.WHOLE, Kind.SHARE
FORMS = (
    Column("project", "项目"), Column("returned", "回收", WHOLE), Column("with_overall", "填写总体评价", WHOLE),
    Column("satisfied", "总体满意", WHOLE), Column("satisfaction", "满意度", SHARE), Column("without_overall", "未填总体评价", WHOLE),
    Column("items", "分项满意率", SHARE),
)  # fmt: skip
OBJECTIVES = (
    Column("objective", "质量目标"), Column("project", "项目"), Column("ends_on", "考核日", Kind.DAY), Column("wanted", "目标"),
    Column("reached", "实际"), Column("satisfied", "满意", WHOLE), Column("answered", "答卷", WHOLE), Column("result", "结果"),
)  # fmt: skip
VISITS = (
    Column("project", "项目"), Column("month", "月份"), Column("officers", "走访人员", WHOLE), Column("short", "其中未达标", WHOLE),
    Column("wanted", "物业应访户数", WHOLE), Column("visited", "实访户数", WHOLE), Column("by_phone", "其中电话", WHOLE),
    Column("raised", "收集意见", WHOLE), Column("checked_by", "主管审核"),
)  # fmt: skip
NOTE = "满意度＝总体评价计为满意的答卷÷填写总体评价的答卷×100%；未填总体评价的只计入分项。试点问卷不计。"


def survey_parts(surveys: Surveys, projects: Mapping[str, str]) -> list[Part]:
    """Satisfaction with its counts, every objective with its shortfall named, and the visits."""
    total = Forms("", *(
        sum(getattr(each, name) for each in surveys.forms)
        for name in ("returned", "with_overall", "satisfied", "items_satisfied", "items_answered")
    ))  # fmt: skip
    return [
        Table(
            "satisfaction", "满意度调查", FORMS,
            [[projects.get(each.project, each.project), *_forms(each)] for each in surveys.forms], ["合计", *_forms(total)], NOTE,
        ),
        Table("objectives", "质量目标", OBJECTIVES, [
            [each.title, projects.get(each.project, each.project), each.ends_on, each.wanted_percent, each.reached_percent,
             each.satisfied, each.answered, "达到，予以表扬" if each.is_reached else "未达到，限期整改"]
            for each in surveys.objectives
        ]),
        Table("visits", "走访", VISITS, [
            [projects.get(each.project, each.project), each.month, each.officers, each.officers_short, each.wanted, each.visited,
             each.by_phone, each.raised, each.checked_by or "未审核"]
            for each in surveys.visits
        ]),
    ]  # fmt: skip


def _forms(found: Forms) -> list[Value]:
    return [
        found.returned, found.with_overall, found.satisfied,
        found.satisfied / found.with_overall if found.with_overall else None, found.returned - found.with_overall,
        found.items_satisfied / found.items_answered if found.items_answered else None,
    ]  # fmt: skip
