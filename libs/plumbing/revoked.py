"""Which tokens no longer count though they have not expired: a file that whoever shuts somebody out writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Revoked:
    """Moments are seconds since 1970: what was issued up to then has ended; a new login is the provider's affair."""

    everybody: int
    persons: Mapping[str, int]
    contractors: Mapping[str, int]
    tokens: frozenset[str]
    """By their ``jti``."""

    @classmethod
    def of(cls, read: Any) -> "Revoked":
        """From JSON with these four, each of which may be left out. Raises ``ValueError``, ``TypeError``."""
        if not isinstance(read, dict) or not set(read) <= set(cls.__slots__):
            raise ValueError(f"not an object with some of {', '.join(cls.__slots__)}")
        persons, contractors = dict(read.get("persons", {})), dict(read.get("contractors", {}))
        moments = [read.get("everybody", 0), *persons.values(), *contractors.values()]
        tokens = read.get("tokens", [])
        if not all(type(moment) is int for moment in moments) or not isinstance(tokens, list):
            raise ValueError("moments are whole seconds since 1970, tokens a list")
        return cls(moments[0], persons, contractors, frozenset(map(str, tokens)))

    def ends(self, claims: Mapping[str, Any]) -> bool:
        """The token with these claims has ended. One that does not say when it was issued has, where anything was."""
        until = max(
            self.everybody, self.persons.get(claims["sub"], 0), self.contractors.get(str(claims.get("contractor")), 0)
        )
        return claims.get("jti") in self.tokens or (until > 0 and int(claims.get("iat", 0)) <= until)
