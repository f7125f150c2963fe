"""Documents by chance, for properties that hold for all of them."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from printing.document import (
    Chart,
    Column,
    Document,
    Drawn,
    Figure,
    Figures,
    Kind,
    Layout,
    Section,
    Series,
    Table,
    Text,
)

texts = st.text(max_size=40) | st.sampled_from(["=1+1", "#import", "龘㐂😀", "合计", "a\nb", "2026-01-01", "\ud800"])
numbers = st.floats(-1e24, 1e24) | st.integers(-(10**24), 10**24)
days = st.dates(date(1, 1, 2), date(9999, 12, 30))
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
values = st.none() | texts | numbers | days | moments
made_at = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
kinds = st.sampled_from(Kind)


@st.composite
def tables(draw: Any) -> Table:
    """Any values under any kind of column."""
    columns = draw(st.lists(st.builds(Column, texts, texts, kinds), max_size=6))
    rows = st.lists(values, min_size=len(columns), max_size=len(columns))
    return Table(
        draw(texts), draw(texts), columns, draw(st.lists(rows, max_size=8)), draw(st.none() | rows), draw(texts)
    )


@st.composite
def charts(draw: Any) -> Chart:
    """Any finite numbers, missing ones too."""
    labels = draw(st.lists(texts, max_size=20))
    row = st.lists(st.none() | numbers, min_size=len(labels), max_size=len(labels))
    series = st.lists(st.builds(Series, texts, row), max_size=7)
    return Chart(draw(texts), draw(texts), draw(st.sampled_from(Drawn)), labels, draw(series), draw(kinds), draw(texts))


figures = st.builds(Figure, texts, texts, values, kinds, st.lists(st.tuples(texts, values), max_size=3))
parts = (
    st.builds(Text, st.lists(texts, max_size=3))
    | st.builds(Figures, st.lists(figures, max_size=9))
    | tables()
    | charts()
)
sections = st.builds(Section, texts, st.lists(parts, max_size=3))
documents = st.builds(
    Document, texts, texts, texts, st.sampled_from(["zh-CN", "en"]), made_at, st.lists(sections, max_size=3),
    st.lists(texts, max_size=4), st.sampled_from(Layout),
)  # fmt: skip
