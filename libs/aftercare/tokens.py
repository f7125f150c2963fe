"""The embedded issuer: sample accounts for one machine. In production, tokens come from the company's OIDC provider."""

import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

import jwt
from aftercare_contracts.values import Role
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ISSUER = AUDIENCE = "aftercare"
KEY_ID = "embedded"


REVOKED = "revoked.json"


class UnknownRole(ValueError):
    """There is no such role."""


def make_keys(folder: Path) -> tuple[Path, Path]:
    """The private key's file, for its owner only, and the public JWKS file; made where they are missing."""
    private_file, jwks_file = folder / "issuer.pem", folder / "jwks.json"
    if not private_file.exists():
        key = Ed25519PrivateKey.generate()
        private_file.touch(0o600)
        private_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        jwks_file.write_text(json.dumps({"keys": [{**public, "kid": KEY_ID, "alg": "EdDSA", "use": "sig"}]}))
    return private_file, jwks_file


def make_revoked(folder: Path) -> Path:
    """The file that says whose tokens ended before their time, made with nobody in it where it is missing."""
    path = folder / REVOKED
    if not path.exists():
        path.write_text("{}\n")
    return path


def issue(
    private_file: Path, roles: Sequence[str], *, projects: Sequence[str] = ("*",), person: str = "", contractor: str | None = None,
    hours: float = 12, since_hours: float = 0,
) -> str:  # fmt: skip
    """A bearer token, issued so long ago and good for so long from now. ``projects`` holds codes, or ``*`` for all.

    Raises ``UnknownRole`` listing those there are.
    """
    if unknown := [role for role in roles if role not in set(Role)]:
        raise UnknownRole(f"there is no role {', '.join(unknown)}; the roles are: {', '.join(Role)}")
    now = int(time.time())
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": person or roles[0], "name": person or roles[0], "roles": list(map(str, roles)),
        "projects": list(projects), "jti": secrets.token_urlsafe(16),
        "iat": now - int(since_hours * 3600), "exp": now + int(hours * 3600),
    }  # fmt: skip
    return jwt.encode(
        claims | ({"contractor": contractor} if contractor else {}), private_file.read_bytes(), "EdDSA", {"kid": KEY_ID}
    )
