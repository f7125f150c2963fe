"""Finance's doors for people."""

from . import claims, funds, ledger, retention, served_statements, statements

ROUTERS = (claims.router, funds.router, ledger.router, retention.router, served_statements.router, statements.router)
