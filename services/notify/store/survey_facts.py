"""What the reports read of forms, objectives and visits, always in the same order."""

from plumbing.database import Transaction

from ..domain.spans import Span
from ..domain.survey_report import Forms, Objective, Surveys, VisitMonth


async def surveys(tx: Transaction, span: Span) -> Surveys:
    """Forms given in the period, objectives whose date lies in it, and the months of visits that belong to it."""
    forms = await tx.fetch(
        "select project, count(*) as returned, count(overall_counts) as with_overall,"
        " count(*) filter (where overall_counts = 'satisfied') as satisfied,"
        " coalesce(sum(satisfied), 0)::bigint as items_satisfied,"
        " coalesce(sum(satisfied + neither + dissatisfied), 0)::bigint as items_answered"
        " from fact_form f where given_at >= $1 and given_at < $2 and not is_pilot"
        " and not exists (select from fact_form later where later.replaces = f.response_id)"
        " group by project order by project",
        span.starts_at, span.ends_at,
    )  # fmt: skip
    objectives = await tx.fetch(
        "select zh as title, project, ends_on, satisfied, answered, reached_percent, wanted_percent, is_reached"
        " from fact_objective where ends_on >= $1 and ends_on < $2 order by ends_on, objective, project, assessment_id",
        span.first_on, span.after_on,
    )  # fmt: skip
    visits = await tx.fetch(
        "select project, month, officers, officers_short, wanted, visited, by_phone, raised, checked_by from fact_visit_month"
        " where month >= to_char($1::date, 'YYYY-MM') and month < to_char($2::date, 'YYYY-MM') order by month, project",
        span.first_on, span.after_on,
    )  # fmt: skip
    return Surveys(
        [Forms(**row) for row in forms], [Objective(**row) for row in objectives], [VisitMonth(**row) for row in visits]
    )
