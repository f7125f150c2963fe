"""Nothing of an erased customer is kept, asked after or taken any more, in whatever state he is erased (L8)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased

from .customers import LIFTS_GOOD, Customer, given, link, sent
from .desk import WRONG, Office, result
from .organising import Organisers
from .test_rounds import opened

WORD, CLOSED = "业主亲口说的话", "这个页面现在打不开"


async def erase(office: Office, customer_id: UUID, *case_ids: UUID) -> None:
    """Intake says that a customer was erased."""
    await office.service.hear(CustomerErased(customer_id=customer_id, case_ids=case_ids), about=customer_id)


async def where(office: Office, word: str) -> set[str]:
    """The tables in which a word stands, of all there are."""
    async with office.service.db.reading() as tx:
        tables = [row["tablename"] for row in await tx.fetch(
            "select tablename from pg_tables where schemaname = current_schema()"
        )]  # fmt: skip
        found = set()
        for table in tables:
            text = await tx.fetchval(f"select string_agg(t::text, ' ') from {table} t") or ""
            if word in text:
                found.add(table)
    return found


@pytest.mark.rule("L8", "V6")
async def test_notes_on_trying_to_reach_him_go_too(office: Office) -> None:
    organisers = Organisers(office)
    round_ = await opened(office, 1)
    await organisers.estate("P1", date(2015, 1, 1), {"2": 1})
    campaign = await organisers.collecting("yearly", "P1")
    one, other = sorted(await organisers.invitations(campaign), key=lambda each: str(each["unit_no"]))
    for each in (one, other):
        path = f"/campaigns/{campaign['campaign_id']}/invitations/{each['invitation_id']}/follow-ups"
        assert (await organisers.officer.post(path, json={"way": "phone", "note": WORD})).status_code == 201
    async with office.service.db.reading() as tx:
        customer_id = await tx.fetchval(
            "select customer_id from invitation where invitation_id = $1", UUID(one["invitation_id"])
        )
    path = f"/rounds/{round_['round_id']}/households/{one['unit_no']}/attempts"
    body = {"tried_at": office.service.clock.at.isoformat(), "way": "phone", "note": WORD}
    assert (await office.officer.post(path, json=body)).status_code == 201
    assert {"round_attempt", "invitation_follow_up"} <= await where(office, WORD)
    await erase(office, customer_id)
    async with office.service.db.reading() as tx:
        notes = [row["note"] for row in await tx.fetch("select note from invitation_follow_up order by note")]
        tries = [row["note"] for row in await tx.fetch("select note from round_attempt")]
    assert (notes, tries) == (["", WORD], [""])


@pytest.mark.rule("L8", "V6")
async def test_his_link_opens_nothing_more_and_nobody_reminds_him(office: Office) -> None:
    organisers = Organisers(office)
    await organisers.estate("P1", date(2015, 1, 1), {"1": 2})
    campaign = await organisers.collecting("yearly", "P1")
    one, other = await sent(office)
    early, late = Customer(office), Customer(office)
    await early.open(one.path)
    organisers.after(minutes=1)
    await erase(office, one.customer_id)
    assert CLOSED in (await early.answer(LIFTS_GOOD | {"comment": WORD, "signed_as": "王芳"})).text
    assert CLOSED in (await late.open(one.path)).text
    assert await given(office) == []
    organisers.after(days=11)
    await office.service.fire_due()
    assert [each.customer_id for each in await sent(office) if each.reminder] == [other.customer_id]
    assert (await organisers.look(campaign))["invited"] == 2


@pytest.mark.rule("L8", "V6")
async def test_who_is_erased_before_the_hand_out_gets_no_link(office: Office) -> None:
    organisers = Organisers(office)
    await organisers.estate("P1", date(2015, 1, 1), {"1": 2})
    campaign = await organisers.planned("yearly", "P1")
    await organisers.moved(campaign, "drawings")
    async with office.service.db.reading() as tx:
        customers = [row["customer_id"] for row in await tx.fetch("select customer_id from invitation")]
    await erase(office, customers[0])
    await organisers.moved(campaign, "starts", organisers.director)
    await organisers.moved(campaign, "hand-outs")
    await office.service.fire_due()
    assert [each.customer_id for each in await sent(office)] == customers[1:]


@pytest.mark.rule("L8")
async def test_what_was_said_about_his_case_goes_also_where_the_form_names_nobody(office: Office) -> None:
    case_id = UUID(str(await office.registered()))
    _, path = await link(office, purpose="repair_question", case_id=case_id, case_no="KS-1")
    customer = Customer(office)
    await customer.open(path)
    await customer.answer(LIFTS_GOOD | {"c.lifts": WORD, "comment": WORD, "signed_as": "王芳"})
    assert {"response", "response_answer"} <= await where(office, WORD)
    await erase(office, uuid4(), case_id)
    assert not await where(office, WORD) & {"response", "response_answer"}
    assert not await where(office, "王芳") & {"response", "response_answer"}


@pytest.mark.rule("L8", "I16")
async def test_where_old_cases_go_and_he_stays_only_their_words_go_and_he_is_asked_on(office: Office) -> None:
    customer_id = uuid4()
    old, new = await office.visit(customer_id=customer_id), await office.visit(customer_id=customer_id)
    for visit in (old, new):
        assert (await result(office.officer, visit, WRONG)).status_code == 201
    _, about_old = await link(office, customer_id=customer_id, case_id=UUID(old["case_id"]), case_no="KS-1")
    _, about_all = await link(office, customer_id=customer_id)
    for path in (about_old, about_all):
        customer = Customer(office)
        await customer.open(path)
        await customer.answer(LIFTS_GOOD | {"comment": WORD})
    _, still = await link(office, customer_id=customer_id)
    office.at(office.service.clock.at + timedelta(minutes=1))
    said = CasesErased(customer_id=customer_id, case_ids=(UUID(old["case_id"]),))
    await office.service.hear(said, about=customer_id)
    assert "阴角" not in (await office.look(old))["still_wrong"]
    assert "阴角" in (await office.look(new))["still_wrong"]
    assert sorted(each.comment for each in await given(office)) == ["", WORD]
    assert CLOSED not in (await Customer(office).open(still)).text
