"""The two fonts that are printed with, as files of a package: the same on every machine, whatever the system has installed."""

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

from .document import Document
from .texts import BOX, INVISIBLE, printable

SANS, SERIF = "Noto Sans SC", "Noto Serif SC"


def sans_path() -> Path:
    """The file of the font for headings, figures, tables and charts."""
    return pylopdf_fonts_zh_cn.sans_path()


def folder() -> Path:
    """Where both fonts lie, and nothing else."""
    return sans_path().parent


@cache
def _drawable() -> frozenset[str]:
    """Every character of the sans font (the serif one has them too)."""
    from matplotlib.ft2font import FT2Font  # slow to import

    return frozenset(map(chr, FT2Font(str(sans_path())).get_charmap())) | {"\n"}


def drawn(text: str) -> str:
    """The text as it can be drawn: a box stands for each character that the font lacks, marks without a shape are left out."""
    text = INVISIBLE.sub("", printable(text))
    if text.isascii() or _drawable().issuperset(text):
        return text
    return "".join(sign if sign in _drawable() else BOX for sign in text)


def missing_characters(document: Document) -> str:
    """What the fonts lack of a document's characters, each once, by code point; empty where all can be drawn."""
    used = set().union(*(INVISIBLE.sub("", text) for text in document.texts()))
    return "".join(sorted(used - _drawable()))
