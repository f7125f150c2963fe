"""A document as JSON, and back: for programs. Nothing is lost, so a document can be kept as JSON and printed later."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from .document import (
    Chart,
    Column,
    Document,
    Drawn,
    Figure,
    Figures,
    Kind,
    Layout,
    Part,
    Section,
    Series,
    Table,
    Text,
    Value,
)

SHAPE = 1
"""Raised when a reader of the former shape could no longer read this one."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(document: Document) -> bytes:
    """UTF-8, keys always in the same order. Amounts stay whole fen; days and moments are ISO 8601, a moment with its offset.

    A value that is not of its column's kind (a word in a column of days) says what it is: ``{"text": "合计"}``.
    """
    text = json.dumps(_document(document), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def from_json(data: bytes) -> Document:
    """The document again, equal to the one that was written. ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    whole = json.loads(data)
    if whole["shape"] != SHAPE:
        raise ValueError(f"a document of shape {whole['shape']}; this reads shape {SHAPE}")
    return Document(
        number=whole["number"],
        title=whole["title"],
        subtitle=whole["subtitle"],
        language=whole["language"],
        made_at=datetime.fromisoformat(whole["made_at"]),
        sections=[
            Section(section["title"], [_part_read(part) for part in section["parts"]]) for section in whole["sections"]
        ],
        signatures=whole["signatures"],
        layout=Layout(whole["layout"]),
    )


def _document(document: Document) -> dict[str, Any]:
    return {
        "shape": SHAPE,
        "number": document.number,
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "made_at": document.made_at.isoformat(),
        "layout": document.layout,
        "sections": [
            {"title": section.title, "parts": [_part(part) for part in section.parts]} for section in document.sections
        ],
        "signatures": list(document.signatures),
    }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Text():
            return {"part": "text", "paragraphs": list(part.paragraphs)}
        case Figures():
            return {"part": "figures", "items": [_figure(figure) for figure in part.items]}
        case Table():
            return {"part": "table", **_table(part)}
        case Chart():
            return {
                "part": "chart",
                "key": part.key,
                "title": part.title,
                "drawn": part.drawn,
                "kind": part.kind,
                "labels": list(part.labels),
                "series": [{"title": series.title, "values": list(series.values)} for series in part.series],
                "note": part.note,
            }


def _part_read(part: dict[str, Any]) -> Part:
    match part["part"]:
        case "text":
            return Text(part["paragraphs"])
        case "figures":
            return Figures([_figure_read(figure) for figure in part["items"]])
        case "table":
            return _table_read(part)
        case "chart":
            series = [Series(series["title"], series["values"]) for series in part["series"]]
            kind, drawn = Kind(part["kind"]), Drawn(part["drawn"])
            return Chart(part["key"], part["title"], drawn, part["labels"], series, kind, part["note"])
        case other:
            raise ValueError(f"no part of a document is a {other}")


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "title": figure.title,
        "kind": figure.kind,
        "value": _value(figure.value, figure.kind),
        "compared": [{"title": title, "value": _value(before, figure.kind)} for title, before in figure.compared],
    }


def _figure_read(figure: dict[str, Any]) -> Figure:
    kind = Kind(figure["kind"])
    compared = [(before["title"], _value_read(before["value"], kind)) for before in figure["compared"]]
    return Figure(figure["key"], figure["title"], _value_read(figure["value"], kind), kind, compared)


def _table(table: Table) -> dict[str, Any]:
    kinds = [column.kind for column in table.columns]

    def cells(row: Sequence[Value]) -> list[Any]:
        return [_value(value, kind) for value, kind in zip(row, kinds, strict=True)]

    return {
        "key": table.key,
        "title": table.title,
        "columns": [{"key": column.key, "title": column.title, "kind": column.kind} for column in table.columns],
        "rows": [cells(row) for row in table.rows],
        "total": None if table.total is None else cells(table.total),
        "note": table.note,
    }


def _table_read(table: dict[str, Any]) -> Table:
    columns = [Column(column["key"], column["title"], Kind(column["kind"])) for column in table["columns"]]

    def cells(row: Sequence[Any]) -> list[Value]:
        return [_value_read(value, column.kind) for value, column in zip(row, columns, strict=True)]

    total = None if table["total"] is None else cells(table["total"])
    return Table(table["key"], table["title"], columns, [cells(row) for row in table["rows"]], total, table["note"])


def _usual(kind: Kind) -> str:
    """What a string in JSON is, where the kind is this."""
    return kind if kind in (Kind.DAY, Kind.MOMENT) else "text"


def _value(value: Value, kind: Kind) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else value.isoformat()
    what = "text" if isinstance(value, str) else "moment" if isinstance(value, datetime) else "day"
    return text if what == _usual(kind) else {what: text}


def _value_read(value: Any, kind: Kind) -> Value:
    if value is None or isinstance(value, int | float):
        return value
    ((what, text),) = value.items() if isinstance(value, dict) else ((_usual(kind), value),)
    match what:
        case "text":
            return str(text)
        case "day":
            return date.fromisoformat(text)
        case "moment":
            return datetime.fromisoformat(text)
        case other:
            raise ValueError(f"no value is a {other}")
