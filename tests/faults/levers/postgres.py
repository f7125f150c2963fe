"""A PostgreSQL of ours that is stopped, killed, slow, full of connections or held by locks."""

import shutil
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial

import asyncpg
from aftercare import children
from aftercare.private import Private
from plumbing.database import LOST

from .sessions import Sessions, ask, sessions

START_SECONDS = 180
ENDS_BY = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}
DURABLE = ("--fsync=on", "--synchronous_commit=on", "--full_page_writes=on")
"""As in production: private servers of tests spare themselves the disk."""
OTHERS = "pid <> pg_backend_pid() and backend_type = 'client backend'"

OPEN_TRANSACTIONS = "select count(*) from pg_stat_activity where state = 'idle in transaction'"


def answers(server: Private) -> bool:
    """A login works."""
    with suppress(*LOST):
        return bool(ask(server.url, "select true"))
    return False


def is_running(server: Private) -> bool:
    """Its first process lives."""
    return server.child is not None and server.child.poll() is None


def stop(server: Private, how: str = "fast") -> None:
    """``fast`` rolls back and ends, ``immediate`` just ends, ``kill`` takes away its first process with ``kill -9``."""
    if is_running(server):
        assert server.child
        children.stop(server.pid, gently=ENDS_BY[how])
        server.child.wait()


def start_again(server: Private) -> None:
    """On the same data and port, and wait until a login works.

    One that was killed leaves processes behind for a moment, and refuses to start beside them.
    """
    ends_at = time.monotonic() + START_SECONDS
    while not answers(server):
        if time.monotonic() > ends_at:
            raise AssertionError(f"PostgreSQL did not come back in {START_SECONDS} s")
        if not is_running(server):
            server.start_again()
        time.sleep(0.1)


@contextmanager
def started_otherwise(server: Private, options: Sequence[str] = (), under: Sequence[str] = ()) -> Iterator[None]:
    """Started anew with more options, or by another program; afterwards as before."""
    before = server.again
    assert isinstance(before, partial)
    stop(server)
    server.again = partial(children.start, [*under, *before.args[0], *options], **before.keywords)
    start_again(server)
    try:
        yield
    finally:
        stop(server)
        server.again = before
        start_again(server)


def can_trace() -> bool:
    """strace is here."""
    return shutil.which("strace") is not None


@contextmanager
def slow_disk(server: Private, milliseconds: int) -> Iterator[None]:
    """Each flush to the disk takes so much longer."""
    inject = f"inject=fdatasync,fsync:delay_enter={milliseconds * 1000}"
    with _traced(server, inject):
        yield


@contextmanager
def failing_disk(server: Private, nth: int) -> Iterator[None]:
    """In every process of the server the n-th flush to the disk fails, which ends them all: it recovers, and again."""
    with _traced(server, f"inject=fdatasync:error=EIO:when={nth}"):
        yield


@contextmanager
def _traced(server: Private, inject: str) -> Iterator[None]:
    under = [
        "strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", "-e", "signal=none", "-e", "trace=fdatasync,fsync",
        "-e", inject, "-o", "/dev/null",
    ]  # fmt: skip
    with started_otherwise(server, options=DURABLE, under=under):
        yield


@contextmanager
def storm(url: str, per_second: float, database: str = "%") -> Iterator[list[int]]:
    """End every client's backend so often, those of one database or all; the answer grows by how many were ended each time."""
    ended: list[int] = []
    is_over = threading.Event()
    sql = f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {OTHERS} and datname like '{database}'"

    def rage() -> None:
        while not is_over.wait(1 / per_second):
            with suppress(*LOST):
                ended.append(int(ask(url, sql)))

    thread = threading.Thread(target=rage, name="storm")
    thread.start()
    try:
        yield ended
    finally:
        is_over.set()
        thread.join()


@contextmanager
def no_connection_left(login_url: str) -> Iterator[int]:
    """Hold every connection that the server has for ordinary logins; the answer is how many that took."""
    with sessions() as held:
        taken = 0
        while True:
            try:
                held.open(login_url)
            except asyncpg.TooManyConnectionsError:
                break
            taken += 1
        yield taken


def locked(url: str, table: str) -> AbstractContextManager[Sessions]:
    """Nobody else gets at the table: whoever needs it waits, with his connection."""
    return _having_said(url, f'begin; lock table "{table}" in access exclusive mode')


def idle_in_transaction(url: str, sql: str) -> AbstractContextManager[Sessions]:
    """Somebody began, did this, and went for lunch."""
    return _having_said(url, f"begin; {sql}")


def long_reader(url: str) -> AbstractContextManager[Sessions]:
    """Somebody looks at everything as it was, and nothing dead can be cleared away."""
    return _having_said(url, "begin isolation level repeatable read; select count(*) from outbox")


@contextmanager
def _having_said(url: str, sql: str) -> Iterator[Sessions]:
    with sessions() as held:
        held.open(url)
        held.execute(sql)
        yield held


def change_password(admin_url: str, role: str, password: str) -> None:
    """Sessions that are open stay so."""
    with sessions() as held:
        held.open(admin_url)
        held.execute(f"alter role \"{role}\" password '{password}'")


def end_sessions_of(role: str) -> str:
    """The statement that ends them and counts them."""
    return f"select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '{role}'"
