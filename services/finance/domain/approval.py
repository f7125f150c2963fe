"""Signing a claim: the tier's role, the amount that was seen, never one's own, never twice (F1, F2)."""

from dataclasses import replace

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Problem
from aftercare_contracts.values import Role, yuan

from .claim import Claim, Move, State, Verb, moved
from .people import Person
from .tiers import Tier


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


def sign(claim: Claim, verb: Verb, by: Person, amount_fen: int, note: str = "") -> tuple[Claim, Move]:
    """Review or approve a claim of ``amount_fen``, the amount the signer saw.

    Raises ``NotYours``, ``AlreadySigned``, ``NotYourTurn``, ``AmountChanged``, ``OwnClaim`` or ``SignedBefore``.
    """
    role = _must_hold(claim, verb, by)
    _must_be_next(claim, verb)
    _must_have_seen(claim, amount_fen)
    _must_be_independent(claim, by)
    signed = replace(_advanced(claim, verb), signers=claim.signers | {by.id})
    return signed, Move(verb, claim.state, signed.state, by.id, claim.amount_fen, claim.round, role, note)


def refuse(claim: Claim, by: Person, reason: str) -> tuple[Claim, Move]:
    """Refuse a claim in the step whose role one holds. Raises like ``sign``."""
    verb = Verb.REVIEW if claim.state == State.IN_REVIEW else Verb.APPROVE
    role = _must_hold(claim, verb, by)
    refused = moved(claim, Verb.REFUSE, State.REFUSED)
    _must_be_independent(claim, by)
    return refused, Move(Verb.REFUSE, claim.state, refused.state, by.id, claim.amount_fen, claim.round, role, reason)


def who_signs(amount_fen: int, tier: Tier) -> str:
    """``4,860.00 yuan is for the vice_president to approve after review by the deputy_chief_engineer``."""
    review = f" after review by the {tier.review_role}" if tier.review_role else ""
    return f"{yuan(amount_fen)} yuan is for the {tier.approve_role} to approve{review}"


def _advanced(claim: Claim, verb: Verb) -> Claim:
    if verb == Verb.REVIEW:
        return moved(claim, verb, State.IN_APPROVAL)
    return replace(moved(claim, verb, State.APPROVED), approved_fen=claim.amount_fen)


def _must_hold(claim: Claim, verb: Verb, by: Person) -> Role:
    role = claim.tier.review_role if verb == Verb.REVIEW else claim.tier.approve_role
    if role is None or role not in by.roles:
        raise NotYours(f"{who_signs(claim.amount_fen, claim.tier)}; you are {', '.join(sorted(by.roles)) or 'nobody'}")
    return role


def _must_be_next(claim: Claim, verb: Verb) -> None:
    if claim.state in SIGNED[verb]:
        raise AlreadySigned(f"claim {claim.claim_no} is {claim.state}; this step has been signed")
    if verb == Verb.APPROVE and claim.state == State.IN_REVIEW:
        raise NotYourTurn(f"{who_signs(claim.amount_fen, claim.tier)}, which is still to come")


def _must_have_seen(claim: Claim, amount_fen: int) -> None:
    if amount_fen != claim.amount_fen:
        what = f"you saw {yuan(amount_fen)}, the claim is {yuan(claim.amount_fen)}"
        raise AmountChanged(what, Problem("/amount_fen", what, str(claim.amount_fen)))


def _must_be_independent(claim: Claim, by: Person) -> None:
    if by.id in claim.authors:
        raise OwnClaim()
    if by.id in claim.signers:
        raise SignedBefore()
