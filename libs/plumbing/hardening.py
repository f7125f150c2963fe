"""The headers on every answer, also on those that no code of ours gives."""

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HARDENED = [
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
"""On every answer that does not say otherwise: only over TLS, and nothing is guessed, kept by a proxy, framed or run.

A browser heeds the first only where the answer came over TLS, so it may stand on all of them."""
UNREADABLE = (
    b'{"type":"urn:aftercare:problem:broken-request","title":"The request cannot be read","status":400,'
    b'"detail":"This is not HTTP as we read it; nothing was done."}'
)


class Protocol(H11Protocol):
    """uvicorn's own, whose answer to what is no HTTP is a problem document with the headers of every other."""

    def send_400_response(self, msg: str) -> None:
        """What was wrong is in the log already, and no business of whoever sent it."""
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(UNREADABLE)).encode()),
            (b"connection", b"close"),
            *HARDENED,
        ]
        began = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (began, h11.Data(data=UNREADABLE), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
