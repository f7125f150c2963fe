"""Finance's doors for people."""

from . import (
    account_statements,
    auditing,
    claims,
    debts,
    funds,
    ledger,
    releases,
    retention,
    reversals,
    served_statements,
    settlements,
    statements,
    substitutes,
)

ROUTERS = (
    claims.router, substitutes.router, funds.router, ledger.router, reversals.router, debts.router,
    account_statements.router, retention.router, releases.router, settlements.router, statements.router,
    served_statements.router, auditing.router,
)  # fmt: skip
