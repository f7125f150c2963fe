"""Whom a service believes: tokens of every bad kind, keys that change, and people who are shut out."""

import base64
import hmac
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from harness import KEY, KEY_ID, write_keys
from plumbing.callers import CLOCKS_APART_SECONDS, Issuers, NotKnown
from plumbing.watched_file import FileBroken

RSA, EC, OTHER = (
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
    Ed25519PrivateKey.generate(),
)
PUBLIC_PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
GOOD: dict[str, Any] = {
    "iss": "aftercare", "aud": "aftercare", "sub": "li", "roles": ["contractor"], "projects": ["P1"], "contractor": "NF",
}  # fmt: skip


def signed(key: Any = KEY, algorithm: str = "EdDSA", header: dict[str, Any] | None = None, **claims: Any) -> str:
    now = time.time()
    whole = GOOD | {"iat": int(now), "exp": int(now) + 600} | claims
    given = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(given, key, algorithm, {"kid": KEY_ID} | (header or {}))


def segment(what: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], key: Any = None) -> str:
    """A token whose header no library would write; signed by Ed25519 where a key is given."""
    text = f"{segment(header)}.{segment(GOOD | {'exp': int(time.time()) + 600})}"
    return f"{text}.{base64.urlsafe_b64encode(key.sign(text.encode())).rstrip(b'=').decode() if key else ''}"


def hs_with_public_key() -> str:
    """A shared-secret token whose secret is the public key that everybody can read."""
    text = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': 'rsa'})}.{segment(GOOD | {'exp': int(time.time()) + 600})}"
    return f"{text}.{base64.urlsafe_b64encode(hmac.digest(PUBLIC_PEM, text.encode(), 'sha256')).rstrip(b'=').decode()}"


@pytest.fixture
def jwks_file(tmp_path: Path) -> Path:
    path = write_keys(tmp_path)
    read = json.loads(path.read_text())
    read["keys"] += [
        jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True) | {"kid": "rsa", "alg": "RS256"},
        jwt.algorithms.ECAlgorithm.to_jwk(EC.public_key(), as_dict=True) | {"kid": "ec", "alg": "ES256"},
        {"kty": "oct", "kid": "secret", "alg": "HS256", "k": base64.urlsafe_b64encode(b"s" * 32).decode()},
    ]
    path.write_text(json.dumps(read))
    return path


@pytest.fixture
def issuers(jwks_file: Path) -> Issuers:
    return Issuers(jwks_file, "aftercare", "aftercare")


def test_tokens_by_each_key_of_each_algorithm_we_accept_are_believed(issuers: Issuers) -> None:
    for token in (signed(), signed(RSA, "RS256", {"kid": "rsa"}), signed(EC, "ES256", {"kid": "ec"})):
        caller = issuers.caller(token)
        assert (caller.person, caller.roles, caller.projects, caller.contractor) == ("li", {"contractor"}, {"P1"}, "NF")


BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
    "no algorithm": lambda: by_hand({"alg": "none", "kid": KEY_ID}),
    "no algorithm, in capitals": lambda: by_hand({"alg": "NONE", "kid": KEY_ID}),
    "a public key as the secret": hs_with_public_key,
    "a secret in the key file": lambda: signed(b"s" * 32, "HS256", {"kid": "secret"}),
    "another algorithm of the same key": lambda: signed(RSA, "RS512", {"kid": "rsa"}),
    "padding that we do not read": lambda: signed(RSA, "PS256", {"kid": "rsa"}),
    "one key's id, another's signature": lambda: signed(EC, "ES256", {"kid": "rsa"}),
    "a key of its own inside": lambda: signed(
        OTHER, header={"jwk": jwt.algorithms.OKPAlgorithm.to_jwk(OTHER.public_key(), as_dict=True)}
    ),
    "where to fetch the key": lambda: signed(OTHER, header={"jku": "https://evil.example/jwks.json"}),
    "an unknown key": lambda: signed(header={"kid": "unknown"}),
    "a path as key": lambda: signed(OTHER, header={"kid": "../../../../dev/null"}),
    "an injection as key": lambda: signed(OTHER, header={"kid": "' union select 'x"}),
    "no key": lambda: by_hand({"alg": "EdDSA"}, KEY),
    "a list as key": lambda: by_hand({"alg": "EdDSA", "kid": ["tests"]}, KEY),
    "an extension it says is critical": lambda: by_hand({"alg": "EdDSA", "kid": KEY_ID, "crit": ["b64"], "b64": False}, KEY),
    "another type": lambda: signed(header={"typ": "logout+jwt"}),
    "an ID token": lambda: signed(nonce="n"),
    "expired": lambda: signed(exp=int(time.time()) - CLOCKS_APART_SECONDS - 1),
    "without an end": lambda: signed(exp=None),
    "an end that is no number": lambda: signed(exp="tomorrow"),
    "an end in a hundred years": lambda: signed(exp=int(time.time()) + 100 * 365 * 86400),
    "not yet": lambda: signed(nbf=int(time.time()) + 600),
    "issued in the future": lambda: signed(iat=int(time.time()) + CLOCKS_APART_SECONDS + 300),
    "for another audience": lambda: signed(aud="payroll"),
    "for no audience": lambda: signed(aud=None),
    "by another issuer": lambda: signed(iss="https://evil.example"),
    "by no issuer": lambda: signed(iss=None),
    "of nobody": lambda: signed(sub=None),
    "of an empty name": lambda: signed(sub=""),
    "of a number": lambda: signed(sub=7),
    "of a name with a line break": lambda: signed(sub='li\n{"event": "forged"}'),
    "of a name with a NUL": lambda: signed(sub="li\x00"),
    "of an endless name": lambda: signed(sub="l" * 201),
    "roles as one text": lambda: signed(roles="contractor"),
    "roles that are no texts": lambda: signed(roles=[["contractor"]]),
    "projects as a star": lambda: signed(projects="*"),
    "projects as a text with a star in it": lambda: signed(projects="P*"),
    "projects as an object": lambda: signed(projects={"*": True}),
    "a contractor that is no text": lambda: signed(contractor=["NF"]),
    "a huge one": lambda: signed(filler="x" * 200_000) + "x",
    "nested deep": lambda: f"{segment({'alg': 'EdDSA', 'kid': KEY_ID})}.{'W' * 100_000}.x",
}  # fmt: skip


def test_clocks_may_be_some_seconds_apart(issuers: Issuers) -> None:
    for claims in ({"iat": int(time.time()) + 20, "nbf": int(time.time()) + 20}, {"exp": int(time.time()) - 5}):
        assert issuers.caller(signed(**claims)).person


@pytest.mark.parametrize("made", BAD.values(), ids=BAD)
def test_a_token_that_is_not_in_order_is_believed_in_no_part(issuers: Issuers, made: Callable[[], str]) -> None:
    token = made()
    with pytest.raises(NotKnown) as said:
        issuers.caller(token)
    assert len(str(said.value)) < 300
    assert token[:40] not in str(said.value) or not token


def test_the_signature_covers_every_letter(issuers: Issuers) -> None:
    token = signed()
    head, _, rest = token.partition(".")
    body, _, signature = rest.partition(".")
    forged = segment(GOOD | {"roles": ["centre_director"], "exp": int(time.time()) + 600})
    for changed in (f"{head}.{forged}.{signature}", f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}."):
        with pytest.raises(NotKnown):
            issuers.caller(changed)


def test_a_key_put_in_or_taken_out_counts_from_the_next_request_on(jwks_file: Path, issuers: Issuers) -> None:
    assert issuers.caller(signed(RSA, "RS256", {"kid": "rsa"})).person == "li"
    read = json.loads(jwks_file.read_text())
    public = jwt.algorithms.OKPAlgorithm.to_jwk(OTHER.public_key(), as_dict=True) | {"kid": "new", "alg": "EdDSA"}
    jwks_file.write_text(json.dumps({"keys": [read["keys"][0], public]}))
    assert issuers.caller(signed(OTHER, header={"kid": "new"})).person == "li"
    with pytest.raises(NotKnown, match="a key we do not know"):
        issuers.caller(signed(RSA, "RS256", {"kid": "rsa"}))


@pytest.mark.parametrize("broken", [None, "", "{", "[]", '{"keys": []}', '{"keys": [{"kty": "none"}]}', "\x00"])
def test_while_the_keys_cannot_be_read_nobody_is_believed_and_then_all_goes_on(
    jwks_file: Path, issuers: Issuers, broken: str | None
) -> None:
    whole = jwks_file.read_text()
    assert issuers.caller(signed()).person == "li"
    jwks_file.unlink() if broken is None else jwks_file.write_text(broken)
    for _ in range(2):
        with pytest.raises(FileBroken):
            issuers.caller(signed())
    jwks_file.write_text(whole)
    assert issuers.caller(signed()).person == "li"


@pytest.fixture
def shut_out(jwks_file: Path, tmp_path: Path) -> Callable[[Any], Issuers]:
    path = tmp_path / "revoked.json"
    path.write_text("{}")
    issuers = Issuers(jwks_file, "aftercare", "aftercare", revoked_file=path)

    def write(what: Any) -> Issuers:
        path.write_text(what if isinstance(what, str) else json.dumps(what))
        os.utime(path, ns=(time.time_ns(), time.time_ns()))
        return issuers

    return write


NOW = int(time.time())


BEFORE = NOW - 100


@pytest.mark.parametrize(
    "what", [{"persons": {"li": NOW - 50}}, {"contractors": {"NF": NOW - 50}}, {"everybody": NOW - 50}]
)
def test_who_is_shut_out_is_out_at_once_and_a_later_login_counts(
    shut_out: Callable[[Any], Issuers], what: dict[str, Any]
) -> None:
    assert shut_out({}).caller(signed(iat=BEFORE)).person == "li"
    for earlier in (signed(iat=BEFORE), signed(iat=NOW - 50), signed(iat=None)):
        with pytest.raises(NotKnown, match="ended before its time"):
            shut_out(what).caller(earlier)
    assert shut_out(what).caller(signed(iat=NOW - 49)).person == "li"


def test_others_than_who_is_shut_out_notice_nothing(shut_out: Callable[[Any], Issuers]) -> None:
    out = {"persons": {"li": NOW}, "contractors": {"NF": NOW}, "tokens": ["t1"]}
    assert shut_out(out).caller(signed(iat=BEFORE, sub="wang", contractor=None, jti="t2")).person == "wang"
    with pytest.raises(NotKnown, match="ended before its time"):
        shut_out(out).caller(signed(iat=BEFORE, sub="wang", contractor=None, jti="t1"))


def test_a_list_that_grows_while_it_is_read_is_read_again(
    shut_out: Callable[[Any], Issuers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reads up to where it ended, and then what follows there by now."""
    issuers = shut_out({"persons": {"li": NOW - 50}})
    grown, read_bytes = [b'{"tokens": []}en-of-another"]}'], Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: grown.pop() if grown and path.name == "revoked.json" else read_bytes(path)
    )
    with pytest.raises(NotKnown, match="ended before its time"):
        issuers.caller(signed(iat=BEFORE))
    assert not grown


@pytest.mark.parametrize(
    "broken", ["", "[]", '{"person": {"li": 1}}', '{"persons": {"li": "today"}}', '{"tokens": "t1"}']
)
def test_a_list_of_who_is_shut_out_that_cannot_be_read_shuts_out_everybody(
    shut_out: Callable[[Any], Issuers], broken: str
) -> None:
    with pytest.raises(FileBroken):
        shut_out(broken).caller(signed())
    assert shut_out({}).caller(signed()).person == "li"
