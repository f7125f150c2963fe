"""The words: what a template may name, and how facts read in Chinese and in English."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Role, TakeOverReason
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import templates, wording
from notify.domain.wording import Names, Wording, WrongTemplate

NAMES = Names.from_data(
    {
        "fields": {"desk": "role", "inform": "role", "reason": "why", "unit_no": "place"},
        "lists": {
            "role": {"site_lead": ["负责人", "the head"], "sales": ["经营销售部", "sales"]},
            "why": {"time_passed": ["逾期未修复", "the time passed"]},
            "place": {"": ["公共部位", "shared parts"]},
        },
    }
)


def filled(template: str, **data: Any) -> tuple[str, str]:
    """A template with these facts, in Chinese and English."""
    return wording.fill(Wording("题", template, "subject", template), data, NAMES).texts


@pytest.mark.rule("N5")
def test_an_amount_reads_as_yuan() -> None:
    assert filled("{{ amount_fen }}", amount_fen=486_000) == ("4,860.00元", "¥4,860.00")


@pytest.mark.rule("N5")
@given(st.integers(0, 10**12))
def test_no_fen_is_lost_in_the_words(amount_fen: int) -> None:
    zh, en = filled("{{ amount_fen }}", amount_fen=amount_fen)
    for shown in (zh.removesuffix("元"), en.removeprefix("¥")):
        assert int(shown.replace(",", "").replace(".", "")) == amount_fen


def test_a_number_that_is_no_amount_reads_as_it_is() -> None:
    assert filled("{{ round }}", round=1234) == ("1234", "1234")


@pytest.mark.rule("N5")
def test_a_moment_reads_in_chinas_time() -> None:
    at = datetime.fromisoformat("2026-03-10T02:05:00+00:00")
    assert filled("{{ due_at }}", due_at=at) == ("2026年3月10日 10:05", "10 March 2026 10:05")


@pytest.mark.rule("N5")
def test_the_end_of_a_day_is_24_00_of_that_day() -> None:
    at = datetime(2026, 3, 13, tzinfo=CHINA)
    assert filled("{{ due_at }}", due_at=at) == ("2026年3月12日 24:00", "12 March 2026 24:00")
    assert filled("{{ due_at }}", due_at=at + timedelta(minutes=1))[0] == "2026年3月13日 00:01"


def test_a_date_reads_as_a_date() -> None:
    assert filled("{{ ends_on }}", ends_on=date(2026, 12, 1)) == ("2026年12月1日", "1 December 2026")


def test_a_quarter_reads_as_a_quarter() -> None:
    assert filled("{{ quarter }}", quarter="2026-Q4") == ("2026年第4季度", "Q4 2026")


def test_a_code_reads_by_its_name_and_free_text_as_it_is() -> None:
    assert filled("{{ desk }}", desk=Role.SITE_LEAD) == ("负责人", "the head")
    assert filled("{{ reason }}", reason=TakeOverReason.TIME_PASSED) == ("逾期未修复", "the time passed")
    assert filled("{{ reason }}", reason="太贵") == ("太贵", "太贵")


def test_an_empty_field_reads_by_the_name_for_nothing_or_not_at_all() -> None:
    assert filled("{{ unit_no }}", unit_no=None) == ("公共部位", "shared parts")
    assert filled("{{ contractor }}", contractor=None) == ("", "")


def test_several_read_one_after_the_other() -> None:
    assert filled("{{ inform }}", inform=(Role.SITE_LEAD, Role.SALES)) == ("负责人、经营销售部", "the head, sales")


WRITTEN = "{{ case_no }}{% for x in y %}{0}"


@given(st.text(max_size=50))
def test_braces_in_what_somebody_wrote_are_only_braces(finding: str) -> None:
    assert filled("{{ finding }}", finding=finding + "{case_no}{0}") == (finding + "{case_no}{0}",) * 2


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing_of_the_kind }}", "{{ case_no.__class__ }}", "{{ case_no['x'] }}", "{{ case_no[0] }}", "{{ case_no() }}",
        "{{ case_no|upper }}", "{{ case_no|attr('x') }}", "{{ case_no|yuan(2) }}", "{{ 'x'|name }}", "{{ case_no|name|name }}",
        "{{ case_no * 9 }}", "{{ case_no ~ case_no }}", "{{ case_no + 'x' }}", "{{ 9 ** 9 }}", "{{ 1.5 }}", "{{ [1] }}", "{{ {} }}",
        "{{ case_no if round else 'x' }}", "{{ case_no is defined }}", "{{ range(9) }}", "{{ self }}", "{{ loop }}", "{{ lipsum() }}",
        "{{ cycler }}", "{% include 'x' %}", "{% import 'x' as y %}", "{% from 'x' import y %}", "{% extends 'x' %}",
        "{% macro x() %}{% endmacro %}", "{% call x() %}{% endcall %}", "{% set x = 1 %}", "{% block x %}{% endblock %}",
        "{% filter name %}x{% endfilter %}", "{% for x in 'abc' %}{{ x }}{% endfor %}",
        "{% for x in tell %}{% for y in tell %}{{ y }}{% endfor %}{% endfor %}", "{% for x in tell recursive %}{% endfor %}",
        "{% for x in tell if x %}{{ x }}{% endfor %}", "{% for x, y in tell %}{{ x }}{% endfor %}", "{% for tell in tell %}{% endfor %}",
        "{% if 1 < round < 3 %}x{% endif %}", "{% if case_no %}", "{{ case_no", "{case_no}", "}", "{", "{% do x %}",
        "{{ case_no }" + "}" * 3, "{{ " + "(" * 450 + "case_no" + ")" * 450 + " }}", "{{ not " + "not " * 200 + "round }}",
        "{% if round %}" * 30 + "{% endif %}" * 30, "x" * 1001,
    ],
)  # fmt: skip
def test_a_template_may_name_ask_about_and_go_through_fields_of_its_event_and_nothing_else(template: str) -> None:
    for place in range(4):
        words = ["题", "文", "subject", "text"]
        words[place] += template
        with pytest.raises(WrongTemplate):
            wording.check(Wording(*words), frozenset({"case_no", "round", "tell"}))


@pytest.mark.rule("N5")
def test_words_depend_on_what_the_event_says() -> None:
    template = "{% if unit_no %}{{ unit_no }}{% else %}公区{% endif %}"
    template += "{% if reason == 'time_passed' and not round > 2 %}：{{ reason }}{% endif %}"
    assert filled(template, unit_no="3-1201", reason=TakeOverReason.TIME_PASSED, round=2)[0] == "3-1201：逾期未修复"
    assert filled(template, unit_no=None, reason="else", round=2)[0] == "公区"


def test_a_list_is_gone_through_one_by_one() -> None:
    template = (
        "{% for role in inform %}〔{{ role }}〕{% endfor %}{{ inform|count }}{% if 'sales' in inform %}！{% endif %}"
    )
    assert filled(template, inform=(Role.SITE_LEAD, Role.SALES)) == (
        "〔负责人〕〔经营销售部〕2！",
        "〔the head〕〔sales〕2！",
    )


def test_filters_shape_what_is_shown() -> None:
    at = datetime(2026, 3, 13, tzinfo=CHINA)
    assert filled("{{ at|day }} {{ at|moment }} {{ total|yuan }}", at=at, total=100) == (
        "2026年3月13日 2026年3月12日 24:00 1.00元", "13 March 2026 12 March 2026 24:00 ¥1.00",
    )  # fmt: skip
    assert filled("{{ at|day }}", at=None) == ("", "")


@pytest.mark.parametrize(
    "template", ["{{ round|day }}", "{{ unit_no|yuan }}", "{{ round|count }}", "{% if unit_no > 3 %}x{% endif %}"]
)
def test_what_a_field_cannot_be_is_found_by_trying(template: str) -> None:
    with pytest.raises(WrongTemplate):
        filled(template, round=1, unit_no="3-1201")


def test_no_list_however_long_makes_a_text_without_end() -> None:
    (text, _) = filled("{% for x in inform %}{{ x }}{{ x }}{% endfor %}", inform=("文" * 50,) * 100_000)
    assert len(text) == templates.OUTPUT_MAX
    assert text.endswith("…")
    (empty, _) = filled("{% for x in inform %}{% if x %}{% endif %}{{ x }}{% endfor %}文", inform=("",) * 1_000_000)
    assert empty == "…"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{project} {unit_no}登记", "{{ project }} {{ unit_no }}登记"),
        ("{{x}} {case_no}", "{{ '{' }}x{{ '}' }} {{ case_no }}"),
        ("{{{case_no}}}", "{{ '{' }}{{ case_no }}{{ '}' }}"),
        ("{{ case_no }}", "{{ case_no }}"),
        ("{% if case_no %}{{ case_no }}{% endif %}", "{% if case_no %}{{ case_no }}{% endif %}"),
        ("plain", "plain"),
    ],
)
def test_words_of_versions_before_are_read_as_they_were_meant(old: str, new: str) -> None:
    assert templates.modern(old) == new
    wording.check(Wording(*[templates.modern(old)] * 4), frozenset({"project", "unit_no", "case_no"}))


@pytest.mark.parametrize("place", range(4))
def test_neither_language_may_be_left_out(place: int) -> None:
    words = ["题", "文", "subject", "text"]
    words[place] = " "
    with pytest.raises(WrongTemplate, match="Chinese and in English"):
        wording.check(Wording(*words), frozenset())


def test_a_subject_has_a_longest_length() -> None:
    with pytest.raises(WrongTemplate, match="too long"):
        wording.check(Wording("题" * 101, "文", "subject", "text"), frozenset())


def wrong(template: str) -> list[str]:
    """What is found wrong with a line whose Chinese text it is, for an event that may name no unit."""
    row = {"zh": ["题", template], "en": ["subject", "text"]}
    full = {"case_no": "KS-2026-000001", "unit_no": "1-101", "amount_fen": 100, "reason": "time_passed"}
    return [why for _, why in wording.wrong_with(row, [full, full | {"unit_no": None}], Names({}))]


@pytest.mark.rule("N5")
def test_a_branch_that_no_sample_takes_is_tried_all_the_same() -> None:
    assert wrong("{% if reason == 'declined' %}{{ case_no|day }}{% else %}好{% endif %}") != []
    assert wrong("好{% if reason == 'a' %}一{% elif reason == 'b' %}{{ case_no|yuan }}{% endif %}") != []
    assert wrong("{% if reason == 'declined' %}{{ amount_fen|yuan }}{% else %}好{% endif %}") == []


@pytest.mark.rule("N5")
def test_words_that_are_none_where_a_field_is_empty_are_refused() -> None:
    assert wrong("{% if unit_no %}{{ unit_no }}{% endif %}") != []
    assert wrong("{% if unit_no %}{{ unit_no }}{% else %}公共部位{% endif %}") == []


@pytest.mark.rule("N5")
@pytest.mark.parametrize("sign", [r"{{ '\x00' }}", r"{{ '\u202e' }}", "\x07", "\u200b"])
def test_signs_that_cannot_be_stored_or_turn_the_text_around_are_refused(sign: str) -> None:
    assert wrong("好" + sign) != []
    assert wrong("好\n\u3000好") == []
