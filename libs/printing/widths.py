"""How wide a text will be, before it is set: a Chinese character takes two cells, a Latin one takes one."""

import unicodedata

WIDE = frozenset("WFA")


def cells(text: str) -> int:
    """Half-width cells of the widest line. Signs of either width count as wide, as Chinese fonts draw them."""
    if text.isascii():
        return max(map(len, text.split("\n")))
    return max(
        sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in line) for line in text.split("\n")
    )


NARROW_EM, PER_CENT_EM = 0.58, 0.94
"""A Latin letter or figure of our fonts, and the sign for per cent, in parts of the letter's size, rather too much than too little."""


def ems(text: str) -> float:
    """How wide the widest line will be in our fonts, in parts of the letter's size."""
    return max(map(_ems, text.split("\n")))


def _ems(line: str) -> float:
    wide = 0 if line.isascii() else sum(unicodedata.east_asian_width(sign) in WIDE for sign in line)
    return wide + (len(line) - wide) * NARROW_EM + line.count("%") * (PER_CENT_EM - NARROW_EM)
