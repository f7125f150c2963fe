"""Templates made to reach out of their sandbox, to never end, or to fill a memory: refused before they are saved (N5)."""

import tracemalloc

import pytest
from notify.domain import templates, wording
from notify.domain.readings import Names
from notify.domain.wording import Wording, WrongTemplate

FIELDS = frozenset({"case_no", "round", "tell", "unit_no"})
FACTS = {"case_no": "KS-2026-000001", "round": 2, "tell": ("site_lead", "sales"), "unit_no": None}
MB = 1_000_000

REACHING_OUT = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ case_no.format.__globals__ }}", "{{ case_no.format('{0.__class__}') }}",
    "{{ '{0.__class__}'.format_map(case_no) }}", "{{ ().__class__ }}", "{{ none.__class__ }}", "{{ true.real }}", "{{ [].append }}",
    "{{ cycler.__init__.__globals__ }}", "{{ joiner() }}", "{{ dict() }}", "{{ namespace() }}", "{{ __import__ }}", "{{ _ }}",
    "{{ environment }}", "{{ context }}", "{{ resolve }}", "{{ undefined }}", "{{ missing }}", "{{ l_0_case_no }}", "{{ request }}",
    "{{ config }}", "{{ case_no|attr('__class__') }}", "{{ case_no|map(attribute='__class__')|list }}", "{{ case_no|safe }}",
    "{{ case_no|string|list }}", "{{ tell|first }}", "{{ case_no|xmlattr }}", "{{ case_no is sameas round }}", "{{ case_no is callable }}",
    "{% import 'os' as os %}", "{% debug %}", "{% trans %}x{% endtrans %}", "{% do case_no %}", "{% with x=case_no %}{% endwith %}",
    "{% autoescape false %}{{ case_no }}{% endautoescape %}", "{% set x = case_no.__class__ %}",
    "{% block x %}{{ self.x() }}{% endblock %}",
    "{% for x in tell %}{{ loop.__class__ }}{% endfor %}", "{% for x in tell %}{{ super() }}{% endfor %}", "{{ varargs }}", "{{ kwargs }}",
    "{% call(x) case_no() %}{% endcall %}", "{{ case_no[:1] }}", "{{ {'a': case_no}['a'] }}", "{{ (case_no, round)[0] }}",
    "{{ \"\\x5f\\x5fclass\\x5f\\x5f\"|attr(case_no) }}", "{{ case_no['__cl' 'ass__'] }}", "{{ caller() }}",
    "{% extends case_no %}", "{% include case_no %}", "{% include [case_no, 'x'] ignore missing %}", "{% from case_no import x %}",
]  # fmt: skip

WITHOUT_END = [
    "{{ 'a' * 1000000000 }}", "{{ 1000000000 * 'a' }}", "{{ case_no * 10 ** 9 }}", "{{ '%1000000000d' % round }}",
    "{{ '%1000000000d'|format(round) }}", "{{ '{:1000000000}'.format(round) }}", "{{ 10 ** 10000000 }}", "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ 1 << 1000000000 }}", "{{ round ** round }}", "{{ -round }}", "{{ round // 0 }}", "{{ 1e999 }}", "{{ [0] * 1000000000 }}",
    "{% for x in range(1000000000) %}x{% endfor %}", "{% for x in [1] * 1000000000 %}x{% endfor %}",
    "{% for x in lipsum(n=1000000) %}{% endfor %}",
    "{% for x in tell %}{% for y in tell %}{{ y }}{% endfor %}{% endfor %}", "{% for x in tell recursive %}{{ loop(tell) }}{% endfor %}",
    "{% for x in tell %}" * 30 + "x" + "{% endfor %}" * 30, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{ m(m(m(case_no))) }}", "{% set x = case_no ~ case_no %}", "{% include 'self' %}",
    "{% block a %}{{ self.b() }}{% endblock %}{% block b %}{{ self.a() }}{% endblock %}", "{{ case_no ~ case_no ~ case_no }}",
    "{{ " + "(" * 480 + "round" + ")" * 480 + " }}", "{{ " + "not " * 240 + "round }}", "{{ " + "-" * 900 + "1 }}",
    "{{ " + "[" * 480 + "]" * 480 + " }}", "{{ " + "{1:" * 240 + "1" + "}" * 240 + " }}", "{{ case_no" + "|name" * 190 + " }}",
    "{{ case_no" + ".x" * 480 + " }}", "{{ case_no" + "[0]" * 320 + " }}", "{{ case_no" + "()" * 480 + " }}",
    "{% if " + " and ".join(["round"] * 90) + " %}x{% endif %}", "{% if " + " < ".join(["round"] * 120) + " %}x{% endif %}",
    "{% if round %}" * 35 + "x" + "{% endif %}" * 35, "{% if round %}x{% else %}" * 25 + "{% endif %}" * 25,
    "{{ case_no if round else " * 30 + "round" + " }}", "{#" * 500, "{% raw %}" * 100, "{{ '" + "a" * 990, "x" * 1001, "{{ round }}" * 91,
]  # fmt: skip


def refused(text: str) -> bool:
    """In each of the four places where it may stand."""
    for place in range(4):
        words = ["题", "文", "subject", "text"]
        words[place] = text
        try:
            wording.check(Wording(*words), FIELDS)
        except WrongTemplate:
            continue
        return False
    return True


@pytest.mark.rule("N5")
@pytest.mark.parametrize("text", REACHING_OUT)
def test_no_template_reaches_out_of_what_its_event_says(text: str) -> None:
    assert refused(text)


@pytest.mark.rule("N5")
@pytest.mark.parametrize("text", WITHOUT_END, ids=lambda text: text[:40])
def test_no_template_takes_long_or_fills_the_memory(text: str) -> None:
    tracemalloc.start()
    try:
        assert refused(text)
        assert tracemalloc.get_traced_memory()[1] < 20 * MB
    finally:
        tracemalloc.stop()


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    "said",
    ["{{ round }}", "{% for x in tell %}{% endfor %}", "{#", "{{ ''.__class__ }}", "%1000000000d", "{0.__class__}"],
)
def test_what_an_event_says_is_never_read_as_a_template(said: str) -> None:
    facts = FACTS | {"case_no": said, "tell": (said, said)}
    made = wording.fill(
        Wording("题", "{{ case_no }}{% for x in tell %}·{{ x }}{% endfor %}", "s", "{{ case_no }}"), facts, Names({})
    )
    assert made.texts == (f"{said}·{said}·{said}", said)


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    "text", ["{{ case_no }}" * 70, "{% for x in tell %}" + "{{ x }}" * 100 + "{% endfor %}", "{{ tell }}" * 90]
)
def test_the_longest_text_that_is_allowed_is_cut_whatever_the_event_says(text: str) -> None:
    facts = FACTS | {"case_no": "文" * 50_000, "tell": ("文" * 1_000,) * 1_000}
    made, _ = wording.fill(Wording("题", text, "s", text), facts, Names({})).texts
    assert len(made) == templates.OUTPUT_MAX
