"""The screen of ``make status``: a table, then each alarm that rings with what to do. It fits 80 columns, and a phone's 40."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from aftercare_contracts.periods import CHINA
from plumbing import topology
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .alarms import HEALS, Ringing
from .looking import Found, Seen

WIDE = 60
"""Columns from which there is room for ages."""
SHOWN = 4
"""Places told of one alarm."""
HERE = "make status"


def show(console: Console, found: Found) -> None:
    """Print it."""
    now = datetime.now(CHINA)
    console.print(f"[bold]{now:%m-%d %H:%M:%S}[/]  {_headline(found)}")
    console.print(_table(found, is_wide=console.width >= WIDE))
    for seen in found.services:
        if not seen.is_ready:
            console.print(f"[red]{_lacking(seen)}[/]")
    for line in found.unseen:
        console.print(f"[yellow]not looked at: {line}[/]")
    for _, rings in groupby(found.ringing, key=lambda ring: ring.alarm.name):
        _show_alarm(console, list(rings))
    logs = [
        str(seen.log) for seen in found.services if seen.log and any(r.service == seen.service for r in found.ringing)
    ]
    for log in logs:
        console.print(f"log: {log}", soft_wrap=True)


def _headline(found: Found) -> str:
    count = len({ring.alarm.name for ring in found.ringing})
    if not count:
        return "[green]nothing rings[/]"
    return f"[bold red]{count} alarm{'s ring' if count > 1 else ' rings'}[/]"


def _table(found: Found, *, is_wide: bool) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("ready", no_wrap=True)
    for name in ("queue", "unsent", "waits", "dead"):
        table.add_column(name, justify="right", no_wrap=True)
    if is_wide:
        for name in ("oldest unsent", "overdue", "up for"):
            table.add_column(name, justify="right", no_wrap=True)
    for seen in found.services:
        table.add_row(*_row(found, seen, is_wide=is_wide))
    return table


def _row(found: Found, seen: Seen, *, is_wide: bool) -> list[Text]:
    queue = (found.queues or {}).get(topology.queue(seen.service))
    dead = seen.figure("aftercare_inbox", state="dead")
    cells = [
        Text(seen.service, "bold"),
        Text("yes", "green") if seen.is_ready else Text("no" if seen.answers else "gone", "bold red"),
        Text("?" if queue is None else f"{queue.messages:,}"),
        _number(seen.figure("aftercare_outbox_waiting")),
        _number(seen.figure("aftercare_inbox", state="waiting")),
        _number(dead, "bold red" if dead else ""),
    ]
    if is_wide:
        started = seen.figure("process_start_time_seconds")
        up = None if started is None else datetime.now(CHINA).timestamp() - started
        ages = (seen.figure("aftercare_outbox_oldest_seconds"), seen.figure("aftercare_timer_overdue_seconds"), up)
        cells += [Text("?" if age is None else duration(age)) for age in ages]
    return cells


def _number(value: float | None, style: str = "") -> Text:
    return Text("?" if value is None else f"{value:,.0f}", style)


def _lacking(seen: Seen) -> str:
    if not seen.answers:
        return f"{seen.service} does not answer"
    return f"{seen.service}: {', '.join(name for name, works in seen.parts.items() if not works)} does not work"


def _show_alarm(console: Console, rings: Sequence[Ringing]) -> None:
    alarm = rings[0].alarm
    where = _places(rings)
    more = [f"and {len(where) - SHOWN} more"] if len(where) > SHOWN else []
    console.print()
    console.print(f"[bold red]● {alarm.name}[/]")
    for line in [*where[:SHOWN], *more]:
        _say(console, "  ", line, "bold")
    _say(console, "  ", alarm.means)
    if alarm.who == HEALS:
        _say(console, "  ", "It heals by itself once the cause is gone.", "dim")
    for step in alarm.do:
        if step != HERE:
            _say(console, "→ ", step, "cyan")


def _say(console: Console, mark: str, text: str, style: str = "") -> None:
    """Wrapped, the mark alone before it."""
    lines = Text(text, style).wrap(console, console.width - len(mark))
    for number, line in enumerate(lines):
        line.rstrip()
        console.print(Text.assemble((mark if number == 0 else "  ", style), line))


def _places(rings: Sequence[Ringing]) -> list[str]:
    """One line for each service, where no value has to stand beside a part."""
    if any(_is_told(ring) for ring in rings):
        return [": ".join(part for part in (ring.service, ring.what, _value(ring)) if part) for ring in rings]
    by_service = {
        ring.service: [one.what for one in rings if one.service == ring.service and one.what] for ring in rings
    }
    return [": ".join(part for part in (service, ", ".join(parts)) if part) for service, parts in by_service.items()]


def _is_told(ring: Ringing) -> bool:
    return ring.value is not None and (ring.alarm.side == "over" or ring.alarm.figure.endswith("_ratio"))


def _value(ring: Ringing) -> str:
    assert ring.value is not None
    if ring.alarm.unit == "s":
        return duration(ring.value)
    return f"{ring.value:.0%}" if ring.alarm.figure.endswith("_ratio") else f"{ring.value:,.0f}"


def duration(seconds: float) -> str:
    """In the one or two units that matter."""
    whole = int(seconds)
    for unit, size, below in (("d", 86_400, "h"), ("h", 3600, "min"), ("min", 60, "s")):
        if whole >= size:
            rest = whole % size // {"h": 3600, "min": 60, "s": 1}[below]
            return f"{whole // size} {unit}" + (f" {rest} {below}" if rest else "")
    return f"{whole} s"
