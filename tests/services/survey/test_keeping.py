"""A customer's words are forgotten with him; that he was visited is not (L8)."""

from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.intake_privacy import CustomerErased
from plumbing.inbox import Outcome

from .desk import WRONG, Office, result
from .test_rounds import opened, visited
from .test_visit_records import MATTER, OWNER, record

TABLES = (
    "return_visit",
    "visit_attempt",
    "visit_appointment",
    "round_household",
    "raised_matter",
    "visit_record",
    "round_question",
)
WORDS = ("阴角仍有水渍", "业主说的话", "业主改约", "装修噪声", "何时通气")


async def kept(office: Office) -> set[str]:
    """Which of the words stand anywhere in survey's own tables."""
    found = set()
    async with office.service.db.reading() as tx:
        for table in TABLES:
            text = await tx.fetchval(f"select string_agg(t::text, ' ') from {table} t") or ""
            found |= {f"{table}: {word}" for word in WORDS if word in text}
    return found


@pytest.mark.rule("L8", "V1", "V3", "V8")
async def test_his_words_go_and_the_figures_stay(office: Office) -> None:
    visit = await office.visit(customer_id=OWNER)
    await office.tried(visit, way="phone", outcome="no_answer", way_reason="业主改约", note="业主说的话")
    body = WRONG | {"comment": "业主说的话", "way": "phone", "way_reason": "业主改约"}
    assert (await result(office.officer, visit, body)).status_code == 201
    round_ = await opened(office)
    await visited(
        office,
        round_,
        talked_about="业主说的话",
        matters=[MATTER],
        questions=[{"question": "何时通气", "answer_on": "2026-03-20"}],
    )
    assert (await office.officer.post("/visits", json=record(heard="业主说的话", matters=[MATTER]))).status_code == 201
    other = await office.visit(customer_id=uuid4())
    assert (await result(office.officer, other, WRONG)).status_code == 201
    appointment = {"appointed_for": "2026-03-11T10:00+08:00", "way": "phone", "way_reason": "业主改约"}
    later = await office.visit(customer_id=OWNER)
    assert (
        await office.officer.post(f"/return-visits/{later['visit_id']}/appointments", json=appointment)
    ).status_code == 201
    assert {each.split(":")[0] for each in await kept(office)} == set(TABLES)
    erased = CustomerErased(customer_id=OWNER, case_ids=(UUID(visit["case_id"]),))
    assert await office.service.hear(erased, about=OWNER) is Outcome.APPLIED
    assert await kept(office) == {"return_visit: 阴角仍有水渍"}
    now = await office.look(visit)
    assert (now["state"], now["counted"], now["visited_by"], now["comment"]) == (
        "dissatisfied",
        "his_word",
        "chen.officer",
        "",
    )
    assert (await office.look(other))["still_wrong"] == "阴角仍有水渍"
