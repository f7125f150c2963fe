"""Who calls: read from a signed token (OIDC in production, the embedded issuer on one machine)."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from aftercare_contracts.errors import Forbidden, Problem

from .revoked import Revoked
from .watched_file import WatchedFile

ALGORITHMS = ["EdDSA", "ES256", "RS256"]
TYPES = ("jwt", "at+jwt", "application/at+jwt")
OF_AN_ID_TOKEN = ("nonce", "at_hash", "c_hash")
TEXT_LENGTH_MAX = 200
ALL_PROJECTS = "*"


class NotKnown(Exception):
    """The bearer token is missing or not to be trusted; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or machine, with what it may reach."""

    person: str
    name: str
    roles: frozenset[str]
    projects: frozenset[str]
    contractor: str | None = None

    def has(self, *roles: str) -> bool:
        """Holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    def reaches(self, project: str) -> bool:
        """The project lies in the token's scope."""
        return ALL_PROJECTS in self.projects or project in self.projects

    @property
    def reach(self) -> list[str] | None:
        """The projects a list is narrowed to; none for all."""
        return None if ALL_PROJECTS in self.projects else sorted(self.projects)

    def must_reach(self, project: str, pointer: str = "/project") -> None:
        """Raises ``Forbidden`` naming the field where the project lies outside the token's scope."""
        if not self.reaches(project):
            reach = ", ".join(sorted(self.projects)) or "no project"
            detail = f"Project {project} is outside your reach."
            raise Forbidden(detail, Problem(pointer, detail, f"one of: {reach}"))


class Issuers:
    """The keys we trust and who was shut out, from files read again when they change."""

    def __init__(
        self, jwks_file: Path, issuer: str, audience: str, *, revoked_file: Path | None = None,
        token_hours_max: float = 24,
    ) -> None:  # fmt: skip
        self._issuer, self._audience, self._seconds_max = issuer, audience, token_hours_max * 3600
        self._keys = WatchedFile(jwks_file, _keys)
        self._revoked = WatchedFile(revoked_file, Revoked.of) if revoked_file else None

    def caller(self, token: str) -> Caller:
        """Raises ``NotKnown``; ``FileBroken`` where the keys, or who was shut out, cannot be read."""
        try:
            header = jwt.get_unverified_header(token)
            if str(header.get("typ", "JWT")).lower() not in TYPES:
                raise NotKnown("The token is of another type; send an access token.")
            claims = jwt.decode(
                token, self._key(header.get("kid")), algorithms=ALGORITHMS, audience=self._audience, issuer=self._issuer,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )  # fmt: skip
        except (jwt.PyJWTError, TypeError, ValueError, RecursionError) as error:
            raise NotKnown(f"The token cannot be trusted: {error}.") from error
        self._must_count(claims)
        contractor = _text(claims, "contractor") if claims.get("contractor") is not None else None
        person = _text(claims, "sub")
        name = _text(claims, "name") if claims.get("name") is not None else person
        return Caller(person, name, _texts(claims, "roles"), _texts(claims, "projects"), contractor)

    def _must_count(self, claims: dict[str, Any]) -> None:
        if any(mark in claims for mark in OF_AN_ID_TOKEN):
            raise NotKnown("This is an ID token; send the access token.")
        if claims["exp"] - time.time() > self._seconds_max:
            hours = f"{self._seconds_max / 3600:g}"
            raise NotKnown(f"The token lives longer than {hours} hours; get one that ends sooner.")
        if self._revoked and self._revoked.read().ends(claims):
            raise NotKnown("The token was ended before its time; log in again.")

    def _key(self, key_id: str | None) -> jwt.PyJWK:
        known = self._keys.read()
        if key_id not in known:
            raise NotKnown("The token was signed with a key we do not know; get one from the configured issuer.")
        return known[key_id]


def _keys(read: Any) -> dict[str | None, jwt.PyJWK]:
    """By id. Only keys for what we accept: a shared secret among them would let its holder write tokens."""
    return {key.key_id: key for key in jwt.PyJWKSet.from_dict(read).keys if key.algorithm_name in ALGORITHMS}


def _text(claims: dict[str, Any], name: str) -> str:
    said = claims[name]
    if not isinstance(said, str) or not 0 < len(said) <= TEXT_LENGTH_MAX or not said.isprintable():
        raise NotKnown(f"The token's {name} is not a text of 1 to {TEXT_LENGTH_MAX} printable characters.")
    return said


def _texts(claims: dict[str, Any], name: str) -> frozenset[str]:
    """A lone text is no list of them: taken apart into letters, one of these could be ``*``."""
    said = claims.get(name, [])
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise NotKnown(f"The token's {name} are not a list of texts.")
    return frozenset(said)
