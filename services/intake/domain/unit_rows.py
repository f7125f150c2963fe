"""A file of units: what its columns are called, and what each row must be (L3). Nothing is guessed: what we do not know is named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercare_contracts.errors import Invalid, Problem

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "项目", "项目编号", "小区"),
    "building": ("building", "楼栋", "楼号", "栋号"),
    "unit_no": ("unit_no", "单元房号", "房号", "单元号"),
    "completion_accepted_on": ("completion_accepted_on", "竣工验收日期", "验收日期"),
    "handed_over_on": ("handed_over_on", "交付日期", "交房日期", "交楼日期"),
    "refused_on": ("refused_on", "拒收日期", "拒绝收房日期"),
    "owner_name": ("owner_name", "业主姓名", "业主"),
    "owner_phone": ("owner_phone", "业主电话", "联系电话", "电话"),
}
"""Our name of each column, and all it may be called."""
NAMES = {called: name for name, several in COLUMNS.items() for called in several}
OPTIONAL = frozenset({"handed_over_on", "refused_on"})
LENGTHS = {"project": 40, "building": 40, "unit_no": 40, "owner_name": 100, "owner_phone": 60}
DATES = ("completion_accepted_on", "handed_over_on", "refused_on")
PERSONAL = frozenset({"owner_name", "owner_phone"})
SEPARATORS = (",", ";", "\t")
CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd\ud800-\udfff]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
VALUE_SHOWN_MAX = 60
PROBLEMS_SHOWN_MAX = 20
EARLIEST = date(1949, 10, 1)


class HeadingWrong(Invalid):
    """The file's first line must name the columns of units, each once."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which separator a file uses, and at which place each of our columns stands."""

    separator: str
    places: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row: where, what stands there, why it cannot be, what would be right."""

    line: int
    column: str
    value: str
    reason: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as a file has it."""

    project: str
    building: str
    unit_no: str
    completion_accepted_on: date
    handed_over_on: date | None
    refused_on: date | None
    owner_name: str
    owner_phone: str


def separator_of(first_line: str) -> str:
    """The separator by which most names become known ones; the comma where none does."""
    return max(SEPARATORS, key=lambda each: sum(_plain(cell) in NAMES for cell in first_line.split(each)))


def heading_from(separator: str, cells: Sequence[str], project: str | None) -> Heading:
    """Where each column stands; the project's may be left out where one was named for the whole file. Raises ``HeadingWrong``."""
    found: dict[str, int] = {}
    wrong = []
    for place, cell in enumerate(cells):
        name = NAMES.get(_plain(cell))
        pointer = f"csv:line 1, column {place + 1}"
        if name is None:
            wrong.append(Problem(pointer, f"{shown(cell)!r} is not a column of units", f"one of: {', '.join(COLUMNS)}"))
        elif name in found:
            wrong.append(Problem(pointer, f"{name} stands here a second time", "each column once"))
        else:
            found[name] = place
    needed = set(COLUMNS) - OPTIONAL - ({"project"} if project else set())
    wrong += [
        Problem("csv:line 1", f"the column {name} is missing", f"one of: {', '.join(COLUMNS[name])}")
        for name in COLUMNS
        if name in needed - set(found)
    ]
    if wrong:
        raise HeadingWrong("", *wrong[:PROBLEMS_SHOWN_MAX])
    return Heading(separator, found, len(cells))


def row_from(
    heading: Heading, line: int, cells: Sequence[str], project: str | None, projects: frozenset[str], today: date
) -> UnitRow | list[Fault]:
    """The unit, or everything that is wrong with the row. ``projects`` are those that exist and that the sender reaches."""
    if len(cells) != heading.width:
        reason = f"the row has {len(cells)} cells, the first line {heading.width}"
        return [Fault(line, "", "", reason, f"{heading.width} cells")]
    values = {name: cells[place].strip() for name, place in heading.places.items()}
    if not values.get("project") and project:
        values["project"] = project
    faults = [fault for name, longest in LENGTHS.items() if (fault := _text_fault(line, name, values[name], longest))]
    if not faults and values["project"] not in projects:
        faults.append(
            Fault(line, "project", values["project"], "there is no such project within your reach", "one of yours")
        )
    days: dict[str, date | None] = {}
    for name in DATES:
        found = _day(line, name, values.get(name, ""), today)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            days[name] = found
    faults += _out_of_order(line, days)
    if faults:
        return faults
    accepted_on = days["completion_accepted_on"]
    assert accepted_on
    texts = {name: values[name] for name in LENGTHS}
    return UnitRow(
        completion_accepted_on=accepted_on, handed_over_on=days["handed_over_on"], refused_on=days["refused_on"], **texts
    )  # fmt: skip


def _text_fault(line: int, name: str, value: str, longest: int) -> Fault | None:
    if not value:
        return Fault(line, name, "", "the cell is empty", f"1 to {longest} characters")
    if len(value) > longest:
        return Fault(line, name, shown_of(name, value), f"{len(value):,} characters", f"at most {longest}")
    if CONTROL.search(value):
        return Fault(line, name, shown_of(name, value), "holds control or unreadable characters", "plain text")
    return None


def _day(line: int, name: str, value: str, today: date) -> date | Fault | None:
    """``2026-03-10``, ``2026/3/10``, ``2026.3.10`` or ``2026年3月10日``; a time of midnight after it, as a spreadsheet adds, is no
    matter."""
    if not value:
        return None if name in OPTIONAL else Fault(line, name, "", "the cell is empty", "a date such as 2026-03-10")
    found = DATE.fullmatch(
        value.removesuffix(" 0:00").removesuffix(" 00:00").removesuffix(" 00:00:00").removesuffix(" 0:00:00")
    )
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return Fault(line, name, shown(value), "there is no such day", "a day of the calendar")
    if day is None:
        return Fault(line, name, shown(value), "not a date", "a date such as 2026-03-10")
    if day > today:
        return Fault(line, name, shown(value), "lies in the future", f"{today} or earlier")
    return Fault(line, name, shown(value), "too long ago", f"{EARLIEST} or later") if day < EARLIEST else day


def _out_of_order(line: int, days: Mapping[str, date | None]) -> list[Fault]:
    first = days.get("completion_accepted_on")
    return [
        Fault(line, name, str(day), f"before completion was accepted on {first}", f"{first} or later")
        for name in ("handed_over_on", "refused_on")
        if first and (day := days.get(name)) and day < first
    ]


def shown(value: str) -> str:
    """A cell as an answer may quote it: short, and without what cannot be seen."""
    short = value if len(value) <= VALUE_SHOWN_MAX else f"{value[:VALUE_SHOWN_MAX]}…"
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", short)


def shown_of(name: str, value: str) -> str:
    """Likewise; of what is about a person only how it begins."""
    return f"{shown(value[:3])}…" if name in PERSONAL else shown(value)


def _plain(heading: str) -> str:
    return heading.strip().strip('"').strip().lower()
