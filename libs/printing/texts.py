"""Texts as they can be printed: any string may come, from customers too, and none may break or run anything."""

import re

from .widths import cells, ems

BOX = "□"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
"""Marks without a shape, among them those that turn the direction of what follows."""
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\u0085]")
WORD = re.compile("[^\\s\u2e80-\uffff\U00020000-\U0003ffff]+")
ZERO_WIDTH_SPACE = "\u200b"


def printable(text: str) -> str:
    """The text without control characters: each becomes a box; every line end is a newline, a tab is a space."""
    if text.isprintable():
        return text
    return UNPRINTABLE.sub(BOX, LINE_ENDS.sub("\n", text).replace("\t", " "))


def longest_word(text: str) -> int:
    """Characters of the longest run in which a line cannot end; a line can end after any Chinese character."""
    return max((len(word) for word in WORD.findall(text)), default=0)


def breakable(text: str, room: int) -> str:
    """The text with places to break, invisible ones, in words of more than so many characters."""
    if len(text) <= room:
        return text
    return WORD.sub(lambda found: ZERO_WIDTH_SPACE.join(_pieces(found[0])) if len(found[0]) > room else found[0], text)


def balanced(text: str, room: float) -> str:
    """Chinese words too long for so many ems, on lines of about the same length: no line is left with one character."""
    if ems(text) <= room or room < 2 or any(ems(sign) < 1 for sign in text):
        return text
    lines = -(-len(text) // int(room))
    long = -(-len(text) // lines)
    return "\n".join(text[n : n + long] for n in range(0, len(text), long))


def _pieces(word: str) -> list[str]:
    return [word[n : n + 4] for n in range(0, len(word), 4)]


def shortened(text: str, cells_max: int) -> str:
    """At most so many half-width cells, the rest an ellipsis; one line."""
    text = " ".join(text.split())
    if cells(text) <= cells_max:
        return text
    while text and cells(text) > cells_max - 2:
        text = text[:-1]
    return f"{text.rstrip()}…"
