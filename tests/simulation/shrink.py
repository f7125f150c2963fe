"""A failing history made small: acts and faults are left out while it still fails likewise (delta debugging)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from .plan import Plan

TRIES_MAX = 250
Fails = Callable[[Plan], Awaitable[bool]]


@dataclass(frozen=True)
class Small:
    """A part of a plan, by the places of what was kept."""

    plan: Plan
    acts: tuple[int, ...]
    faults: tuple[int, ...]
    tries: int = 0

    @property
    def spec(self) -> str:
        """``a0,a3,f2``: which to keep."""
        return ",".join([*(f"a{n}" for n in self.acts), *(f"f{n}" for n in self.faults)])

    @classmethod
    def parse(cls, spec: str) -> "Small":
        """The other way round. Raises ``ValueError``."""
        acts = tuple(int(part[1:]) for part in spec.split(",") if part.startswith("a"))
        faults = tuple(int(part[1:]) for part in spec.split(",") if part.startswith("f"))
        if len(acts) + len(faults) != len(spec.split(",")):
            raise ValueError(f"{spec!r} is not like a0,a3,f2")
        return cls(Plan(0, (), ()), acts, faults)

    def of(self, whole: Plan) -> Plan:
        """This part of a plan. Raises ``ValueError`` where it has no such places."""
        if max(self.acts, default=0) >= len(whole.acts) or max(self.faults, default=-1) >= len(whole.faults):
            raise ValueError(f"the history has {len(whole.acts)} acts and {len(whole.faults)} faults")
        return whole.part(self.acts, self.faults)


async def shrink(whole: Plan, fails: Fails) -> Small:
    """Leave out whatever can be left out, faults before acts, until nothing can or the tries are used up."""
    tries = 0

    async def still_fails(acts: Iterable[int], faults: Iterable[int]) -> bool:
        nonlocal tries
        tries += 1
        return tries <= TRIES_MAX and await fails(whole.part(sorted(acts), sorted(faults)))

    acts, faults = list(range(len(whole.acts))), list(range(len(whole.faults)))
    while True:
        size = len(acts) + len(faults)
        faults = await _fewer(faults, [], partial(still_fails, acts))
        acts = await _fewer(acts, [0], partial(still_fails, faults=faults))
        if len(acts) + len(faults) == size or tries > TRIES_MAX:
            return Small(whole.part(acts, faults), tuple(acts), tuple(faults), min(tries, TRIES_MAX))


async def _fewer(places: list[int], always: Sequence[int], fails: Callable[[list[int]], Awaitable[bool]]) -> list[int]:
    """Leave out ever smaller chunks; ``always`` stays."""
    chunk = len(places)
    while chunk:
        start = 0
        while start < len(places):
            left_out = [place for place in places[start : start + chunk] if place not in always]
            kept = [place for place in places if place not in left_out]
            if left_out and await fails(kept):
                places = kept
            else:
                start += chunk
        chunk //= 2
    return places
