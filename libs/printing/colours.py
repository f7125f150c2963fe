"""The few colours of print: neighbours differ in lightness, so that a grey print and colour-blind readers tell them apart."""

AREAS = ("#1b3a5c", "#e08e3c", "#c3d5e4", "#8c3b2e", "#6fa8a0", "#e9dfc4")
LINES = ("#1b3a5c", "#d9822b", "#3f8f9c", "#8c3b2e", "#7b7f87", "#5b4a86")
INK, QUIET, RULE = "#1a1a1a", "#5f6b76", "#cfd6dc"
TINT = "#e6edf3"


def area(n: int) -> str:
    """The colour of the nth series of bars; beyond the sixth they repeat."""
    return AREAS[n % len(AREAS)]


def line(n: int) -> str:
    """The colour of the nth line; beyond the sixth they repeat, with another dash."""
    return LINES[n % len(LINES)]


def ink_on(colour: str) -> str:
    """White or ink, whichever reads better on the colour."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else INK
