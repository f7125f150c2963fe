"""What is remembered of forms, campaigns, objectives and months of visits: a table by type of event."""

from .facts import Note, Notes, Take, always, at, fields

CAMPAIGN = fields("campaign_id", "project")
OF_CAMPAIGN = fields("campaign_no", "title_zh", "is_pilot")
MONTH = fields("project", "month")
OF_MONTH = ("officers", "officers_short", "households", "wanted", "visited", "by_phone", "raised", "falls_short")


def campaign(*puts: str, **found: Take) -> tuple[Note, ...]:
    """A note on a campaign in one project."""
    return (Note("fact_campaign", CAMPAIGN, OF_CAMPAIGN, {**fields(*puts), **found}),)


def objective(is_reached: bool) -> tuple[Note, ...]:
    """What came of a quality objective at its date."""
    said = (
        "objective", "zh", "en", "project", "owner_role", "ends_on", "satisfied", "answered", "reached_percent", "wanted_percent",
    )  # fmt: skip
    put = {**fields(*said), "is_reached": always(is_reached)}
    return (Note("fact_objective", {"assessment_id": "assessment_id"}, put=put),)


SURVEYS: Notes = {
    "survey.form.answered.v1": (
        Note("fact_form", {"response_id": "response_id"}, put={
            **fields(
                "campaign_id", "case_id", "project", "form", "version", "overall", "overall_counts", "satisfied", "neither",
                "dissatisfied", "is_pilot", "given_at", "replaces",
            ),
            "by_way": "by",
        }),
    ),
    "survey.campaign.started.v1": campaign("kind", "invited", started_at=at),
    "survey.campaign.handed_out.v1": campaign("invited", "collect_until"),
    "survey.campaign.collected.v1": campaign("invited", "answered"),
    "survey.campaign.counted.v1": campaign("invited", "answered", counted_at=at),
    "survey.campaign.closed.v1": campaign(closed_at=at),
    "survey.campaign.cancelled.v1": campaign(cancelled_at=at),
    "survey.objective.reached.v1": objective(is_reached=True),
    "survey.objective.missed.v1": objective(is_reached=False),
    "survey.visit_month.ended.v1": (Note("fact_visit_month", MONTH, put=fields(*OF_MONTH)),),
    "survey.visit_month.checked.v1": (
        Note("fact_visit_month", MONTH, put={**fields(*OF_MONTH, "checked_by"), "checked_at": at}),
    ),
}  # fmt: skip
