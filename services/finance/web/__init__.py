"""Finance's doors for people."""

from . import claims, funds, ledger, retention, statements, substitutes

ROUTERS = (claims.router, funds.router, ledger.router, retention.router, statements.router, substitutes.router)
