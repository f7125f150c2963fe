"""Why a limit is due when it is, in words and steps, in Chinese and English (B2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aftercare_contracts.periods import CHINA

from .clocks import Because, Calendars, Pause, Tick, Unit
from .limits import Limit, LimitName, LimitState, rerun

NAMES: dict[LimitName, tuple[str, str]] = {
    LimitName.FIRST_FEEDBACK: ("首次反馈", "first feedback"),
    LimitName.WEEKLY_RESULT: ("一周内报告结果", "result within a week"),
    LimitName.DEPARTMENT_LEVEL: ("部门级处理", "department level"),
    LimitName.COMPANY_LEVEL: ("公司级处理", "company level"),
    LimitName.REPLY_AGREED: ("约定答复", "reply as agreed"),
    LimitName.PROMISED_DATE: ("承诺完成日期", "promised date"),
    LimitName.PLAN_DATE: ("处理方案完成日期", "date of the plan"),
    LimitName.WORD_TO_CUSTOMER: ("每周两次告知客户进展", "word to the customer twice a week"),
    LimitName.PROPERTY_SLIP: ("书面转达物业公司", "slip to the property company"),
    LimitName.SLIP_ANSWER: ("答复工作联系单", "answer to a slip"),
    LimitName.DESIGN_OPINION: ("设计意见", "opinion of design"),
    LimitName.SUGGESTION_PASSED_ON: ("建议当班上报", "suggestion passed on before the shift ends"),
    LimitName.ACTION: ("措施完成日期", "date of an action"),
}
UNITS: dict[Unit, tuple[str, str]] = {
    Unit.HOURS: ("{}小时，连续计算", "{} hours, running on"),
    Unit.DAYS: ("{}日，当日不计", "{} days, the first not counted"),
    Unit.WORKING_DAYS: ("{}个工作日，当日不计", "{} working days, the first not counted"),
    Unit.OPENING_HOURS: ("{}个营业小时", "{} opening hours"),
    Unit.CLOSINGS: ("至营业时间结束", "until the centre closes"),
    Unit.FIXED: ("约定时间", "a time that was named"),
}
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning."""

    at: datetime
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The end moved."""

    at: datetime
    due_was: datetime
    due_at: datetime
    because: str


def explain(
    limit: Limit, calendars: Calendars, pauses: Sequence[Pause], moves: Sequence[Moved], source: str
) -> list[Step]:
    """Every step from the start to the end, by time; ``calendars`` as they were when the limit was last reckoned."""
    steps = [_start(limit, source), *_ticks(limit, calendars, pauses), *_pauses(pauses)]
    steps += [_moved(move) for move in moves]
    steps.sort(key=lambda step: step.at)
    return [*steps, *_result(limit, pauses)]


def moment(at: datetime) -> str:
    """In China; midnight is the 24:00 of the day that ends."""
    local = at.astimezone(CHINA)
    if local.time() == time():
        return f"{_day(local.date() - timedelta(days=1))} 24:00"
    return f"{_day(local.date())} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}）"


def _start(limit: Limit, source: str) -> Step:
    (zh, en), (unit_zh, unit_en) = NAMES[limit.name], UNITS[limit.unit]
    return Step(
        limit.started_at,
        f"{moment(limit.started_at)} 起算：第{limit.round}轮“{zh}”，{unit_zh.format(limit.count)}"
        f"（时限规定第{limit.policy_version}版，依据 {source}）",
        f"starts {moment(limit.started_at)}: round {limit.round}, {en}, {unit_en.format(limit.count)}"
        f" (limits version {limit.policy_version}, from {source})",
    )


def _ticks(limit: Limit, calendars: Calendars, pauses: Sequence[Pause]) -> Iterator[Step]:
    counted = 0
    for tick in rerun(limit, calendars, pauses).ticks:
        counted += tick.because is Because.COUNTED
        zh, en = _counted(limit.unit, counted) if tick.because is Because.COUNTED else _not_counted(tick, calendars)
        yield Step(tick.at, f"{_day(tick.day)}：{zh}", f"{_day(tick.day)}: {en}")


def _counted(unit: Unit, counted: int) -> tuple[str, str]:
    kind_zh, kind_en = {
        Unit.WORKING_DAYS: ("个工作日", "working day"), Unit.CLOSINGS: ("个营业日", "opening day"),
    }.get(unit, ("日", "day"))  # fmt: skip
    return f"第{counted}{kind_zh}", f"{kind_en} {counted}"


def _not_counted(tick: Tick, calendars: Calendars) -> tuple[str, str]:
    if tick.because is Because.PAUSED:
        return "暂停中，不计", "paused, not counted"
    name = calendars.name_of(tick.day)
    return (f"{name}，不计", f"{name}, not counted") if name else ("休息日，不计", "day off, not counted")


def _pauses(pauses: Sequence[Pause]) -> Iterator[Step]:
    for pause in pauses:
        yield Step(
            pause.paused_at,
            f"{moment(pause.paused_at)} 由{pause.paused_by}暂停：{pause.reason}",
            f"paused {moment(pause.paused_at)} by {pause.paused_by}: {pause.reason}",
        )
        if pause.resumed_at:
            yield Step(
                pause.resumed_at,
                f"{moment(pause.resumed_at)} 由{pause.resumed_by}恢复",
                f"runs again {moment(pause.resumed_at)}, by {pause.resumed_by}",
            )


def _moved(move: Moved) -> Step:
    return Step(
        move.at,
        f"{moment(move.at)} 重算：由 {moment(move.due_was)} 改为 {moment(move.due_at)}（{move.because}）",
        f"reckoned anew {moment(move.at)}: from {moment(move.due_was)} to {moment(move.due_at)} ({move.because})",
    )


ENDINGS: dict[LimitState, tuple[str, str]] = {
    LimitState.KEPT: ("按时完成", "kept"),
    LimitState.KEPT_LATE: ("逾期完成", "done late"),
    LimitState.PASSED: ("已逾期", "passed"),
    LimitState.GIVEN_WAY: ("不再适用", "given way"),
}


def _result(limit: Limit, pauses: Sequence[Pause]) -> Iterator[Step]:
    if limit.paused_at:
        yield Step(limit.paused_at, "暂停中，到期时间待恢复后确定", "paused; the end is known once it runs again")
    else:
        note_zh, note_en = ("（暂定：该年度放假安排尚未公布）", " (provisional: the year's notice is not out yet)") if (
            limit.is_provisional) else ("", "")  # fmt: skip
        yield Step(limit.due_at, f"到期：{moment(limit.due_at)}{note_zh}", f"due {moment(limit.due_at)}{note_en}")
    if limit.ended_at or limit.state is not LimitState.RUNNING:
        zh, en = ENDINGS[limit.state]
        when = f"{moment(limit.ended_at)} " if limit.ended_at else ""
        because = f"（{limit.ended_because}）" if limit.ended_because else ""
        yield Step(limit.ended_at or limit.due_at, f"{when}{zh}{because}", f"{when}{en} {limit.ended_because}".strip())
