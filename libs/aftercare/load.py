"""``make load FILE=cases.csv``: posts a CSV of contacts, waits until the system is quiet, and says what became of them.

Columns are found by name; any of the names in ``COLUMNS`` will do, others are ignored. Only a text is needed.
"""

import argparse
import csv
import hashlib
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
from aftercare_contracts.periods import CHINA, add_months, day_in_china
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Role
from plumbing import topology
from plumbing.inbox import VOIDED
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from . import stack
from .stage import Person, Stage, StoryBroken

COLUMNS: dict[str, tuple[str, ...]] = {
    "complaint": ("complaint", "body", "description", "text", "content", "投诉内容"),
    "title": ("title", "type", "complaint_type", "subject", "主题"),
    "detail": ("descriptor", "closure_text"),
    "received_at": ("received_at", "created_at", "opened_at", "date", "时间"),
    "customer_name": ("customer_name", "name", "user_id", "客户"),
    "contact": ("contact", "phone", "联络方式"),
    "unit_no": ("unit_no", "单元房号"),
    "channel": ("channel", "source_channel"),
    "kind": ("kind",),
    "matter": ("matter",),
    "reply_by": ("reply_by",),
    "external_ref": ("external_ref", "message_id", "case_id", "unique_key", "编号"),
}
CHANNELS = {
    "constituent call": "hotline", "phone": "hotline", "self service": "web", "citizens connect app": "web", "online": "web",
    "walk in": "walk_in", "letter": "letter", "employee generated": "company", "twitter": "forum", "附件3": "web",
}  # fmt: skip
MATTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("staff_attitude", ("态度", "辱骂", "rude")),
    ("leak", ("漏水", "渗水", "渗漏", "leak", "water damage", "moisture", "mold")),
    ("crack", ("裂缝", "开裂", "裂纹", "crack")),
    ("lift", ("电梯", "elevator")),
    ("heating", ("供暖", "暖气", "heat", "hot water", "boiler")),
    ("electrical", ("停电", "供电", "电表", "electric", "power outage")),
    ("plumbing", ("停水", "自来水", "水管", "下水", "plumbing", "sewage", "drain", "toilet")),
    ("door_window", ("门窗", "窗户", "door", "window")),
    ("decoration", ("精装", "装修质量", "paint", "plaster", "floor", "wall", "ceiling")),
    ("title_deed", ("房产证", "产权", "不动产", "办证")),
    ("contract_terms", ("合同", "延期交房", "逾期交", "退房", "定金", "虚假宣传", "开发商")),
    ("fee", ("物业费", "收费", "停车费", "水电费", "fee")),
    ("parking", ("停车", "车位", "parking")),
    ("noise", ("噪音", "噪声", "扰民", "noise")),
    ("security", ("安全", "消防", "盗", "safety", "security", "lock")),
    ("cleaning", ("垃圾", "卫生", "unsanitary", "trash", "pest", "rodent", "clean")),
    ("greening", ("绿化", "tree")),
    ("renovation", ("违建", "住改商", "permit", "illegal", "renovation")),
    ("outside_environment", ("市政", "地铁", "道路", "street")),
)
TEXT_MAX = 20_000
POSTERS = 8
QUIET_SECONDS = 180
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


class BadRow(Exception):
    """A row that cannot be posted; the text says why."""


@dataclass
class Tally:
    """What became of the rows so far."""

    made: list[dict[str, Any]] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number where each row ends, and the row by our names. Raises ``BadRow`` where the file itself cannot be used."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        found = {name.strip().lower(): name for name in reader.fieldnames or ()}
        ours = {wanted: [found[name] for name in names if name in found] for wanted, names in COLUMNS.items()}
        if not (ours["complaint"] or ours["title"]):
            raise BadRow(
                f"no column says what it is about; one of these is needed: {', '.join(COLUMNS['complaint'] + COLUMNS['title'])}"
            )
        for row in reader:
            yield (
                reader.line_num,
                {
                    wanted: next((row[name].strip() for name in names if row.get(name)), "")
                    for wanted, names in ours.items()
                },
            )


def contact_from(row: dict[str, str], project: str) -> dict[str, Any]:
    """The body to post. Raises ``BadRow``."""
    about = "\n".join(part for part in (row["title"], row["detail"], row["complaint"]) if part)
    if not about:
        raise BadRow("the text is empty; say what it is about")
    if len(about) > TEXT_MAX:
        raise BadRow(f"the text has {len(about):,} characters; at most {TEXT_MAX:,}")
    body: dict[str, Any] = {
        "project": project,
        "channel": _one_of(
            Channel, CHANNELS.get(row["channel"].lower(), row["channel"].lower()) or "hotline", "channel"
        ),
        "kind": _one_of(CaseKind, row["kind"] or "complaint", "kind"),
        "matter": row["matter"] or _matter(about),
        "complaint": about,
        "customer_name": row["customer_name"] or "不详",
        "contact": row["contact"] or "不详",
        "reply_by": _one_of(ContactWay, row["reply_by"] or "phone", "reply_by"),
        "visit_by": "phone",
    }
    optional = {"unit_no": row["unit_no"], "external_ref": row["external_ref"]}
    if row["received_at"]:
        optional["received_at"] = _moment(row["received_at"]).isoformat()
    return body | {name: value for name, value in optional.items() if value}


def _one_of(values: type[Channel] | type[CaseKind] | type[ContactWay], text: str, column: str) -> str:
    if text not in set(values):
        raise BadRow(f"{column} {text!r} is unknown; one of: {', '.join(values)}")
    return text


def _moment(text: str) -> datetime:
    """China's time unless the text says otherwise."""
    for known in FORMATS:
        try:
            return datetime.strptime(text, known).replace(tzinfo=CHINA)
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow(f"received_at {text!r} is not a date and time; write 2026-03-10 09:30:00") from None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _matter(text: str) -> str:
    lowered = text.lower()
    return next((matter for matter, words in MATTERS if any(word in lowered for word in words)), "other")


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 all counts agree, 1 they do not or the file cannot be used, 2 no stack could be had."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--project", default="", help="the project the contacts belong to; made where it is new")
    parser.add_argument(
        "--handed-over-on", type=date.fromisoformat, default=add_months(day_in_china(datetime.now(CHINA)), -6), metavar="DATE",
        help="when a new project was first handed over, which decides who is responsible; six months ago where none is given",
    )  # fmt: skip
    parser.add_argument("--most", type=int, default=0, help="only so many rows from the top")
    asked = parser.parse_args(arguments)
    console = Console(soft_wrap=True)
    try:
        rows = list(rows_of(asked.file))[: asked.most or None]
        given = stack.from_environment() or stack.already_up()
        if given is not None:
            return _load(given, console, rows, asked)
        with console.status("starting PostgreSQL, RabbitMQ and five services…"):
            running = stack.running_stack()
        with running as own:
            return _load(own, console, rows, asked)
    except (BadRow, OSError, UnicodeDecodeError, csv.Error) as error:
        console.print(f"[red]{escape(str(asked.file))}:[/] {escape(str(error))}", highlight=False)
        return 1
    except (StoryBroken, stack.CannotStart, httpx.HTTPError) as error:
        console.print(f"[red]{escape(str(error))}", highlight=False)
        return 2


def _load(
    theatre: stack.Stack, console: Console, rows: list[tuple[int, dict[str, str]]], asked: argparse.Namespace
) -> int:
    project = asked.project or f"L{secrets.token_hex(3).upper()}"
    with Stage(theatre, project, console) as stage:
        return _load_into(stage, rows, asked)


def _load_into(stage: Stage, rows: list[tuple[int, dict[str, str]]], asked: argparse.Namespace) -> int:
    project, console, run = stage.project, stage.console, secrets.token_hex(4)
    clerk = stage.person(Role.RECORDS_CLERK, "loader", "records clerk", everywhere=True)
    hotline = stage.person(Role.HOTLINE, f"loader-{run}", "hotline", everywhere=True)
    director = stage.person(Role.CENTRE_DIRECTOR, "loader", "centre director", everywhere=True)
    if not any(known["project"] == project for known in clerk.get("intake", "/projects")["items"]):
        clerk.put(
            "intake",
            f"/projects/{project}",
            {"name": project, "first_collective_handover_on": f"{asked.handed_over_on}"},
        )
    tally = _post_all(hotline, rows, project, console)
    for line, reason in sorted(tally.bad):
        console.print(f"[yellow]line {line}:[/] {escape(reason)}", highlight=False)
    console.print(f"{len(tally.made)} of {len(rows)} rows went in as cases, {len(tally.bad)} did not")
    missing = _until_quiet(stage, director)
    counted = _report(stage, director, project)
    if not asked.project and counted != len(tally.made):
        missing.append(f"intake counts {counted} cases of {project}, {len(tally.made)} were made")
    for lacking in missing:
        console.print(f"[red]{escape(lacking)}", highlight=False)
    if not missing:
        console.print("[green]every service has heard everything that was said")
    return 1 if missing else 0


def _post_all(hotline: Person, rows: list[tuple[int, dict[str, str]]], project: str, console: Console) -> Tally:
    tally = Tally()
    columns = (TextColumn("posting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress, ThreadPoolExecutor(POSTERS) as posters:
        bar = progress.add_task("posting", total=len(rows))

        def post(numbered: tuple[int, dict[str, str]]) -> None:
            line, row = numbered
            try:
                body = contact_from(row, project)
                answer = hotline.try_post("intake", "/cases", body, key=_key(line, row))
                if not answer.is_success:
                    raise BadRow(_refusal(answer))
                with tally.lock:
                    tally.made.append(answer.json())
            except BadRow as reason:
                with tally.lock:
                    tally.bad.append((line, str(reason)))
            progress.advance(bar)

        _each(posters.map(post, rows))
    return tally


def _each(results: Iterable[None]) -> None:
    """Wait for all; a poster's own failure is raised here."""
    for _ in results:
        pass


def _key(line: int, row: dict[str, str]) -> str:
    """The same row of the same file gets the same key, so that a poster's retry makes no second case."""
    return f"line-{line}-{hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()[:24]}"


def _refusal(answer: httpx.Response) -> str:
    problem = answer.json()
    fields = "; ".join(f"{one['pointer']}: {one['detail']}" for one in problem.get("errors", []))
    return f"{problem.get('detail', answer.status_code)} {fields}".strip()


def _until_quiet(stage: Stage, director: Person) -> list[str]:
    """Wait until all that was said has been heard. Returns where it was not."""

    def counts() -> dict[str, dict[str, Any]]:
        return {service: director.get(service, "/messages") for service in topology.HEARS}

    with stage.working("waiting until the system is quiet…"):
        try:
            stage.until(
                "all that was said has been heard",
                lambda: disagreements(counts()),
                lambda found: not found,
                QUIET_SECONDS,
            )
        except StoryBroken:
            return disagreements(counts())
    return []


def disagreements(counts: dict[str, dict[str, Any]]) -> list[str]:
    """Where a service's messages are still under way, or were said and not heard as often by one who listens."""
    found = []
    for service, sources in topology.HEARS.items():
        own = counts[service]
        found += [f"{service}: {own[what]} messages {what}" for what in ("unpublished", "waiting", "dead") if own[what]]
        for source in sources:
            for name, said in counts[source]["said"].items():
                if VOIDED in name or not topology.reaches(name, service):  # a void number is a double for who has it
                    continue
                if (heard := own["heard"].get(name, 0)) != said:
                    found.append(f"{source} said {name} {said} times, {service} heard it {heard} times")
    return found


def _report(stage: Stage, director: Person, project: str) -> int:
    """Print the cases by kind, class, department and state. Returns how many intake counts."""
    counts = director.get("intake", "/counts", project=project)
    by = counts["by"]
    for what in ("kind", "class", "department", "state"):
        counted = Counter({str(name): count for name, count in by[what].items()})
        stage.table(f"by {what}", [what, "cases"], [[name, f"{count:,}"] for name, count in counted.most_common()])
    return int(counts["cases"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
