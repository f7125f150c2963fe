"""The result of a survey as a document (V7): the whole, groups and items, side by side, the objectives with their shortfalls (V9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from printing.document import Chart, Column, Document, Drawn, Figure, Figures, Kind, Section, Series, Table, Text, Value

from .forms import Form, Group, Item
from .objectives import Outcome
from .result_words import word
from .satisfaction import Result, Tally

TALLY = (
    ("answered", Kind.WHOLE), ("satisfied", Kind.WHOLE), ("neither", Kind.WHOLE), ("dissatisfied", Kind.WHOLE),
    ("share", Kind.SHARE), ("low", Kind.SHARE), ("high", Kind.SHARE),
)  # fmt: skip
OVER_TIME = frozenset({"month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class Held:
    """A quality objective as it was held against what came out."""

    zh: str
    en: str
    project: str
    ends_on: date
    wanted: float
    satisfied: int
    answered: int
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a document of results is made from. ``by`` names what the parts are."""

    number: str
    form: Form
    whole: Result
    pilot: Result
    by: str | None
    parts: Mapping[str, Result]
    held: Sequence[Held]
    about: str
    begins_on: date | None
    ends_on: date | None
    made_at: datetime
    language: str


def document(reported: Reported) -> Document:
    """In one language, for every format."""
    language = reported.language
    form = reported.form.zh if language == "zh" else reported.form.en
    return Document(
        number=reported.number, title=f"{form} · {word('title', language)}",
        subtitle=" · ".join(filter(None, (reported.about, _period(reported)))), language=language, made_at=reported.made_at,
        sections=[Section(word(title, language), parts) for title, parts in _sections(reported) if parts] + _side_by_side(reported),
    )  # fmt: skip


def _sections(reported: Reported) -> Iterator[tuple[str, list[Text | Figures | Table | Chart]]]:
    language, whole = reported.language, reported.whole
    yield "whole", [_figures(whole, language), Text([word("how" if whole.returned else "nothing", language)])]
    groups = _named(reported.form.groups, whole.groups, language)
    if groups:
        yield (
            "groups",
            [_shares("groups_chart", groups, language), _tallies("groups", "group", groups, language)],
        )
    items = _named(reported.form.items, whole.items, language)
    if items:
        yield "items", [_tallies("items", "item", items, language)]
    if reported.held:
        yield "objectives", [*_missed(reported), _objectives(reported)]
    if reported.pilot.returned:
        yield "pilot", [_figures(reported.pilot, language, "pilot_")]


def _side_by_side(reported: Reported) -> list[Section]:
    if not reported.by or not reported.parts:
        return []
    language, by = reported.language, reported.by
    rows = [(key, result.overall) for key, result in reported.parts.items()]
    title = word("apart", language).format(by=word(by, language))
    drawn = Drawn.LINES if by in OVER_TIME else Drawn.BARS
    chart = _shares("parts_chart", rows, language, drawn)
    return [Section(title, [chart, _tallies("parts", by, rows, language)])]


def _figures(result: Result, language: str, prefix: str = "") -> Figures:
    interval = result.overall.interval
    written = f"{interval[0] * 100:.1f}–{interval[1]:.1%}" if interval else None
    found: list[tuple[str, Value, Kind]] = [
        ("returned", result.returned, Kind.WHOLE), ("satisfaction", result.overall.share, Kind.SHARE),
        ("interval", written, Kind.TEXT), ("without_overall", result.without_overall, Kind.WHOLE),
    ]  # fmt: skip
    if result.handed_out is not None:
        found = [
            ("handed_out", result.handed_out, Kind.WHOLE), found[0], ("share_returned", result.share_returned, Kind.SHARE),
            *found[1:],
        ]  # fmt: skip
    return Figures([Figure(f"{prefix}{name}", word(name, language), value, kind) for name, value, kind in found])


def _named(
    named: Sequence[Group] | Sequence[Item], tallies: Mapping[str, Tally], language: str
) -> list[tuple[str, Tally]]:
    """In the form's order; what only an earlier version asked comes last, by its code."""
    words = {each.code: each.zh if language == "zh" else each.en for each in named}
    codes = [code for code in words if code in tallies] + sorted(tallies.keys() - words.keys())
    return [(words.get(code, code), tallies[code]) for code in codes]


def _tallies(key: str, first: str, rows: Sequence[tuple[str, Tally]], language: str) -> Table:
    columns = [
        Column(first, word(first, language)),
        *(Column(name, word(name, language), kind) for name, kind in TALLY),
    ]
    return Table(key, word(f"{key}_table", language), columns, [
        (name, each.answered, each.satisfied, each.neither, each.dissatisfied, each.share, *(each.interval or (None, None)))
        for name, each in rows
    ])  # fmt: skip


def _shares(key: str, rows: Sequence[tuple[str, Tally]], language: str, drawn: Drawn = Drawn.BARS) -> Chart:
    series = Series(word("share", language), [each.share for _, each in rows])
    return Chart(key, word(key, language), drawn, [name for name, _ in rows], [series], Kind.SHARE)


def _missed(reported: Reported) -> list[Text]:
    paragraphs = [
        word("missed", reported.language).format(
            project=each.project, name=each.zh if reported.language == "zh" else each.en, wanted=f"{each.wanted:.1%}",
            reached=f"{each.satisfied / each.answered:.1%}", points=f"{_points(each):.1f}",
        )
        for each in reported.held
        if each.outcome is Outcome.BELOW
    ]  # fmt: skip
    return [Text(paragraphs)] if paragraphs else []


def _objectives(reported: Reported) -> Table:
    language = reported.language
    columns = [
        Column(name, word(name, language), kind)
        for name, kind in (
            ("objective", Kind.TEXT), ("project", Kind.TEXT), ("ends_on", Kind.DAY), ("wanted", Kind.SHARE),
            ("reached", Kind.SHARE), ("shortfall", Kind.NUMBER), ("outcome", Kind.TEXT),
        )
    ]  # fmt: skip
    return Table("objectives", word("objectives_table", language), columns, [
        (
            each.zh if language == "zh" else each.en, each.project, each.ends_on, each.wanted,
            each.satisfied / each.answered if each.answered else None,
            round(_points(each), 1) if each.outcome is Outcome.BELOW else None, word(f"outcome_{each.outcome}", language),
        )
        for each in reported.held
    ])  # fmt: skip


def _points(held: Held) -> float:
    return (held.wanted - held.satisfied / held.answered) * 100


def _period(reported: Reported) -> str:
    begins, ends = reported.begins_on, reported.ends_on
    name = "period" if begins and ends else "from" if begins else "until" if ends else "always"
    return word(name, reported.language).format(begins=begins, ends=ends)
