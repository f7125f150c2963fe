"""What the form on the page sent, read by the form that was asked."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from ..domain.forms import Form
from ..domain.responses import COMMENT_MAX, ITEM_COMMENT_MAX, Answer, WrongAnswers
from ..domain.return_visit import Answers
from ..use_cases.links import Given

FIELDS_MAX, SIGNED_MAX = 200, 40
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fields_of(body: bytes) -> dict[str, str]:
    """The fields of a form, trimmed, with plain line ends and nothing unprintable; what is no form at all has none."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return {}
    return {name: UNPRINTABLE.sub("", value.replace("\r\n", "\n")).strip() for name, value in pairs}


def given_from(form: Form, sent: Mapping[str, str]) -> Given:
    """The answers. A comment beside an item without a step has no place of its own; it goes to the comment on the whole."""
    answers = tuple(
        Answer(item.code, sent[f"i.{item.code}"], sent.get(f"c.{item.code}", ""))
        for item in form.items
        if sent.get(f"i.{item.code}")
    )
    comment = "\n".join(filter(None, (sent.get("comment", ""), *_beside(form, sent))))
    return Given(answers, sent.get("overall") or None, comment, sent.get("signed_as", "")[:SIGNED_MAX])


def _beside(form: Form, sent: Mapping[str, str]) -> Iterator[str]:
    for item in form.items:
        if not sent.get(f"i.{item.code}") and (comment := sent.get(f"c.{item.code}")):
            yield f"【{item.zh}】{comment}"


def visit_answers_from(sent: Mapping[str, str]) -> Answers:
    """The three questions of a return visit; what is neither yes nor no is not answered. Raises ``WrongAnswers`` of a text too long."""
    still_wrong, comment = sent.get("still_wrong", ""), sent.get("comment", "")
    if len(still_wrong) > ITEM_COMMENT_MAX or len(comment) > COMMENT_MAX:
        raise WrongAnswers
    in_time, satisfied, attitude = (
        {"yes": True, "no": False}.get(sent.get(name, "")) for name in ("in_time", "satisfied", "attitude")
    )
    return Answers(True, in_time, satisfied, attitude, still_wrong, comment)
