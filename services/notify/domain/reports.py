"""Reports: drawn for a period once, numbered and frozen, then signed step by step, each by another person (N3, N4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import CHINA, day_in_china
from aftercare_contracts.values import Department, Role
from printing.document import Column, Document, Section, Table, Text, Value
from printing.document import Kind as ValueKind

from .report_names import DEPARTMENTS
from .spans import Length, Span, span_at, span_of


class Kind(StrEnum):
    """Which report."""

    WEEKLY = "weekly"
    DEPARTMENT_MONTH = "department_month"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CONTRACTORS = "contractors"


LENGTHS: Mapping[Kind, Length] = {
    Kind.WEEKLY: Length.WEEK, Kind.DEPARTMENT_MONTH: Length.MONTH, Kind.MONTH: Length.MONTH, Kind.QUARTER: Length.QUARTER,
    Kind.YEAR: Length.YEAR, Kind.CONTRACTORS: Length.QUARTER,
}  # fmt: skip
TITLES: Mapping[Kind, tuple[str, str]] = {
    Kind.WEEKLY: ("客户服务处周报", "Weekly of the site office"),
    Kind.DEPARTMENT_MONTH: ("月度客户意见统计分析表", "Customers' opinions of the month"),
    Kind.MONTH: ("月度客户意见统计分析", "Customers' opinions of the month, all departments"),
    Kind.QUARTER: ("季度客户意见汇总分析", "Customers' opinions of the quarter"),
    Kind.YEAR: ("年度客户意见统计分析（管理评审输入）", "Customers' opinions of the year, for the management review"),
    Kind.CONTRACTORS: ("施工单位季度考评", "How contractors compare"),
}
WORDS = {
    "progress": "一周工作进展", "coordination": "各部门协调情况", "problems": "处理过程中出现的问题", "improvements": "有待改进的地方",
    "summary": "总结与分析", "opinion": "意见",
}  # fmt: skip
WORDS_MAX = 4000


class Step(StrEnum):
    """What is done to a report, each once."""

    SIGN = "sign"
    SHOW = "show"
    CHECK = "check"
    READ = "read"


STEP_TITLES = {
    Step.SIGN: "负责人签名", Step.SHOW: "主任会公布", Step.CHECK: "审核", Step.READ: "审阅",
}  # fmt: skip
STATES = {Step.SIGN: "signed", Step.SHOW: "shown", Step.CHECK: "checked", Step.READ: "read"}


class NoSuchReport(NotFound):
    """There is no such report, or it is not yours to see."""


class PeriodRuns(Conflict):
    """The period is not over; its figures are not known yet."""


class WrongScope(Invalid):
    """A weekly is of one project, a department's table of one department, every other report of all."""


class NotThisStep(Conflict):
    """Another step comes first, or there is none left."""


class SignedBefore(AlreadyDone):
    """This step was signed before."""


class SignedByYou(Forbidden):
    """Nobody signs a report twice: the next step is for another person."""


class NotYourStep(Forbidden):
    """This step is for another role."""


class NotTheLatest(Conflict):
    """The report was drawn again; the latest version is the one to sign."""


class NotEverywhere(Forbidden):
    """This report is over all projects, and so for who reaches them all."""


class WordsMissing(Invalid):
    """The words that this step asks for are needed."""


@dataclass(frozen=True, slots=True)
class StepRule:
    """Who takes a step, for a department perhaps others, and the words it asks for."""

    step: Step
    roles: tuple[Role, ...]
    of_department: Mapping[str, tuple[Role, ...]]
    words: tuple[str, ...] = ()

    def roles_for(self, department: str | None) -> tuple[Role, ...]:
        """Who may."""
        return self.of_department.get(department or "", self.roles)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind's rule: on which day after the period and at what hour it is drawn, its steps, who has it once signed."""

    on_day: int
    at: time
    steps: tuple[StepRule, ...]
    receives: tuple[Role, ...]
    data: Mapping[str, Any]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """As policy keeps it."""
        steps = tuple(
            StepRule(
                Step(each["step"]), tuple(map(Role, each["roles"])),
                {name: tuple(map(Role, roles)) for name, roles in each.get("of_department", {}).items()},
                tuple(each.get("words", ())),
            )
            for each in data["steps"]
        )  # fmt: skip
        return cls(data["on_day"], time.fromisoformat(data["at"]), steps, tuple(map(Role, data["receives"])), data)

    def draw_at(self, span: Span) -> datetime:
        """When the report of a period is drawn: day 1 is the first after it."""
        return datetime.combine(span.after_on + timedelta(days=self.on_day - 1), self.at, CHINA)

    def next_after(self, length: Length, at: datetime) -> tuple[Span, datetime]:
        """The first period whose report is drawn after a moment, and when."""
        span = span_of(length, span_at(length, at).first_on - timedelta(days=1))
        while (draw_at := self.draw_at(span)) <= at:
            span = span_of(length, span.after_on)
        return span, draw_at


@dataclass(frozen=True, slots=True)
class Deed:
    """A step that was taken."""

    step: Step
    by: str
    role: Role
    at: datetime
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """One version of a report; what was drawn never changes, ``deeds`` come to it."""

    report_id: UUID
    report_no: str
    kind: Kind
    span: Span
    project: str | None
    department: Department | None
    version: int
    is_latest: bool
    drawn_at: datetime
    drawn_by: str
    sha256: str
    title_zh: str
    title_en: str
    rule: Rule
    deeds: tuple[Deed, ...] = ()

    @property
    def state(self) -> str:
        """``drafted``, then by the last step taken."""
        return STATES[self.deeds[-1].step] if self.deeds else "drafted"

    @property
    def next_step(self) -> StepRule | None:
        """What is to be done; nothing once all is."""
        done = len(self.deeds)
        return self.rule.steps[done] if done < len(self.rule.steps) else None


def must_fit(kind: Kind, span: Span, project: str | None, department: str | None, now: datetime) -> None:
    """Raises ``WrongScope``, ``PeriodRuns``."""
    if (kind is Kind.WEEKLY) != (project is not None):
        raise WrongScope("", Problem("/project", project or "missing", "a project for a weekly, none for others"))
    if (kind is Kind.DEPARTMENT_MONTH) != (department is not None):
        expected = "a department for its table of the month, none for others"
        raise WrongScope("", Problem("/department", department or "missing", expected))
    if now < span.ends_at:
        raise PeriodRuns("", Problem("/period", f"{span.name} ends at {span.ends_at.isoformat()}", "a period gone by"))


def titles(kind: Kind, span: Span, project_name: str | None, department: str | None) -> tuple[str, str]:
    """In Chinese and English, with whose it is and for when."""
    zh, en = TITLES[kind]
    whose = project_name or (DEPARTMENTS[department] if department else "")
    whose_en = project_name or department or ""
    return f"{whose}{zh}　{span.title}", f"{en}{f', {whose_en}' if whose_en else ''}, {span.title_en}"


def take(report: Report, step: Step, by: str, roles: frozenset[str], words: Mapping[str, str], now: datetime) -> Report:
    """A person takes the next step. Raises ``SignedBefore``, ``NotTheLatest``, ``NotThisStep``, ``NotYourStep``, ``SignedByYou``,
    ``WordsMissing``."""
    if step in (deed.step for deed in report.deeds):
        raise SignedBefore
    if not report.is_latest:
        raise NotTheLatest
    rule = report.next_step
    if rule is None or rule.step is not step:
        wanted = rule.step if rule else "none"
        raise NotThisStep("", Problem("/step", step, f"the next step: {wanted}"))
    mine = [role for role in rule.roles_for(report.department) if role in roles]
    if not mine:
        raise NotYourStep(f"This step is for {', '.join(rule.roles_for(report.department))}.")
    if by in (deed.by for deed in report.deeds):
        raise SignedByYou
    missing = [name for name in rule.words if not words.get(name, "").strip()]
    strange = [name for name in words if name not in (*rule.words, "opinion")]
    if missing or strange:
        raise WordsMissing("", *(
            Problem(f"/words/{name}", "missing" if name in missing else "not asked for", WORDS.get(name, "no such words"))
            for name in (*missing, *strange)
        ))  # fmt: skip
    kept = {name: text.strip() for name, text in words.items() if text.strip()}
    return replace(report, deeds=(*report.deeds, Deed(step, by, mine[0], now, kept)))


def shown(document: Document, report: Report) -> Document:
    """What was drawn, with the words of those who signed before it, below it who signed when, and lines for who is still to."""
    words = [
        Section(WORDS[name], [Text(deed.words[name].split("\n"))])
        for deed in report.deeds
        for name in (*WORDS,)
        if name in deed.words
    ]
    columns = [Column("step", "事项"), Column("by", "签名"), Column("on", "日期", ValueKind.DAY)]
    signed: list[list[Value]] = [[STEP_TITLES[deed.step], deed.by, day_in_china(deed.at)] for deed in report.deeds]
    fingerprint = " ".join(report.sha256[place : place + 16] for place in range(0, len(report.sha256), 16))
    note = Text([f"第{report.version}版。数据指纹（SHA-256）：{fingerprint}"])
    last = Section("签署", [*([Table("signatures", "签署记录", columns, signed)] if signed else []), note])
    waiting = [STEP_TITLES[rule.step] for rule in report.rule.steps[len(signed) :]]
    return replace(document, sections=[*words, *document.sections, last], signatures=waiting)


WIDE = frozenset({
    Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR, Role.COMPANY_OFFICE, Role.MANAGEMENT_REPRESENTATIVE,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.AUDITOR, Role.OPERATOR,
})  # fmt: skip
"""See every report that their projects let them see."""
OF_KIND: Mapping[Role, frozenset[Kind]] = {
    Role.SITE_LEAD: frozenset({Kind.WEEKLY}),
    Role.ENGINEERING: frozenset({Kind.CONTRACTORS}), Role.CHIEF_ENGINEER: frozenset({Kind.CONTRACTORS}),
    Role.DEPUTY_CHIEF_ENGINEER: frozenset({Kind.CONTRACTORS}), Role.FINANCE_OFFICER: frozenset({Kind.CONTRACTORS}),
}  # fmt: skip
OF_DEPARTMENT: Mapping[Role, Department] = {
    Role.SALES: Department.SALES,
    Role.PROPERTY_COMPANY: Department.PROPERTY_COMPANY,
}
READERS: tuple[Role, ...] = tuple(sorted({*WIDE, *OF_KIND, *OF_DEPARTMENT}))


def kinds_seen(roles: frozenset[str]) -> frozenset[Kind]:
    """Of which kinds somebody sees every one within his projects."""
    if roles & WIDE:
        return frozenset(Kind)
    return frozenset(kind for role, kinds in OF_KIND.items() if role in roles for kind in kinds)


def departments_seen(roles: frozenset[str]) -> Sequence[Department]:
    """Whose tables of the month somebody sees besides."""
    return [department for role, department in OF_DEPARTMENT.items() if role in roles]


def is_seen(report: Report, roles: frozenset[str], reach: Sequence[str] | None) -> bool:
    """One project's by who reaches it, all projects' by who reaches all; a department sees its own."""
    if report.department in departments_seen(roles):
        return True
    return report.kind in kinds_seen(roles) and (reach is None or report.project in reach)
