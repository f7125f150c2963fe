"""Who is told of what: the table that notify ships with, whole, and what could be wrong with one."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from aftercare_contracts.registry import EVENTS
from aftercare_contracts.values import Bearer, CaseClass, CaseKind, ContactWay, Department, Desk, Role, TakeOverReason
from contracts.samples import sample
from notify.domain import recipients, wording
from notify.domain.recipients import Recipient
from notify.domain.wording import WrongTemplate
from plumbing import topology

from .plan import FIELDS, NAMES, PLAN, in_force, seeded

QUIET = {
    "intake.case.feedback_given.v1": "the customer heard it himself",
    "survey.return_visit.satisfied.v1": "the closing of the case is told",
    "survey.return_visit.attempted.v1": "it shows on the visit",
    "survey.round.household_visited.v1": "it shows in the round",
    "dispatch.contract.registered.v1": "nobody has to act",
    "dispatch.squad.ordered.v1": "the order's issue is told",
    "intake.case.merged.v1": "who merged knows; the case goes on under the other number",
    "intake.case.unmerged.v1": "who undid it knows",
    "intake.case.repeated.v1": "it shows on the case",
    "intake.customer.erased.v1": "for the departments' systems",
    "intake.cases.erased.v1": "for the departments' systems",
    "intake.calendar.notice_loaded.v1": "for the services",
    "intake.units.recorded.v1": "for the services",
    "intake.project.recorded.v1": "for the services",
    "intake.limit.paused.v1": "its owner asked for it",
    "intake.limit.resumed.v1": "its owner asked for it",
    "intake.limit.moved.v1": "the reminder comes at its new time",
    "intake.reply.agreed.v1": "the customer agreed to it himself",
    "intake.apology.made.v1": "the customer got it himself",
    "dispatch.work_order.estimated.v1": "finance's hold follows it",
    "dispatch.evidence.added.v1": "it shows on the order and the claim",
    "dispatch.quote.agreed.v1": "the owner signed it himself",
    "survey.task.verified.v1": "nobody has to act",
    "survey.form.answered.v1": "the campaign's count is told",
    "notify.notice.delivered.v1": "our own",
    **{f"{service}.numbers.voided.v1": "for the departments' systems" for service in topology.HEARS},
    "notify.notice.answered.v1": "our own",
}
LANGUAGE = re.compile("_(zh|en)$")
"""An event may carry the same words in both languages."""
FIRM = Recipient(Role.CONTRACTOR, "C1")


def to(*roles: Role) -> set[Recipient]:
    return {Recipient(role) for role in roles}


def data_of(name: str, **what: Any) -> dict[str, Any]:
    return dict(sample(name).data.model_copy(update=what))


def told(name: str, **what: Any) -> set[Recipient]:
    return {recipient for _, recipient in recipients.notices_for(PLAN[name], data_of(name, **what))}


@pytest.mark.rule("N1")
def test_every_event_is_told_to_somebody_or_has_a_reason_not_to_be() -> None:
    public = {name for name, event in EVENTS.items() if not event.is_private}
    assert set(PLAN) & public | set(QUIET) == public
    assert not set(PLAN) & set(QUIET)


@pytest.mark.rule("N1")
@pytest.mark.parametrize(
    ("name", "what", "expected"),
    [
        ("intake.case.registered.v1", {"desk": Desk.SALES_DESK}, to(Role.SALES_DESK, Role.CUSTOMER)),
        ("intake.case.registered.v1", {"desk": Desk.PROPERTY_COMPANY}, to(Role.PROPERTY_COMPANY, Role.CUSTOMER)),
        ("intake.case.reopened.v1", {"desk": Desk.ENGINEERING_DESK}, to(Role.ENGINEERING_DESK, Role.CUSTOMER)),
        ("intake.case.closed.v1", {}, to(Role.CUSTOMER, Role.SITE_LEAD)),
        ("intake.case.classed.v1", {"case_class": CaseClass.HOUSE_QUALITY, "desk": Desk.ENGINEERING_DESK},
         to(Role.ENGINEERING_DESK, Role.ENGINEERING)),
        ("intake.case.classed.v1", {"case_class": CaseClass.PROPERTY_SERVICE, "desk": Desk.PROPERTY_DESK}, to(Role.PROPERTY_DESK)),
        ("intake.complaint.verified.v1", {"tell": ()}, set()),
        ("intake.complaint.verified.v1", {"tell": (Role.SITE_LEAD, Role.CENTRE_DIRECTOR)},
         to(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)),
        ("intake.plan.drawn.v1", {"signers": (Role.DEPARTMENT_MANAGER,)}, to(Role.DEPARTMENT_MANAGER)),
        ("intake.plan.signed.v1", {"desk": Desk.SALES_DESK}, to(Role.SALES_DESK)),
        ("intake.major.found.v1", {}, to(Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
                                         Role.LEGAL_COUNSEL, Role.CHIEF_ENGINEER)),
        ("intake.major.taken_back.v1", {}, to(Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT)),
        ("intake.measure.ordered.v1", {"owner_role": Role.ENGINEERING}, to(Role.ENGINEERING)),
        ("intake.measure.completed.v1", {}, to(Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)),
        ("intake.counsel.asked.v1", {"asked_role": Role.LEGAL_COUNSEL}, to(Role.LEGAL_COUNSEL)),
        ("intake.counsel.given.v1", {"desk": Desk.SITE_LEAD}, to(Role.SITE_LEAD)),
        ("intake.case.handed_up.v1", {"to_role": Role.CENTRE_DIRECTOR}, to(Role.CENTRE_DIRECTOR)),
        ("intake.case.handed_down.v1", {"to_role": Role.SITE_LEAD}, to(Role.SITE_LEAD)),
        ("intake.quality_fault.reported.v1", {}, to(Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)),
        ("intake.joint_review.called.v1", {"participants": (Role.DESIGN, Role.SALES)}, to(Role.DESIGN, Role.SALES)),
        ("intake.joint_review.found.v1", {"owner_role": Role.DESIGN}, to(Role.DESIGN)),
        ("intake.joint_review.acted.v1", {}, to(Role.SITE_LEAD)),
        ("dispatch.work_order.issued.v1", {"repairer": "contractor", "contractor": "C1"},
         to(Role.ENGINEERING, Role.PROPERTY_DESK, Role.CUSTOMER) | {FIRM}),
        ("dispatch.work_order.issued.v1", {"repairer": "squad", "contractor": None},
         to(Role.REPAIR_SQUAD, Role.ENGINEERING, Role.PROPERTY_DESK, Role.CUSTOMER)),
        ("intake.handover.faults_found.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("dispatch.work_order.received.v1", {}, to(Role.ENGINEERING_DESK)),
        ("dispatch.work_order.reminded.v1", {"contractor": "C1"}, {FIRM}),
        ("dispatch.work_order.taken_over.v1", {"contractor": "C1"},
         to(Role.REPAIR_SQUAD, Role.CENTRE_DIRECTOR, Role.FINANCE_OFFICER, Role.CUSTOMER) | {FIRM}),
        ("dispatch.work_order.done.v1", {}, to(Role.ENGINEERING_DESK)),
        ("dispatch.work_order.check_failed.v1", {"repairer": "contractor", "contractor": "C1"}, {FIRM}),
        ("dispatch.work_order.check_failed.v1", {"repairer": "squad", "contractor": "C1"}, to(Role.REPAIR_SQUAD)),
        ("dispatch.work_order.check_passed.v1", {}, to(Role.PROPERTY_DESK, Role.CUSTOMER)),
        ("dispatch.work_order.completed.v1", {"closed_by_parties": False}, to(Role.SITE_LEAD)),
        ("dispatch.work_order.completed.v1", {"closed_by_parties": True}, to(Role.SITE_LEAD, Role.CUSTOMER)),
        ("dispatch.work_order.objected.v1", {}, to(Role.ENGINEERING_DESK, Role.SITE_LEAD)),
        ("dispatch.objection.answered.v1", {"upheld": True, "contractor": "C1"}, {FIRM}),
        ("dispatch.work_order.returned.v1", {}, to(Role.ENGINEERING_DESK)),
        ("dispatch.contractor.called.v1", {"contractor": "C1"}, {FIRM}),
        ("dispatch.appointment.made.v1", {"repairer": "squad"}, to(Role.CUSTOMER, Role.REPAIR_SQUAD)),
        ("dispatch.appointment.ended.v1", {"outcome": "repairer_absent"},
         to(Role.PROPERTY_DESK, Role.ENGINEERING_DESK, Role.CUSTOMER)),
        ("dispatch.appointment.ended.v1", {"outcome": "kept"}, set()),
        ("dispatch.material.found_unsound.v1", {}, to(Role.PROPERTY_DESK, Role.CUSTOMER)),
        ("dispatch.fault.reported.v1", {}, to(Role.ENGINEERING, Role.DEPUTY_CHIEF_ENGINEER)),
        ("dispatch.fault.found.v1", {}, to(Role.ENGINEERING_DESK, Role.SITE_LEAD)),
        ("dispatch.limit.passed.v1", {"tell": Role.SITE_LEAD}, to(Role.SITE_LEAD)),
        ("finance.limit.approaching.v1", {"owner_role": Role.FINANCE_OFFICER}, to(Role.FINANCE_OFFICER)),
        ("finance.claim.raised.v1", {"next_role": Role.VICE_PRESIDENT}, to(Role.VICE_PRESIDENT)),
        ("finance.claim.reviewed.v1", {"next_role": Role.GENERAL_MANAGER}, to(Role.GENERAL_MANAGER)),
        ("finance.claim.exceeded.v1", {"next_role": Role.SITE_LEAD}, to(Role.SITE_LEAD)),
        ("finance.claim.approved.v1", {"inform": ()}, to(Role.REPAIR_SQUAD)),
        ("finance.claim.approved.v1", {"inform": (Role.VICE_PRESIDENT,)}, to(Role.REPAIR_SQUAD, Role.VICE_PRESIDENT)),
        ("finance.claim.refused.v1", {}, to(Role.REPAIR_SQUAD)),
        ("finance.claim.withdrawn.v1", {"waited_for": Role.VICE_PRESIDENT}, to(Role.VICE_PRESIDENT)),
        ("finance.claim.withdrawn.v1", {"waited_for": None}, set()),
        ("finance.substitute.named.v1", {"tell": (Role.SITE_LEAD, Role.CENTRE_DIRECTOR)},
         to(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)),
        ("finance.substitute.ended.v1", {"tell": (Role.GENERAL_MANAGER,)}, to(Role.GENERAL_MANAGER)),
        ("finance.cost.confirmed.v1", {}, to(Role.FINANCE_OFFICER)),
        ("finance.retention.held.v1", {"contractor": "C1"}, to(Role.CENTRE_DIRECTOR) | {FIRM}),
        ("finance.retention.hold_lifted.v1", {"contractor": "C1"}, to(Role.CENTRE_DIRECTOR) | {FIRM}),
        ("finance.retention.deducted.v1", {"contractor": "C1"}, to(Role.CENTRE_DIRECTOR) | {FIRM}),
        ("finance.contractor.claimed.v1", {"contractor": "C1"}, to(Role.CENTRE_DIRECTOR) | {FIRM}),
        ("finance.fund.ran_low.v1", {}, to(Role.FINANCE_OFFICER)),
        ("finance.statement.drawn.v1", {"items_for_audit": 0}, to(Role.CENTRE_DIRECTOR)),
        ("finance.statement.drawn.v1", {"items_for_audit": 1}, to(Role.CENTRE_DIRECTOR, Role.AUDITOR)),
        ("finance.statement.reviewed.v1", {"items_for_audit": 1}, to(Role.AUDITOR)),
        ("finance.statement.reviewed.v1", {"items_for_audit": 0}, to(Role.FINANCE_OFFICER)),
        ("finance.statement.audited.v1", {}, to(Role.FINANCE_OFFICER)),
        ("finance.statement.served.v1", {"contractors": ("C1", "C2")},
         to(Role.FINANCE_OFFICER) | {FIRM, Recipient(Role.CONTRACTOR, "C2")}),
        ("finance.statement.booked.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("survey.return_visit.planned.v1", {"visitor": "li"}, to(Role.CASE_OFFICER)),
        ("survey.return_visit.planned.v1", {"visitor": None}, to(Role.CASE_OFFICER, Role.SERVICE_SUPERVISOR)),
        ("survey.return_visit.dissatisfied.v1", {}, to(Role.SITE_LEAD)),
        ("survey.return_visit.appointed.v1", {}, to(Role.CUSTOMER, Role.CASE_OFFICER)),
        ("survey.return_visit.waiting.v1", {}, to(Role.SITE_LEAD)),
        ("survey.director.wanted.v1", {}, to(Role.CENTRE_DIRECTOR, Role.SITE_LEAD)),
        ("survey.director.called.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("survey.director.attended.v1", {}, to(Role.CASE_OFFICER)),
        ("survey.visit_month.ended.v1", {}, to(Role.SERVICE_SUPERVISOR)),
        ("survey.round.opened.v1", {}, to(Role.SALES, Role.PROPERTY_COMPANY, Role.CENTRE_DIRECTOR)),
        ("survey.round.major_raised.v1", {}, to(Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)),
        ("survey.round.major_decided.v1", {}, to(Role.CENTRE_DIRECTOR, Role.SITE_LEAD)),
        ("survey.round.analysed.v1", {}, to(Role.GENERAL_MANAGER)),
        ("survey.round.acknowledged.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("survey.visit_month.checked.v1", {"falls_short": True}, to(Role.SITE_LEAD)),
        ("survey.visit_month.checked.v1", {"falls_short": False}, set()),
        ("notify.notice.chased.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("notify.announcement.made.v1", {}, to(Role.PROPERTY_DESK, Role.SITE_LEAD, Role.HOTLINE_CLERK)),
        ("notify.announcement.changed.v1", {}, to(Role.PROPERTY_DESK, Role.HOTLINE_CLERK)),
        ("notify.announcement.ended.v1", {}, to(Role.PROPERTY_DESK, Role.HOTLINE_CLERK)),
        ("notify.owners_meeting.called.v1", {}, to(Role.SITE_LEAD, Role.PROPERTY_DESK)),
        ("notify.owners_meeting.called_off.v1", {}, to(Role.PROPERTY_DESK)),
        ("notify.owners_meeting.filed.v1", {}, to(Role.COMPANY_OFFICE, Role.CENTRE_DIRECTOR)),
        ("notify.look.due.v1", {"head": Role.SALES}, to(Role.SALES)),
        ("notify.look.signed.v1", {"nonconformities": 0}, set()),
        ("notify.look.signed.v1", {"nonconformities": 1}, to(Role.CENTRE_DIRECTOR)),
        ("notify.nonconformity.reported.v1", {"owner_role": Role.SALES_DESK}, to(Role.SALES_DESK)),
        ("notify.nonconformity.answered.v1", {}, to(Role.SITE_LEAD)),
        ("notify.nonconformity.sent_back.v1", {"owner_role": Role.SALES_DESK}, to(Role.SALES_DESK)),
        ("notify.nonconformity.verified.v1", {"owner_role": Role.SALES_DESK}, to(Role.SALES_DESK)),
        ("notify.daily_list.made.v1", {"role": Role.SALES_DESK}, to(Role.SALES_DESK)),
        ("notify.delivery.given_up.v1", {"medium": "sms"}, to(Role.OPERATOR, Role.SITE_LEAD)),
        ("notify.delivery.given_up.v1", {"medium": "webhook"}, to(Role.OPERATOR)),
        ("survey.link.made.v1", {"purpose": "campaign"}, to(Role.CUSTOMER)),
        ("survey.link.made.v1", {"purpose": "repair_question"}, to(Role.CUSTOMER)),
        ("intake.slip.sent.v1", {"party": Role.PROPERTY_COMPANY}, to(Role.PROPERTY_COMPANY)),
        ("intake.slip.entered.v1", {"kind": "vacant_unit"}, to(Role.SITE_LEAD)),
        ("intake.slip.answered.v1", {"party": Role.SALES}, to(Role.SALES)),
        ("intake.design.asked.v1", {}, to(Role.DESIGN)),
        ("intake.design.answered.v1", {"justified": True, "desk": Desk.SALES_DESK}, to(Role.SALES_DESK, Role.DESIGN)),
        ("intake.design.answered.v1", {"justified": False, "desk": Desk.SALES_DESK}, to(Role.SALES_DESK)),
        ("intake.design.drawn.v1", {"desk": Desk.ENGINEERING_DESK}, to(Role.ENGINEERING, Role.ENGINEERING_DESK)),
        ("intake.design_change.requested.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("intake.design_change.asked.v1", {"asked": Role.DESIGN}, to(Role.DESIGN)),
        ("intake.design_change.answered.v1", {"justified": False}, to(Role.SALES)),
        ("intake.design_change.ended.v1", {"outcome": "ordered", "asked": Role.DESIGN},
         to(Role.DESIGN, Role.ENGINEERING, Role.CENTRE_DIRECTOR)),
        ("intake.design_change.ended.v1", {"outcome": "withdrawn", "asked": None}, to(Role.CENTRE_DIRECTOR)),
        ("intake.transfer.offered.v1", {"to_department": "service_centre"}, to(Role.SITE_LEAD)),
        ("intake.transfer.offered.v1", {"to_department": "property_company"}, to(Role.PROPERTY_COMPANY)),
        ("intake.transfer.returned.v1", {"from_desk": Desk.SALES}, to(Role.SALES, Role.CENTRE_DIRECTOR)),
        ("intake.case.transferred.v1", {"from_desk": Desk.SALES, "to_desk": Desk.SALES_DESK}, to(Role.SALES, Role.SALES_DESK)),
        ("intake.weekly_result.confirmed.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("intake.feed.confirmed.v1", {}, to(Role.CENTRE_DIRECTOR)),
        ("intake.feed.overdue.v1", {"owner_role": Role.SALES}, to(Role.SALES, Role.CENTRE_DIRECTOR)),
        ("intake.forum.pass_missing.v1", {}, to(Role.SITE_LEAD)),
        ("intake.suggestion.passed_on.v1", {}, to(Role.SERVICE_SUPERVISOR)),
        ("intake.suggestion.decided.v1", {"adopted": True, "carried_out_by": Role.DESIGN}, to(Role.CASE_OFFICER, Role.DESIGN)),
        ("intake.suggestion.decided.v1", {"adopted": False, "carried_out_by": None}, to(Role.CASE_OFFICER)),
        ("intake.action.opened.v1", {"owner_role": Role.SALES, "tell": Role.SITE_LEAD}, to(Role.SALES, Role.SITE_LEAD)),
        ("intake.action.done.v1", {"check_role": Role.QUALITY_SUPERVISOR}, to(Role.QUALITY_SUPERVISOR)),
        ("intake.action.checked.v1", {"effective": True, "owner_role": Role.SALES, "tell": Role.SITE_LEAD},
         to(Role.SALES, Role.SITE_LEAD)),
        ("intake.action.checked.v1", {"effective": False, "owner_role": Role.SALES, "tell": Role.SITE_LEAD},
         to(Role.SALES, Role.SITE_LEAD)),
        ("intake.action.approaching.v1", {"duty": "check", "owed_by": Role.QUALITY_SUPERVISOR}, to(Role.QUALITY_SUPERVISOR)),
        ("intake.action.passed.v1", {"duty": "act", "tell": Role.CENTRE_DIRECTOR}, to(Role.CENTRE_DIRECTOR)),
    ],
)  # fmt: skip
def test_who_is_told(name: str, what: Mapping[str, Any], expected: set[Recipient]) -> None:
    assert told(name, **what) == expected


@pytest.mark.rule("N7")
def test_households_are_told_of_what_concerns_them_in_words_of_their_own() -> None:
    for name in sorted(each for each in PLAN if each.startswith(("notify.announcement.", "notify.owners_meeting."))):
        line = recipients.line_for_households(PLAN[name], data_of(name))
        assert (line is not None) == (name != "notify.owners_meeting.filed.v1")


@pytest.mark.rule("N5")
@pytest.mark.parametrize("kind", CaseKind)
def test_a_customer_hears_one_word_of_receipt_with_the_number_and_who_handles_it(kind: CaseKind) -> None:
    data = data_of("intake.case.registered.v1", kind=kind, case_no="KS-2026-000007", desk=Desk.ENGINEERING_DESK)
    (words,) = [
        wording.fill(line.wording, data, NAMES)
        for line, recipient in recipients.notices_for(PLAN["intake.case.registered.v1"], data)
        if recipient.role is Role.CUSTOMER
    ]
    for text in words.texts:
        assert "KS-2026-000007" in text
    assert "工程项目专员" in words.text_zh
    assert "the engineering desk" in words.text_en


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        (CaseKind.COMPLAINT, "歉", "sorry"),
        (CaseKind.REPAIR_REQUEST, "歉", "sorry"),
        (CaseKind.PRAISE, "感谢", "Thank you"),
        (CaseKind.SUGGESTION, "感谢", "Thank you"),
    ],
)
def test_the_words_apologise_or_thank_as_the_kind_demands(kind: CaseKind, zh: str, en: str) -> None:
    (line,) = [
        line
        for line, recipient in recipients.notices_for(
            PLAN["intake.case.registered.v1"], data_of("intake.case.registered.v1", kind=kind)
        )
        if recipient.role is Role.CUSTOMER
    ]
    assert zh in line.wording.text_zh
    assert en in line.wording.text_en
    other = "歉" if zh == "感谢" else "感谢"
    assert other not in line.wording.text_zh


@pytest.mark.rule("N5")
def test_a_customer_is_told_that_it_is_done_when_a_visit_follows() -> None:
    done = {"kind": CaseKind.REPAIR_REQUEST, "settled": True, "visit_wanted": True}
    assert told("intake.case.handled.v1", **done) == to(Role.CUSTOMER)
    assert told("intake.case.handled.v1", **done | {"settled": False}) == set()
    assert told("intake.case.handled.v1", **done | {"kind": CaseKind.INQUIRY}) == set()


@pytest.mark.rule("I2", "N5")
def test_a_customer_whose_complaint_is_invalid_is_told_that_he_will_be_helped_on() -> None:
    assert told("intake.case.judged.v1", verdict="invalid") == to(Role.CUSTOMER)
    assert told("intake.case.judged.v1", verdict="valid") == set()


@pytest.mark.rule("L8")
def test_a_customers_notice_names_no_member_of_staff() -> None:
    for name, lines in PLAN.items():
        for line in lines:
            if line.to in (Role.CUSTOMER, recipients.HOUSEHOLDS):
                named = {field for text in line.wording.texts for field in wording.fields_named(text)}
                assert not {field for field in named if field.endswith("_by") or field == "visitor"}, name


@pytest.mark.parametrize("name", sorted(PLAN))
def test_every_text_fills_and_reads_without_codes_or_gaps(name: str) -> None:
    data = data_of(name)
    for line in PLAN[name]:
        words = wording.fill(line.wording, data, NAMES)
        for text in (*words.subjects, *words.texts):
            assert text.strip()
            assert not re.search(r"[{}]|None|_desk|_role|T\d\d:\d\d", text), text
        for text in (words.subject_zh, words.text_zh):
            assert re.search(r"[\u4e00-\u9fff]", text), text
            assert not re.search(r"[,;!?]", re.sub(r"[\d,.]+元", "", text)), f"half-width punctuation: {text}"
        for text in (words.subject_en, words.text_en):
            assert not re.search(r"[\u4e00-\u9fff]", text), text


@pytest.mark.parametrize("name", sorted(PLAN))
def test_both_languages_state_the_same_facts(name: str) -> None:
    for line in PLAN[name]:
        zh, en = (
            {LANGUAGE.sub("", field) for text in texts for field in wording.fields_named(text)}
            for texts in zip(line.wording.subjects, line.wording.texts, strict=True)
        )
        assert zh == en, line.wording.text_zh


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        ("desk", set(Desk)),
        ("owner_role", set(Role)),
        ("next_role", set(Role)),
        ("way", set(ContactWay)),
        ("reason", set(TakeOverReason)),
        ("bearer", set(Bearer)),
        ("party", {Role.PROPERTY_COMPANY, Role.SALES}),
        ("asked", {Role.DESIGN, Role.ENGINEERING}),
        ("to_department", set(Department)),
        ("to_desk", set(Desk)),
        ("check_role", set(Role)),
        ("owed_by", set(Role)),
        ("carried_out_by", set(Role)),
        ("place", set(seeded("forum", "intake")["places"])),
        ("limit", {"property_slip", "slip_answer", "design_opinion", "promised_date", "suggestion_passed_on"}),
    ],
)
def test_every_code_has_a_name_in_both_languages(field: str, codes: set[str]) -> None:
    for code in codes:
        called = NAMES.of(field, code)
        assert called, code
        assert all(called), code


def test_every_subject_and_limit_of_a_case_has_a_name() -> None:
    limits = {row["name"] for row in seeded("limits", "intake")} | {"return_visit"}
    for field, codes in (("matter", set(seeded("routing", "intake"))), ("limit", limits)):
        assert {code for code in codes if not NAMES.of(field, code)} == set()


def wrong(**what: Any) -> dict[str, Any]:
    line = {"to": "desk", "zh": ["题", "{{ case_no }}"], "en": ["subject", "{{ case_no }}"]} | what
    return {"intake.case.registered.v1": [{key: value for key, value in line.items() if value is not None}]}


def other(event: str, number: str, **what: Any) -> dict[str, Any]:
    words = {"zh": ["题", f"{{{{ {number} }}}}"], "en": ["subject", f"{{{{ {number} }}}}"]}
    return {f"finance.{event}.v1": [{"to": "auditor"} | words | what]}


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (wrong(zh=["题", "{{ amount_fen }}"]), "no such field: amount_fen"),
        (wrong(zh=None), "zh"),
        (wrong(en=["subject"]), "argument"),
        (wrong(to=None), "to"),
        (wrong(to="nobody"), "no such field: nobody"),
        (wrong(to="contractor"), "no such field: contractor"),
        (wrong(when={"mood": ["good"]}), "no such field: mood"),
        (wrong(above={"amount_fen": 0}), "no such field: amount_fen"),
        (wrong(to="case_no"), "case_no names nobody"),
        (wrong(to="department"), "department names nobody"),
        (wrong(to="unit_no"), "unit_no names nobody"),
        (wrong(when={"kind": ["complaint", "complant"]}), "kind is never complant"),
        (wrong(when={"kind": []}), "kind cannot be compared"),
        (wrong(when={"kind": "complaint"}), "as a list"),
        (wrong(when={"part": ["roof"]}), "part is never roof"),
        (wrong(above={"kind": 1}), "kind cannot be above 1"),
        (other("statement.drawn", "statement_no", above={"items": "3"}), "items cannot be above '3'"),
        (other("statement.drawn", "statement_no", above={"items": True}), "items cannot be above True"),
        (other("statement.served", "statement_no", when={"contractors": ["C1"]}), "contractors cannot be compared"),
        (wrong(wants_anser=True), "unknown: wants_anser"),
        (wrong(settled_by=["intake.case.closed.v1"]), "wants no answer"),
        (wrong(wants_answer=True, settled_by=["intake.case.eaten.v1"]), "not a published event"),
        (wrong(wants_answer=True, settled_by=["dispatch.work_order.issued.v1"]), "heard before"),
        ({"intake.case.eaten.v1": []}, "not a published event"),
    ],
)
def test_a_wrong_line_cannot_be_loaded_and_is_named(data: dict[str, Any], because: str) -> None:
    with pytest.raises(WrongTemplate, match=because) as refused:
        recipients.plan_from(data, FIELDS)
    assert next(iter(data)) in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        wrong(when={"part": [None, "structure"]}),
        wrong(when={"unit_no": ["3-1201", None]}),
        other("statement.drawn", "statement_no", above={"items": 3}),
        other("statement.served", "statement_no", to="contractors"),
        other("claim.approved", "claim_no", to="inform"),
    ],
)
def test_a_line_that_can_go_out_is_loaded(data: dict[str, Any]) -> None:
    assert recipients.plan_from(data, FIELDS)


def test_one_wrong_line_among_all_is_found() -> None:
    data = in_force("notices")
    data["finance.claim.refused.v1"][0]["en"][1] = "{{ amount_yuan }}"
    with pytest.raises(WrongTemplate, match=r"finance\.claim\.refused\.v1, line 1: no such field: amount_yuan"):
        recipients.plan_from(data, FIELDS)


def test_a_recipient_of_two_lines_gets_the_first_only() -> None:
    approved = data_of("finance.claim.approved.v1", inform=(Role.REPAIR_SQUAD, Role.VICE_PRESIDENT))
    found = list(recipients.notices_for(PLAN["finance.claim.approved.v1"], approved))
    assert [recipient.role for _, recipient in found] == [Role.REPAIR_SQUAD, Role.VICE_PRESIDENT]
    assert found[0][0] is PLAN["finance.claim.approved.v1"][0]
