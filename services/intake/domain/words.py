"""Words to find a case by, in Chinese and in Latin letters, without a dictionary.

Chinese is cut into pairs of neighbouring characters and the characters themselves; a Latin word or figure is kept whole with
its beginnings. A question's terms become such words too, all of which must be there; since pairs may stand apart, the
plain text is asked again for the whole term.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator

CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
SHORTEST_BEGINNING, LONGEST_WORD = 2, 24
TERMS_MAX = 8
SKETCH = 32


def plain(text: str) -> str:
    """The text as it is asked: full width folded to half, small letters, one blank between runs and around them."""
    return f" {' '.join(RUNS.findall(_folded(text)))} "


def words(text: str) -> set[str]:
    """Everything a text can be found by."""
    found: set[str] = set()
    for run in RUNS.findall(_folded(text)):
        found.update(_of_chinese(run) if _is_chinese(run) else _of_latin(run))
    return found


def terms(question: str) -> list[str]:
    """What is asked for: each run a term, at most eight."""
    return RUNS.findall(_folded(question))[:TERMS_MAX]


def wanted(question: str) -> set[str]:
    """The words that a text must have to be the answer."""
    return {word for term in terms(question) for word in _asked(term)}


def needles(question: str) -> list[str]:
    """What must stand in the plain text: Chinese anywhere, a Latin word from its beginning."""
    return [term if _is_chinese(term) else f" {term}" for term in terms(question)]


def likeness(one: set[str], other: set[str]) -> float:
    """From 0 to 1: the share of the pairs and words that two texts have in common."""
    mine, theirs = ({word for word in these if len(word) > 1} for these in (one, other))
    together = len(mine | theirs)
    return len(mine & theirs) / together if together else 0.0


def sketch(text: str) -> list[int]:
    """A few numbers in which like texts agree: the smallest hashes of its pairs and words. Of two texts that have a share of
    their words in common, about that share of these agree."""
    hashes = {zlib.crc32(word.encode()) & 0x7FFFFFFF for word in words(text) if len(word) > 1}
    return sorted(hashes)[:SKETCH]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _is_chinese(run: str) -> bool:
    return re.match(rf"[{CJK}]", run) is not None


def _of_chinese(run: str) -> Iterator[str]:
    yield from run
    yield from (run[i : i + 2] for i in range(len(run) - 1))


def _of_latin(run: str) -> Iterator[str]:
    word = run[:LONGEST_WORD]
    yield from (word[:length] for length in range(min(SHORTEST_BEGINNING, len(word)), len(word) + 1))


def _asked(term: str) -> Iterator[str]:
    if not _is_chinese(term):
        yield term[:LONGEST_WORD]
    elif len(term) == 1:
        yield term
    else:
        yield from (term[i : i + 2] for i in range(len(term) - 1))
