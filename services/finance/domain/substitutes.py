"""Who signs while a signer is away: for a time, in his role, shown on the decision, never for one's own claim (B4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import Role

from .people import EVERY_PROJECT, Person

NEVER = frozenset({
    Role.CONTRACTOR, Role.CUSTOMER, Role.REPAIR_SQUAD, Role.PROPERTY_COMPANY, Role.HOTLINE, Role.OPERATOR,
    Role.AUDITOR, Role.FINANCE_OFFICER,
})  # fmt: skip
"""Who stands in for nobody: outsiders, machines, who raises claims, who audits and who books them."""
MAY_STAND_IN = tuple(role for role in Role if role not in NEVER)
SUPERIORS: dict[Role, tuple[Role, ...]] = {
    Role.SITE_LEAD: (Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER),
    Role.CENTRE_DIRECTOR: (Role.VICE_PRESIDENT, Role.GENERAL_MANAGER),
    Role.DEPUTY_CHIEF_ENGINEER: (Role.GENERAL_MANAGER,),
    Role.VICE_PRESIDENT: (Role.GENERAL_MANAGER,),
    Role.GENERAL_MANAGER: (),
}
"""Who names a substitute for a signer who did not. The vice president, who approves after him, names none for the deputy."""


class NotYourRole(Forbidden):
    """One names a substitute for a role one holds, or for somebody below."""


class NotYoursToEnd(Forbidden):
    """Who is away, who named the substitute, the substitute himself, or a superior ends it."""


class NotAnother(Invalid):
    """A substitute is another than the one who is away and the one who names him."""


class WrongPeriod(Invalid):
    """A substitute is named from now or later until later still."""


class Overlaps(Conflict):
    """He has a substitute in this role for some of that time; end that one first."""


class SubstituteIsAway(Conflict):
    """The substitute is himself away from this role for some of that time."""


class NoSubstitutesSubstitute(Conflict):
    """Who stands in for another in this role cannot be stood in for in it."""


class IsOver(AlreadyDone):
    """The substitution has ended."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """One person signs in another's ``role``, from ``starts_at`` up to but not at ``ends_at``; ``project`` may be all."""

    id: UUID
    role: Role
    project: str
    away: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    named_by: str
    ended_at: datetime | None = None

    @property
    def over_at(self) -> datetime:
        """The first moment at which it no longer holds."""
        return min(self.ends_at, self.ended_at or self.ends_at)

    def holds_at(self, now: datetime) -> bool:
        """Whether the substitute may sign at this moment."""
        return self.starts_at <= now < self.over_at

    def covers(self, project: str) -> bool:
        """Whether it is for this project."""
        return self.project in (EVERY_PROJECT, project)

    def overlaps(self, other: "Substitution") -> bool:
        """Whether both hold at some moment in some project, in one role."""
        shares_project = self.covers(other.project) or other.covers(self.project)
        begins, ends = max(self.starts_at, other.starts_at), min(self.over_at, other.over_at)
        return self.role == other.role and shares_project and begins < ends


def may_stand_in(person: Person) -> bool:
    """Staff who neither ask for money nor check nor book it."""
    return person.has(MAY_STAND_IN) and not person.has(NEVER)


def held_by(person: Person, known: Iterable[Substitution], now: datetime) -> tuple[Substitution, ...]:
    """Of the substitutions known, those in which he may sign now, the oldest first."""
    mine = (s for s in known if s.substitute == person.id and s.holds_at(now))
    return tuple(sorted(mine, key=lambda s: (s.starts_at, s.id))) if may_stand_in(person) else ()


def must_allow(wanted: Substitution, by: Person, others: Sequence[Substitution], now: datetime) -> None:
    """Raises unless ``by`` may name this substitute beside the ``others`` of the role."""
    _must_be_entitled(wanted, by)
    if wanted.substitute in (wanted.away, by.id):
        raise NotAnother("", Problem("/substitute", wanted.substitute, "another person"))
    if wanted.starts_at < now:
        raise WrongPeriod("", Problem("/starts_at", wanted.starts_at.isoformat(), f"{now.isoformat()} or later"))
    if wanted.ends_at <= wanted.starts_at:
        raise WrongPeriod("", Problem("/ends_at", wanted.ends_at.isoformat(), f"after {wanted.starts_at.isoformat()}"))
    for other in others:
        if wanted.overlaps(other):
            _must_go_beside(wanted, other)


def must_allow_end(ended: Substitution, by: Person, now: datetime) -> None:
    """Raises unless ``by`` may end it, and it is not over."""
    if by.id not in (ended.away, ended.named_by, ended.substitute) and not by.has(SUPERIORS[ended.role]):
        raise NotYoursToEnd()
    if now >= ended.over_at:
        raise IsOver(f"the substitution ended at {ended.over_at.isoformat()}")


def _must_be_entitled(wanted: Substitution, by: Person) -> None:
    entitled = (wanted.role,) if by.id == wanted.away else SUPERIORS[wanted.role]
    if not by.has(entitled):
        who = ", ".join(entitled) or "himself alone"
        raise NotYourRole(f"a substitute for the {wanted.role} {wanted.away} is named by {who}")


def _must_go_beside(wanted: Substitution, other: Substitution) -> None:
    if other.away == wanted.away:
        raise Overlaps(f"{other.away} has {other.substitute} until {other.over_at.isoformat()}; end that first")
    if other.away == wanted.substitute:
        raise SubstituteIsAway(f"{other.away} is away until {other.over_at.isoformat()}")
    if other.substitute == wanted.away:
        raise NoSubstitutesSubstitute(f"{wanted.away} stands in for {other.away} until {other.over_at.isoformat()}")
