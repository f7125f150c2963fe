"""Signing a claim: the tier's role or his substitute, the amount seen, never one's own, never twice (F1, F2, B4)."""

from collections.abc import Sequence
from dataclasses import replace

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Problem
from aftercare_contracts.values import Role, yuan

from .claim import Claim, Move, State, Verb, moved
from .people import Person
from .substitutes import Substitution
from .tiers import Tier

StandIns = Sequence[Substitution]
"""The substitutions in which the signer may sign now."""


class NotYours(Forbidden):
    """This amount is for another to sign."""


class OwnClaim(Forbidden):
    """Nobody signs a claim that he raised or whose amount he set."""


class SignedBefore(Forbidden):
    """Nobody signs two steps of one chain."""


class AmountChanged(Conflict):
    """The claim's amount is not the one you saw."""


class NotYourTurn(Conflict):
    """The claim waits for another signature first."""


class AlreadySigned(AlreadyDone):
    """This step has been signed."""


SIGNED = {
    Verb.REVIEW: frozenset({State.IN_APPROVAL, State.APPROVED, State.CONFIRMED}),
    Verb.APPROVE: frozenset({State.APPROVED, State.CONFIRMED}),
}
"""The states in which a step lies behind."""


def sign(
    claim: Claim, verb: Verb, by: Person, amount_fen: int, note: str = "", stand_ins: StandIns = ()
) -> tuple[Claim, Move]:
    """Review or approve a claim of ``amount_fen``, the amount the signer saw; in his own role before another's.

    Raises ``NotYours``, ``AlreadySigned``, ``NotYourTurn``, ``AmountChanged``, ``OwnClaim`` or ``SignedBefore``.
    """
    role, fitting = _must_hold(claim, verb, by, stand_ins)
    _must_be_next(claim, verb)
    _must_have_seen(claim, amount_fen)
    stand_in = _must_be_independent(claim, by, fitting)
    hands = {by.id, stand_in.away} if stand_in else {by.id}
    signed = replace(_advanced(claim, verb), signers=claim.signers | hands)
    return signed, _signature(claim, verb, signed.state, by, role, note, stand_in)


def refuse(claim: Claim, by: Person, reason: str, stand_ins: StandIns = ()) -> tuple[Claim, Move]:
    """Refuse a claim in the step whose role one holds or stands in for. Raises like ``sign``."""
    verb = Verb.REVIEW if claim.state == State.IN_REVIEW else Verb.APPROVE
    role, fitting = _must_hold(claim, verb, by, stand_ins)
    refused = moved(claim, Verb.REFUSE, State.REFUSED)
    stand_in = _must_be_independent(claim, by, fitting)
    return refused, _signature(claim, Verb.REFUSE, refused.state, by, role, reason, stand_in)


def who_signs(amount_fen: int, tier: Tier) -> str:
    """``4,860.00 yuan is for the vice_president to approve after review by the deputy_chief_engineer``."""
    review = f" after review by the {tier.review_role}" if tier.review_role else ""
    return f"{yuan(amount_fen)} yuan is for the {tier.approve_role} to approve{review}"


def _advanced(claim: Claim, verb: Verb) -> Claim:
    if verb == Verb.REVIEW:
        return moved(claim, verb, State.IN_APPROVAL)
    return replace(moved(claim, verb, State.APPROVED), approved_fen=claim.amount_fen)


def _must_hold(claim: Claim, verb: Verb, by: Person, stand_ins: StandIns) -> tuple[Role, StandIns]:
    """The step's role, and the substitutions in which he signs in it; none where it is his own."""
    role = claim.tier.review_role if verb == Verb.REVIEW else claim.tier.approve_role
    if role is not None and role in by.roles:
        return role, ()
    fitting = [s for s in stand_ins if s.role == role and s.covers(claim.project)]
    if role is None or not fitting:
        raise NotYours(f"{who_signs(claim.amount_fen, claim.tier)}; you are {', '.join(sorted(by.roles)) or 'nobody'}")
    return role, fitting


def _must_be_next(claim: Claim, verb: Verb) -> None:
    if claim.state in SIGNED[verb]:
        raise AlreadySigned(f"claim {claim.claim_no} is {claim.state}; this step has been signed")
    if verb == Verb.APPROVE and claim.state == State.IN_REVIEW:
        raise NotYourTurn(f"{who_signs(claim.amount_fen, claim.tier)}, which is still to come")


def _must_have_seen(claim: Claim, amount_fen: int) -> None:
    if amount_fen != claim.amount_fen:
        what = f"you saw {yuan(amount_fen)}, the claim is {yuan(claim.amount_fen)}"
        raise AmountChanged(what, Problem("/amount_fen", what, str(claim.amount_fen)))


def _must_be_independent(claim: Claim, by: Person, fitting: StandIns) -> Substitution | None:
    """For whom he signs: of several who are away, the first whose own claim it is not and who did not sign."""
    for stand_in in fitting:
        if not _objection(claim, by, stand_in):
            return stand_in
    if objection := _objection(claim, by, fitting[0] if fitting else None):
        raise objection
    return None


def _objection(claim: Claim, by: Person, stand_in: Substitution | None) -> Forbidden | None:
    signing = {by.id, stand_in.away} if stand_in else {by.id}
    interested = signing | {stand_in.named_by} if stand_in else signing
    if interested & claim.authors:
        return OwnClaim()
    return SignedBefore() if signing & claim.signers else None


def _signature(
    claim: Claim, verb: Verb, to_state: State, by: Person, role: Role, note: str, stand_in: Substitution | None
) -> Move:
    return Move(
        verb, claim.state, to_state, by.id, claim.amount_fen, claim.round, role, note,
        on_behalf_of=stand_in.away if stand_in else None, substitution_id=stand_in.id if stand_in else None,
    )  # fmt: skip
