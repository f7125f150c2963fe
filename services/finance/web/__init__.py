"""Finance's doors for people."""

from . import (
    account_statements,
    claims,
    debts,
    funds,
    ledger,
    releases,
    retention,
    reversals,
    settlements,
    statements,
    substitutes,
)

ROUTERS = (
    claims.router, substitutes.router, funds.router, ledger.router, reversals.router, debts.router,
    account_statements.router, retention.router, releases.router, settlements.router, statements.router,
)  # fmt: skip
