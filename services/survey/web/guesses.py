"""Who tries link after link is let wait. Links hold 192 random bits, so this spares the database, not the secret."""

from collections import OrderedDict

TRIES, WINDOW_SECONDS, ADDRESSES_MAX = 100, 600.0, 10_000


class Guesses:
    """Wrong links by address, of the last minutes; the addresses kept are bounded, the longest unseen go first."""

    def __init__(self, tries: int = TRIES, window_seconds: float = WINDOW_SECONDS, addresses_max: int = ADDRESSES_MAX):
        self._tries, self._window_seconds, self._addresses_max = tries, window_seconds, addresses_max
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def too_many(self, address: str, now_seconds: float) -> bool:
        """This address has to wait."""
        began, wrong = self._seen.get(address, (now_seconds, 0))
        return wrong >= self._tries and now_seconds - began < self._window_seconds

    def wrong(self, address: str, now_seconds: float) -> None:
        """A link from there opened nothing."""
        began, wrong = self._seen.pop(address, (now_seconds, 0))
        if now_seconds - began >= self._window_seconds:
            began, wrong = now_seconds, 0
        self._seen[address] = (began, wrong + 1)
        while len(self._seen) > self._addresses_max:
            self._seen.popitem(last=False)

    def __len__(self) -> int:
        return len(self._seen)
