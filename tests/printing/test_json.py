"""A document as JSON is stable, and comes back as it was."""

import json
from datetime import datetime, timedelta, timezone

import pytest
import sample_documents as sample
from any_documents import documents
from hypothesis import HealthCheck, given, settings
from printing.as_json import as_json, from_json
from printing.document import Chart, Document, Drawn, Figure, Kind, Section, Series, Table


@given(documents)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_document_comes_back_equal_and_the_same_bytes_again(document: Document) -> None:
    written = as_json(document)
    assert from_json(written) == document
    assert as_json(from_json(written)) == written


def test_amounts_stay_whole_fen_and_a_word_in_a_column_of_days_says_that_it_is_one() -> None:
    table = sample.contractors()
    whole = Table(table.key, table.title, table.columns, table.rows[:1], ["合计", *[None] * 7, "—", None])
    document = Document("N", "", "", "zh", sample.MADE_AT, [Section("", [whole])])
    (part,) = json.loads(as_json(document))["sections"][0]["parts"]
    assert part["rows"][0][7:9] == [486_200, "2026-10-28"]
    assert part["total"][8] == {"text": "—"}


def test_a_moment_keeps_its_offset() -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    document = Document("N", "", "", "zh", moment, [])
    assert json.loads(as_json(document))["made_at"] == "2026-01-01T00:00:00+08:00"
    assert from_json(as_json(document)).made_at.utcoffset() == timedelta(hours=8)


def test_another_shape_is_refused() -> None:
    whole = json.loads(as_json(sample.report())) | {"shape": 2}
    with pytest.raises(ValueError, match="shape 2"):
        from_json(json.dumps(whole).encode())


def test_lists_and_tuples_make_equal_documents() -> None:
    assert Series("a", [1, None]) == Series("a", (1, None))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Table("t", "", sample.by_class().columns, [("a", 1)]), "t, row 1: 2 values for 7 columns"),
        (lambda: Table("t", "", sample.by_class().columns, [], ("a",)), "t, total: 1 values for 7 columns"),
        (lambda: Figure("f", "", float("nan"), Kind.SHARE), "f: nan is no number"),
        (lambda: Series("s", [float("inf")]), "s: inf is no number"),
        (lambda: Figure("f", "", datetime(2026, 1, 1), Kind.MOMENT), "time zone"),  # noqa: DTZ001
        (lambda: Chart("c", "", Drawn.BARS, ["a"], [Series("s", [1, 2])]), "c, s: 2 values for 1 labels"),
        (lambda: Document("N", "", "", "zh", datetime(2026, 1, 1), []), "time zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_printed_cannot_be_made(make, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_texts_are_all_found() -> None:
    found = set(sample.report().texts())
    assert {
        "锦江花园项目客户服务中心",
        "去年同月",
        "房屋质量",
        "批准",
        "注：3月因系统切换未开展回访。",
        "有效",
    } <= found
