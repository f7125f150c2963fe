"""Who hears of a campaign, and what ends what he is asked for (V6, N1)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from aftercare_contracts.values import Role

from .desk import PROJECT, Office, inbox, only

ABOUT = {
    "campaign_no": "DC-2026-000001",
    "title_zh": "管理工作征询意见",
    "title_en": "Sample of opinions",
    "organiser": Role.QUALITY_SUPERVISOR,
}


@pytest.mark.rule("V6", "N1")
async def test_the_site_lead_is_asked_to_hand_out_until_it_is_done(office: Office) -> None:
    campaign_id = uuid4()
    about = ABOUT | {"campaign_id": campaign_id}
    by = datetime(2026, 3, 13, 16, tzinfo=UTC)
    await office.hear("survey.campaign.started.v1", campaign_id, project=PROJECT, invited=15, hand_out_by=by, **about)
    asked = await only(office.lead)
    assert asked["wants_answer"]
    assert asked["text_zh"] == (
        "“管理工作征询意见”（DC-2026-000001）已获批准，P1抽中15户。请按名单于2026年3月13日 24:00前将调查表发放到户。"
    )
    await office.hear("survey.campaign.handed_out.v1", campaign_id, project="*", collect_until=by, **about)
    assert (await only(office.lead))["state"] == "settled"


@pytest.mark.rule("V6")
async def test_the_organiser_hears_what_is_his_and_the_representative_of_the_letter(office: Office) -> None:
    quality = office.service.client(Role.QUALITY_SUPERVISOR, person="lu.quality")
    supervisor = office.service.client(Role.SERVICE_SUPERVISOR, person="tang")
    representative = office.service.client(Role.MANAGEMENT_REPRESENTATIVE, person="gao")
    campaign_id = uuid4()
    about = ABOUT | {"campaign_id": campaign_id, "project": "*"}
    await office.hear(
        "survey.campaign.fell_short.v1", campaign_id, invited=100, answered=79, return_bp=8000, follow_up=True, **about
    )
    short = await only(quality)
    assert "收回79份" in short["text_zh"]
    assert await inbox(supervisor) == []
    await office.hear("survey.campaign.collected.v1", campaign_id, invited=100, answered=81, **about)
    assert [notice["state"] for notice in await inbox(quality)] == ["delivered", "settled"]
    await office.hear("survey.campaign.counted.v1", campaign_id, invited=100, answered=81, wants_letter=True, **about)
    assert (await only(representative))["subject_zh"] == "调查已统计，公开信待审阅 DC-2026-000001"
    step = about | {"done_on": date(2026, 3, 20), "waived": False}
    await office.hear("survey.campaign.step_done.v1", campaign_id, step="letter_consent", **step)
    assert (await inbox(quality))[0]["subject_zh"] == "公开信已获同意 DC-2026-000001"
    await office.hear("survey.campaign.step_done.v1", campaign_id, step="passing_on", **step)
    assert "2026年3月20日" in (await inbox(representative))[0]["text_zh"]
