"""What a restore could not bring back, in a person's words, and as a list to work off."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aftercare_contracts.events.restoring import NumbersVoided
from aftercare_contracts.periods import CHINA
from aftercare_contracts.registry import EVENTS
from printing import csv_cells

from .settling import Lost, Settled

COLUMNS = ("at", "said by", "what", "case", "subject", "number", "numbers for people", "project")
ERASED = ("intake.customer.erased.v1", "intake.cases.erased.v1")
SHOWN = 20
Say = Callable[[str], None]


def tell(settled: Settled, cut_at: datetime, folder: Path, say: Say) -> None:
    """Say what was done and what is lost; the lost messages go into a file in that folder, or else in this one."""
    emptied = {service: count for service, count in settled.purged.items() if count}
    say(f"The databases are as they were at {_moment(cut_at)}. What was done after that is lost.")
    say(
        "The services' queues are empty: "
        + (
            ", ".join(f"{count:,} messages of the lost time for {service}" for service, count in emptied.items())
            or "they were"
        )
        + "."
    )
    say(f"{settled.sent_again:,} messages that were under way at that moment will be sent again.")
    if settled.dead_dropped:
        say(f"{settled.dead_dropped:,} dead letters of the lost time are dropped.")
    _tell_gone(settled, say)
    lost = [each for each in settled.lost if not _is_word_of_a_restore(each)]
    if not settled.history_reaches:
        say(
            "The broker's history does not go back to that moment: it is another broker's, or was lost. So nobody can say here"
            " what was lost, nor which numbers departments have heard since. Tell every department that follows our events by"
            " number to forget what it heard after that moment and to take the numbers up from what comes now."
        )
    if lost:
        _tell_lost(lost, settled, folder, say)
    elif settled.history_reaches:
        say(
            "The history has nothing from after it: no message was said that is lost. Requests that said nothing may be."
        )
    say(
        "Mails and calls that went out after that moment may go out once more; time limits that have passed since fire at once."
    )


def _tell_gone(settled: Settled, say: Say) -> None:
    for each in settled.words_gone[:SHOWN]:
        say(
            f"{each.consumer} will not hear {', '.join(each.types)} of {each.source}, number"
            f" {', '.join(map(str, each.gone))} about {each.subject}: its words were forgotten an hour after it was confirmed."
        )
    if len(settled.words_gone) > SHOWN:
        say(f"… and {len(settled.words_gone) - SHOWN:,} more such subjects.")


def _tell_lost(lost: list[Lost], settled: Settled, folder: Path, say: Say) -> None:
    first, last = (pick(each.message.time for each in lost) for pick in (min, max))
    by_type = Counter(each.message.type for each in lost)
    say(f"Lost: {len(lost):,} events, said between {_moment(first)} and {_moment(last)}, as the history tells:")
    for name, count in by_type.most_common(SHOWN):
        say(f"    {count:>6,} {name}")
    if len(by_type) > SHOWN:
        say(f"    … and {len(by_type) - SHOWN} more kinds")
    say(f"{settled.voided:,} numbers that they had used are void, and everybody is told so by `….numbers.voided.v1`.")
    for number in settled.numbers_skipped.values():
        say(f"Numbers to {number} were given to people; they are not given again.")
    erased = [each for each in lost if each.message.type in ERASED]
    if erased:
        say(f"{len(erased)} ERASURES are undone by the restore and must be made again at intake; the list has them.")
    try:
        path = _write(lost, folder)
    except OSError:  # a backup is often where nobody may write
        path = _write(lost, Path.cwd())
    say(f"All of them, to be done again by hand: {path}")


def _write(lost: list[Lost], folder: Path) -> Path:
    path = folder / f"lost-{datetime.now(CHINA):%Y%m%dT%H%M%S}.csv"
    rows = [_row(each) for each in sorted(lost, key=lambda each: each.message.time)]
    path.write_text(csv_cells.lines([COLUMNS, *rows]), "utf-8-sig")
    return path


def _row(each: Lost) -> tuple[Any, ...]:
    message, data = each.message, each.message.data.model_dump()
    numbers = " ".join(sorted({str(value) for name, value in data.items() if name.endswith("_no") and value}))
    return (
        _moment(message.time), message.source, message.type, message.correlationid, message.subject, message.sequence,
        numbers, data.get("project"),
    )  # fmt: skip


def _is_word_of_a_restore(each: Lost) -> bool:
    model = EVENTS.get(each.message.type)
    return model is not None and issubclass(model, NumbersVoided)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S} in China"
