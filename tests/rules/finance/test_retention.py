"""F5, F7, F9: the retention's account adds up whatever is held, changed, lifted and deducted."""

from uuid import UUID, uuid4

import pytest
from finance.domain import ledger, retention
from finance.domain.ledger import Entry, Posting
from finance.domain.retention import Hold, HoldState
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from .lines import a_line

amounts = st.integers(1, 50_000)


def a_hold(wanted_fen: int, free_fen: int) -> Hold:
    return retention.place(Hold(UUID(int=1), "GD-1", "C1", "P1", wanted_fen, 0), free_fen)[0]


@pytest.mark.rule("F9")
@pytest.mark.parametrize(("wanted", "free", "held"), [(100, 500, 100), (500, 100, 100), (100, 0, 0), (100, 100, 100)])
def test_what_is_wanted_is_held_as_far_as_there_is_free_retention(wanted: int, free: int, held: int) -> None:
    hold, entry = retention.place(Hold(UUID(int=1), "GD-1", "C1", "P1", wanted, 0), free)
    assert (hold.held_fen, hold.wanted_fen, hold.version) == (held, wanted, 1)
    posted = entry.postings if entry else ()
    assert posted == ((Posting(retention.free("C1"), retention.held("C1"), held),) if held else ())


@pytest.mark.rule("F9")
def test_a_hold_follows_the_claims_amount_up_and_down() -> None:
    hold = a_hold(100, 500)
    more, up = retention.change(hold, 160, 400, "claim")
    less, down = retention.change(more, 40, 340, "claim")
    assert (more.held_fen, less.held_fen) == (160, 40)
    assert up
    assert up.postings == (Posting(retention.free("C1"), retention.held("C1"), 60),)
    assert down
    assert down.postings == (Posting(retention.held("C1"), retention.free("C1"), 120),)
    assert up.reference != down.reference


@pytest.mark.rule("F9")
def test_a_lifted_hold_is_over() -> None:
    lifted, entry = retention.lift(a_hold(100, 500), "the owner's own damage")
    assert (lifted.state, lifted.held_fen) == (HoldState.LIFTED, 0)
    assert entry
    assert entry.reason == "the owner's own damage"
    with pytest.raises(retention.NotHeld):
        retention.lift(lifted, "again")
    with pytest.raises(retention.NotHeld):
        retention.change(lifted, 50, 500, "again")


@pytest.mark.rule("F5")
@pytest.mark.parametrize(
    ("cost", "own", "free", "expected"),
    [
        (100, 100, 500, (100, 0, 0)),
        (150, 100, 500, (100, 50, 0)),
        (80, 100, 500, (80, 0, 0)),
        (150, 100, 20, (100, 20, 30)),
        (150, 0, 0, (0, 0, 150)),
        (120, 100, 20, (100, 20, 0)),
    ],
)
def test_what_the_retention_cannot_bear_becomes_a_claim(
    cost: int, own: int, free: int, expected: tuple[int, int, int]
) -> None:
    met = retention.split(cost, own, free)
    assert (met.from_hold_fen, met.from_free_fen, met.claimed_fen) == expected


@pytest.mark.rule("F5")
@given(cost=st.integers(1, 10**9), own=st.integers(0, 10**9), free=st.integers(0, 10**9))
def test_a_cost_is_met_to_the_fen_and_never_beyond_the_balance(cost: int, own: int, free: int) -> None:
    met = retention.split(cost, own, free)
    assert met.deducted_fen + met.claimed_fen == cost
    assert met.deducted_fen == min(cost, own + free)
    posted = ledger.balances(retention.deduct(a_line(cost), "P1", met, "why").postings)
    assert posted[ledger.unsorted("P1")] == -cost


@pytest.mark.rule("L6")
@pytest.mark.parametrize(("is_released", "available_fen"), [(False, 40), (True, 0)])
def test_after_the_release_nothing_is_held_or_deducted_any_more(is_released: bool, available_fen: int) -> None:
    account = retention.Account(1000, 60, 0, 900, 40, 0, is_released)
    assert account.available_fen == available_fen
    met = retention.split(30, 0, account.available_fen)
    assert (met.deducted_fen, met.claimed_fen) == ((30, 0) if available_fen else (0, 30))


@pytest.mark.rule("F9")
def test_the_expected_cost_counts_until_there_is_a_claim() -> None:
    assert retention.wanted(500, []) == 500
    assert retention.wanted(500, [300, 50]) == 350


def test_no_retention_opens_without_an_entry() -> None:
    assert retention.opening("C1", "P1", 0) is None


@pytest.mark.parametrize(
    "postings",
    [
        [Posting("fund:P1", retention.free("C1"), 5)],
        [Posting(retention.free("C1"), ledger.BANK, 5)],
        [Posting(retention.free("C1"), retention.held("C1"), 5)],
    ],
)
@pytest.mark.rule("F7")
def test_an_account_that_does_not_add_up_is_not_shown(postings: list[Posting]) -> None:
    with pytest.raises(ValueError, match="does not add up"):
        retention.account("C1", postings)


@pytest.mark.rule("F9")
def test_what_a_deduction_leaves_of_a_hold_is_free_again() -> None:
    met = retention.split(80, 100, 0)
    hold, entry = retention.after_deduction(a_hold(100, 500), met, 0, 400)
    assert (hold.state, hold.held_fen) == (HoldState.DEDUCTED, 0)
    assert entry
    assert entry.postings == (Posting(retention.held("C1"), retention.free("C1"), 20),)
    other, _ = retention.after_deduction(a_hold(100, 500), met, 50, 400)
    assert (other.state, other.held_fen) == (HoldState.HELD, 50)


@pytest.mark.rule("F9")
@given(
    wants=st.lists(st.tuples(amounts, st.integers(0, 100)), max_size=8),
    free_fen=st.integers(0, 200_000),
)
def test_what_becomes_free_fills_short_holds_oldest_first(wants: list[tuple[int, int]], free_fen: int) -> None:
    short = [Hold(UUID(int=n), f"GD-{n}", "C1", "P1", fen, fen * share // 101) for n, (fen, share) in enumerate(wants)]
    filled = {hold.order_no: hold for hold, _ in retention.fill(short, free_fen)}
    after = [filled.get(hold.order_no, hold) for hold in short]
    given_fen = sum(hold.held_fen for hold in after) - sum(hold.held_fen for hold in short)
    assert given_fen == min(free_fen, sum(hold.wanted_fen - hold.held_fen for hold in short))
    still_short = [hold.held_fen < hold.wanted_fen for hold in after]
    assert sorted(still_short) == still_short


class Books(RuleBasedStateMachine):
    """Orders are taken over, re-estimated, lifted and deducted in any order against one small retention."""

    orders = Bundle("orders")

    @initialize(withheld_fen=st.integers(0, 100_000))
    def withhold(self, withheld_fen: int) -> None:
        self.withheld_fen, self.cost_fen = withheld_fen, 0
        self.posted: dict[str, Entry] = {}
        self.holds: dict[str, Hold] = {}
        self.post(retention.opening("C1", "P1", withheld_fen))

    def post(self, entry: Entry | None) -> None:
        if entry:
            ledger.must_be_new(entry, self.posted.get(entry.reference))
            self.posted[entry.reference] = entry

    @property
    def account(self) -> retention.Account:
        return retention.account("C1", [p for entry in self.posted.values() for p in entry.postings])

    @rule(target=orders, expected_fen=amounts)
    def take_over(self, expected_fen: int) -> str:
        order = str(uuid4())
        hold = Hold(UUID(order), order, "C1", "P1", expected_fen, 0)
        self.holds[order], entry = retention.place(hold, self.account.free_fen)
        self.post(entry)
        return order

    @rule(order=orders, amount_fen=amounts)
    def change(self, order: str, amount_fen: int) -> None:
        if self.holds[order].state == HoldState.LIFTED:
            with pytest.raises(retention.NotHeld):
                retention.change(self.holds[order], amount_fen, 0, "")
        else:
            self.holds[order], entry = retention.change(self.holds[order], amount_fen, self.account.free_fen, "claim")
            self.post(entry)

    @rule(order=orders)
    def lift(self, order: str) -> None:
        if self.holds[order].state == HoldState.HELD:
            self.holds[order], entry = retention.lift(self.holds[order], "why")
            self.post(entry)

    @rule(order=orders, cost_fen=amounts, still_wanted_fen=st.just(0) | amounts)
    def deduct_once(self, order: str, cost_fen: int, still_wanted_fen: int) -> None:
        hold = self.holds[order]
        met = retention.split(cost_fen, hold.held_fen, self.account.free_fen)
        entry = retention.deduct(a_line(cost_fen, order), "P1", met, "why")
        if entry.reference in self.posted:
            with pytest.raises((ledger.AlreadyPosted, ledger.ReferenceTaken)):
                self.post(entry)
            return
        self.post(entry)
        self.cost_fen += cost_fen
        if hold.state == HoldState.HELD:
            left_fen = self.account.free_fen
            self.holds[order], rest = retention.after_deduction(hold, met, still_wanted_fen, left_fen)
            self.post(rest)

    @precondition(lambda self: self.posted)
    @rule(pick=st.randoms())
    def post_again(self, pick: object) -> None:
        entry = pick.choice(list(self.posted.values()))  # type: ignore[attr-defined]
        with pytest.raises(ledger.AlreadyPosted):
            self.post(entry)

    @invariant()
    def sums_to_zero(self) -> None:
        flows = [p for entry in self.posted.values() for p in entry.postings]
        assert sum(ledger.balances(flows).values()) == 0

    @invariant()
    def adds_up(self) -> None:
        now = self.account
        assert now.withheld_fen == self.withheld_fen
        assert now.withheld_fen == now.released_fen + now.deducted_fen + now.held_fen + now.free_fen
        assert now.held_fen == sum(hold.held_fen for hold in self.holds.values())
        assert now.deducted_fen + now.claimed_fen == self.cost_fen
        assert all(hold.held_fen <= hold.wanted_fen for hold in self.holds.values() if hold.state == HoldState.HELD)


TestBooks = pytest.mark.rule("F5", "F6", "F7", "F9")(Books.TestCase)
