"""The maintenance fund, an imprest per project (F3)."""

from collections.abc import Mapping
from typing import Any


def low_water(figures: Mapping[str, Any], project: str) -> int:
    """A project's own low-water mark in fen, or the one for all."""
    mark_fen: int = figures.get("projects", {}).get(project, figures["low_water_fen"])
    return mark_fen


def ran_low(before_fen: int, after_fen: int, low_water_fen: int) -> bool:
    """Whether a payment took it below its low-water mark, or below zero: neither goes unnoticed, each is told once."""
    return any(after_fen < mark_fen <= before_fen for mark_fen in (low_water_fen, 0))
