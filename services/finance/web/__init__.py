"""Finance's doors for people."""

from . import account_statements, claims, debts, funds, ledger, retention, reversals, statements

ROUTERS = (
    claims.router, funds.router, ledger.router, reversals.router, debts.router, account_statements.router,
    retention.router, statements.router,
)  # fmt: skip
