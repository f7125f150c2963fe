"""A document as a PDF to put on the table. Its words reach the page as data only: nothing in them is ever read as markup."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from . import fonts
from .document import Document
from .paper import paper
from .values import in_china

TEMPLATES = Path(__file__).parent / "templates"


def as_pdf(document: Document) -> bytes:
    """A4, set by ``document.layout``, tagged for screen readers; its date of creation is ``made_at``.

    Takes tenths of a second, and holds no lock of Python's while it sets: from an event loop call it by ``asyncio.to_thread``.
    Threads share the fonts, which are only read.
    """
    compiler = typst.Compiler(TEMPLATES / "document.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    data = json.dumps(paper(document), ensure_ascii=False)
    pdf = compiler.compile(format="pdf", sys_inputs={"document": data}, timestamp=_fixed(document.made_at))
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Ours, and neither the system's nor those that come with the setter."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()])


def _fixed(moment: datetime) -> datetime:
    """By China's clock, with an offset instead of a zone's name; PDF knows whole seconds."""
    there = in_china(moment).replace(microsecond=0)
    return datetime.fromisoformat(there.isoformat())
