"""An open letter as it is posted (V6): opening, what is promised by when, closing, and who signs it."""

from datetime import date, datetime

from printing.document import Document, Layout, Section, Text

from .letters import Letter

SIGNED = {"zh": "{name}客户服务处", "en": "Site office of {name}"}
BY = {"zh": "{number}．{promise}（完成期限：{day}）。", "en": "{number}. {promise} (by {day})."}


def document(letter: Letter, name: str, language: str, made_at: datetime) -> Document:
    """In one language. ``name`` is the estate's, ``made_at`` the day under the letter."""
    words = letter.zh if language == "zh" else letter.en
    promises = [
        BY[language].format(
            number=number, promise=(each.zh if language == "zh" else each.en).rstrip("。."), day=_day(each.due_on, language)
        )
        for number, each in enumerate(letter.promises, 1)
    ]  # fmt: skip
    paragraphs = [*_paragraphs(words.opening), *promises, *_paragraphs(words.closing)]
    return Document(
        number=letter.letter_no, title=words.title, subtitle="", language=language, made_at=made_at,
        sections=[Section("", [Text(paragraphs)])], signatures=[SIGNED[language].format(name=name)], layout=Layout.LETTER,
    )  # fmt: skip


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _day(day: date, language: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()
