"""Who calls: read from a signed token (OIDC in production, the embedded issuer on one machine)."""

import json
from dataclasses import dataclass
from pathlib import Path

import jwt
from aftercare_contracts.errors import Forbidden, Problem

ALGORITHMS = ["EdDSA", "ES256", "RS256"]
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
    """The keys we trust, from a JWKS file, read again when it changes so that keys can be rotated."""

    def __init__(self, jwks_file: Path, issuer: str, audience: str) -> None:
        self._file, self._issuer, self._audience = jwks_file, issuer, audience
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._read_at = -1.0

    def caller(self, token: str) -> Caller:
        """Raises ``NotKnown``."""
        try:
            key = self._key(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(
                token, key, algorithms=ALGORITHMS, audience=self._audience, issuer=self._issuer,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )  # fmt: skip
            return Caller(
                person=claims["sub"],
                name=claims.get("name", claims["sub"]),
                roles=frozenset(claims.get("roles", [])),
                projects=frozenset(claims.get("projects", [])),
                contractor=claims.get("contractor"),
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise NotKnown(f"The token cannot be trusted: {error}.") from error

    def _key(self, key_id: str | None) -> jwt.PyJWK:
        changed_at = self._file.stat().st_mtime
        if changed_at != self._read_at:
            read = json.loads(self._file.read_text("utf-8"))
            self._keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(read).keys}
            self._read_at = changed_at
        if key_id not in self._keys:
            raise NotKnown("The token was signed with a key we do not know; get one from the configured issuer.")
        return self._keys[key_id]
