"""The words of a notice: templates that name plain fields of their event and nothing else; Chinese, and English beside it (N5)."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import yuan

ZH, EN = 0, 1
LISTED = {ZH: "、", EN: ", "}
QUARTER = "quarter"
SUBJECT_LENGTH_MAX, TEXT_LENGTH_MAX = 100, 1000


class WrongTemplate(ValueError):
    """A notice's template that its event cannot fill."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice's words, or their templates."""

    subject_zh: str
    text_zh: str
    subject_en: str
    text_en: str

    @property
    def subjects(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return self.subject_zh, self.subject_en

    @property
    def texts(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return self.text_zh, self.text_en


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called in Chinese and English, field by field; the code ``""`` stands for a field that is empty."""

    fields: Mapping[str, Mapping[str, tuple[str, str]]]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Names":
        """As policy keeps it: ``lists`` of names, and which of them each of the ``fields`` uses."""
        lists = {
            name: {code: (called[ZH], called[EN]) for code, called in codes.items()}
            for name, codes in data["lists"].items()
        }
        return cls({field: lists[name] for field, name in data["fields"].items()})

    def of(self, field: str, code: str) -> tuple[str, str] | None:
        """None where the code has no name."""
        return self.fields.get(field, {}).get(code)


def check(wording: Wording, fields: frozenset[str]) -> None:
    """Raises ``WrongTemplate`` where a template is empty, too long or malformed, or names what is not a field of its event."""
    for template in (*wording.subjects, *wording.texts):
        unknown = fields_named(template) - fields
        if unknown:
            raise WrongTemplate(f"no such field: {', '.join(sorted(unknown))}, in: {template}")
    if not all(template.strip() for template in (*wording.subjects, *wording.texts)):
        raise WrongTemplate("subject and text are needed in Chinese and in English")
    too_long = [template for template in wording.subjects if len(template) > SUBJECT_LENGTH_MAX]
    too_long += [template for template in wording.texts if len(template) > TEXT_LENGTH_MAX]
    if too_long:
        raise WrongTemplate(f"too long: {too_long[0]}")


def fields_named(template: str) -> frozenset[str]:
    """The plain fields in braces. Raises ``WrongTemplate`` for anything else in braces."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise WrongTemplate(f"{error}, in: {template}") from error
    named = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    for field, spec, conversion in named:
        if not field.isidentifier() or spec or conversion:
            raise WrongTemplate(f"{{{field}}} is not the plain name of a field, in: {template}")
    return frozenset(field for field, _, _ in named)


def fill(wording: Wording, data: Mapping[str, Any], names: Names) -> Wording:
    """With the event's facts: amounts in yuan, moments in China's time, codes by their names."""
    zh, en = ({field: _shown(field, value, names, language) for field, value in data.items()} for language in (ZH, EN))
    return Wording(
        wording.subject_zh.format_map(zh),
        wording.text_zh.format_map(zh),
        wording.subject_en.format_map(en),
        wording.text_en.format_map(en),
    )


def _shown(field: str, value: Any, names: Names, language: int) -> str:
    if isinstance(value, tuple | list):
        return LISTED[language].join(_shown(field, each, names, language) for each in value)
    called = names.of(field, "" if value is None else str(value))
    if called:
        return called[language]
    match value:
        case None:
            return ""
        case datetime():
            return _moment(value, language)
        case date():
            return _day(value, language)
        case str() if field == QUARTER:
            return _quarter(value, language)
        case int() if field.endswith("_fen"):
            return f"{yuan(value)}元" if language == ZH else f"¥{yuan(value)}"
        case _:
            return str(value)


def _moment(at: datetime, language: int) -> str:
    """To the minute. Midnight is 24:00 of the day that ends, as our limits are counted."""
    local = at.astimezone(CHINA)
    if local.time() == time():
        return f"{_day(local.date() - timedelta(days=1), language)} 24:00"
    return f"{_day(local.date(), language)} {local:%H:%M}"


def _quarter(quarter: str, language: int) -> str:
    """``2026-Q4``."""
    year, _, number = quarter.partition("-Q")
    return f"{year}年第{number}季度" if language == ZH else f"Q{number} {year}"


def _day(day: date, language: int) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == ZH else f"{day.day} {day:%B %Y}"
