"""Words to find a case by (B9, B3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.words import SKETCH, likeness, needles, plain, sketch, terms, wanted, words

TEXTS = st.text(alphabet="主卫天花漏水电梯噪音 ，。abcLeak12", max_size=60)


@pytest.mark.rule("B9")
@given(TEXTS, st.integers(0, 59), st.integers(1, 8))
def test_every_part_of_a_chinese_text_is_found_by_its_words_and_its_plain_text(text: str, at: int, length: int) -> None:
    part = text[at : at + length]
    chinese = "".join(character for character in part if character > "\u3400")
    if chinese and chinese == part:
        assert wanted(part) <= words(text)
        assert all(needle in plain(text) for needle in needles(part))


@pytest.mark.rule("B9")
@given(TEXTS)
def test_what_stands_in_the_plain_text_always_has_its_words(text: str) -> None:
    """The words never lose what the plain text would find: they only narrow."""
    for term in terms(text):
        assert wanted(term) <= words(text)


@pytest.mark.rule("B9")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("漏水", {"漏", "水", "漏水"}),
        ("ＡＢ1 水", {"ab", "ab1", "水"}),
        ("x", {"x"}),
        ("", set()),
        ("，。!?_-", set()),
    ],
)
def test_a_text_is_cut_into_pairs_and_beginnings(text: str, found: set[str]) -> None:
    assert words(text) == found


@pytest.mark.rule("B3")
def test_like_texts_are_more_alike_than_others() -> None:
    new = words("主卫天花漏水，滴水不停")
    assert likeness(new, new) == 1
    assert likeness(new, words("主卫天花板漏水，一直滴水")) > 0.3 > likeness(new, words("电梯噪音太大，晚上睡不着"))
    assert likeness(set(), set()) == 0


FAULTS = st.sampled_from("漏水电梯噪音物业费用阳台天花渗滴停业主反映处理维修小区车库绿化保洁门窗")


@pytest.mark.rule("B3")
@given(st.lists(FAULTS, min_size=60, max_size=200), st.integers(0, 12))
def test_like_texts_agree_in_their_sketches(characters: list[str], changed: int) -> None:
    text = "".join(characters)
    other = text[:10] + "另外" * changed + text[10:]
    if likeness(words(text), words(other)) >= 0.5 and len(sketch(text)) >= SKETCH // 2:
        assert len(set(sketch(text)) & set(sketch(other))) >= 2
    assert len(sketch(text)) <= SKETCH
    assert sketch(text) == sketch(text + "，。")
