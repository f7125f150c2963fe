"""Finance's doors for people."""

from . import claims, funds, ledger, retention, statements

ROUTERS = (claims.router, funds.router, ledger.router, retention.router, statements.router)
