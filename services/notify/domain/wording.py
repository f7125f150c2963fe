"""The words of a notice: subject and text, in Chinese, and in English beside it (N5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import templates
from .readings import EN, ZH, Fact, Names
from .templates import WrongTemplate, fields_named

__all__ = ["Names", "Wording", "WrongTemplate", "check", "fields_named", "fill", "wrong_with"]
SUBJECT_LENGTH_MAX, TEXT_LENGTH_MAX = 100, 1000


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


PLACES = {"subject_zh": ("zh", 0), "text_zh": ("zh", 1), "subject_en": ("en", 0), "text_en": ("en", 1)}
"""Where each stands in a line of the table."""


def check(wording: Wording, fields: frozenset[str]) -> None:
    """Raises ``WrongTemplate`` where a template is empty, too long or malformed, or names what is not a field of its event."""
    for template in (*wording.subjects, *wording.texts):
        unknown = fields_named(template) - fields
        if unknown:
            raise WrongTemplate(f"no such field: {', '.join(sorted(unknown))}, in: {template}")
    if not all(template.strip() for template in (*wording.subjects, *wording.texts)):
        raise WrongTemplate("subject and text are needed in Chinese and in English")
    too_long = [template for template in wording.subjects if len(template) > SUBJECT_LENGTH_MAX]
    if too_long:
        raise WrongTemplate(f"too long: {too_long[0]}")


def wrong_with(
    row: Mapping[str, Any], samples: Sequence[Mapping[str, Any]], names: Names
) -> Iterator[tuple[tuple[str, int], str]]:
    """Each of a line's four templates that is wrong, by its place, with the reason: as it stands, or filled with one of these
    events."""
    for place, language in ((place, ZH if place[0] == "zh" else EN) for place in PLACES.values()):
        template = row[place[0]][place[1]]
        try:
            if place[1] == 0 and len(template) > SUBJECT_LENGTH_MAX:
                raise WrongTemplate(f"longer than {SUBJECT_LENGTH_MAX} characters")
            unknown = fields_named(template) - set(samples[0])
            if unknown:
                raise WrongTemplate(f"no such field: {', '.join(sorted(unknown))}")
            made = [templates.filled(template, _facts(data, names, language)) for data in samples]
            templates.tried(template, _facts(samples[0], names, language))
            if not all(words.strip() for words in made):
                raise WrongTemplate("it says nothing, or nothing where the fields that may be empty are")
        except WrongTemplate as error:
            yield place, str(error)


def fill(wording: Wording, data: Mapping[str, Any], names: Names) -> Wording:
    """With the event's facts. Raises ``WrongTemplate``."""
    zh, en = (_facts(data, names, language) for language in (ZH, EN))
    return Wording(
        templates.filled(wording.subject_zh, zh),
        templates.filled(wording.text_zh, zh),
        templates.filled(wording.subject_en, en),
        templates.filled(wording.text_en, en),
    )


def _facts(data: Mapping[str, Any], names: Names, language: int) -> dict[str, Fact]:
    return {field: Fact(field, value, names, language) for field, value in data.items()}
