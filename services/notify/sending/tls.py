"""Whom we trust over TLS; reading the authorities takes longer than a message, so it is done once."""

import ssl
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """The system's authorities, or those in a file."""
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
