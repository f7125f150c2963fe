"""The maintenance fund, an imprest per project (F3)."""


def ran_low(before_fen: int, after_fen: int, low_water_fen: int) -> bool:
    """Whether a payment took it below its low-water mark, or below zero: neither goes unnoticed, each is told once."""
    return any(after_fen < mark_fen <= before_fen for mark_fen in (low_water_fen, 0))
