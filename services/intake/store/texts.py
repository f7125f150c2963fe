"""The words by which cases are found."""

from uuid import UUID

from plumbing.database import Transaction

from ..domain.words import plain, sketch, words


async def add_text(tx: Transaction, case_id: UUID, text: str) -> None:
    """More words by which a case is found: its complaint, of which a sketch is kept too, then each entry."""
    await tx.execute(
        "insert into case_text as t (case_id, plain, words, sketch) values ($1, $2, $3, $4) on conflict (case_id) do update set"
        " plain = t.plain || excluded.plain, words = array(select unnest(t.words) union select unnest(excluded.words))",
        case_id, plain(text), sorted(words(text)), sketch(text),
    )  # fmt: skip
